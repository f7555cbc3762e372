"""What a downtime plan says, from the table alone: who does what by when, who is told what, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import Template

from attrs import frozen

from downtimekit.models.downtime import Downtime, Scheduled
from downtimekit.models.people import ChannelKind, Contact, Directory, printed_phone
from downtimekit.models.people.staff import STAFF_ROLES, Role
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.pictures.ladder import Rung, clock_words, ladder
from downtimekit.playbooks.pictures.layout import picture
from downtimekit.playbooks.pictures.shapes import Picture
from downtimekit.playbooks.pictures.words import asked, duration, people, role_words
from downtimekit.playbooks.table import Each, Move, NoticeRule, Phase, Playbook, Task

_ANYBODY = "whoever is there"
_EACH: Mapping[Each, Sequence[str]] = {
    Each.DOWNTIME: (),
    Each.SITE: ("for each site",),
    Each.TRACK: ("for each service at each site",),
    Each.INTERFACE: ("for each interface",),
}


@frozen
class PlanTask:
    """A task with a box to tick.

    Attributes:
        by_when: counted from the beginning of its phase; '' where the playbook does not say.
        until: when it counts as done by itself; '' where somebody records it.
    """

    label: str
    who: str
    by_when: str = ""
    each: str = ""
    until: str = ""
    source: str = ""


@frozen
class PlanSignal:
    """Something to report.

    Attributes:
        leads: to which phase; '' where the downtime stays where it is.
        says: what must be said with it; needs: what must hold before it is accepted.
        tells: who is told then.
    """

    label: str
    leads: str = ""
    says: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


@frozen
class PlanPhase:
    """A phase.

    Attributes:
        clocks: the deadlines that can begin here first.
    """

    label: str
    meaning: str
    tasks: tuple[PlanTask, ...]
    signals: tuple[PlanSignal, ...]
    clocks: tuple[str, ...]


@frozen
class PlanNotice:
    """Who is told what, and after what."""

    audience: str
    after: tuple[str, ...]
    subject: str
    body: str


@frozen
class PlanCall:
    """Somebody to call."""

    name: str
    roles: str
    phone: str
    sites: str


@frozen(repr=False)
class Plan:
    """A downtime plan.

    Attributes:
        rules: the playbook's name, version and digest, so that a sheet on a wall can be told from a newer one.
        about: the downtime that it was printed for, in words; '' where it is for any.
        picture: the playbook as a picture.
    """

    title: str
    rules: str
    about: str
    drill: bool
    phases: tuple[PlanPhase, ...]
    clocks: tuple[str, ...]
    notices: tuple[PlanNotice, ...]
    calls: tuple[PlanCall, ...]
    picture: Picture


def plan(
    playbook: Playbook,
    *,
    directory: Directory | None = None,
    downtime: Downtime | None = None,
    guards: Guards = GUARDS,
) -> Plan:
    """Return the downtime plan that a playbook is.

    Args:
        playbook: the rules.
        directory: whom to call; only those are listed whose role the playbook names.
        downtime: the one to print it for: its sites and services are filled in, and only its sites' people listed.
        guards: the rules that the playbook names, for the words of a host's own.
    """
    steps = ladder(playbook, guards=guards)
    about = downtime and f"Downtime {downtime.id}: {', '.join(downtime.services)} at {', '.join(downtime.sites)}"
    return Plan(
        title=f"Downtime plan: {playbook.title}",
        rules=steps.subtitle,
        about=about or "",
        drill=bool(downtime and downtime.drill),
        phases=tuple(_phase(playbook, rung, guards) for rung in steps.rungs),
        clocks=tuple(clock_words(one, playbook=playbook) for one in playbook.deadlines),
        notices=tuple(_notice(playbook, rule, downtime) for rule in playbook.notices),
        calls=tuple(_calls(playbook, directory, downtime)) if directory else (),
        picture=picture(steps),
    )


def _phase(playbook: Playbook, rung: Rung, guards: Guards) -> PlanPhase:
    phase = rung.phase
    return PlanPhase(
        label=phase.label,
        meaning=rung.meaning,
        tasks=tuple(_task(playbook, task, guards) for task in playbook.tasks if task.phase == phase.name),
        signals=tuple(_signal(playbook, move, phase, guards) for move in playbook.moves if phase.name in move.sources),
        clocks=rung.clocks,
    )


def _task(playbook: Playbook, task: Task, guards: Guards) -> PlanTask:
    until = task.done_by and f"reported: {playbook.signal(task.done_by).label}"
    return PlanTask(
        label=task.label,
        who=role_words(task.who) if task.who else _ANYBODY,
        by_when=f"within {duration(task.within_minutes)}" if task.within_minutes else "",
        each=", ".join([*_EACH[task.each], *(["opens when its deadline comes"] if task.on_demand else [])]),
        until=until or (asked(task.until, playbook=playbook, guards=guards) if task.until else ""),
        source=task.source,
    )


def _signal(playbook: Playbook, move: Move, phase: Phase, guards: Guards) -> PlanSignal:
    signal = playbook.signal(move.signal)
    says = (
        (detail.name.replace("_", " ") if detail.required else f"{detail.name.replace('_', ' ')} (if known)")
        for detail in signal.details
    )
    target = move.target if move.target != phase.name else None
    return PlanSignal(
        label=signal.label,
        leads=playbook.phase(target).label if target else "",
        says=tuple(says),
        needs=tuple(asked(rule, playbook=playbook, guards=guards) for rule in move.guards),
        tells=tuple(people(playbook.notice(name).audience) for name in move.tells),
    )


def _notice(playbook: Playbook, rule: NoticeRule, downtime: Downtime | None) -> PlanNotice:
    after = ["the downtime is declared"] if rule.name in playbook.declared_tells else []
    after += dict.fromkeys(playbook.signal(move.signal).label for move in playbook.moves if rule.name in move.tells)
    after += ["the planned work gets a later end"] if rule.name in playbook.extended_tells else []
    after += [f"it is due: {one.label}" for one in playbook.deadlines if rule.name in one.tells]
    return PlanNotice(
        people(rule.audience), tuple(after), _filled(rule.subject, downtime), _filled(rule.body, downtime)
    )


def _filled(template: str, downtime: Downtime | None) -> str:
    """Fill in what is known ahead; the rest stays as a place to fill, such as ``[next update]``."""
    words = {name: f"[{name.replace('_', ' ')}]" for name in Template(template).get_identifiers()}
    words |= {"todo": "[what to do]"}
    if downtime is not None:
        words |= {"sites": ", ".join(downtime.sites), "services": ", ".join(downtime.services), "call": downtime.call}
        event = downtime.event
        if isinstance(event, Scheduled):
            clock = "%Y-%m-%d %H:%M %Z"
            words |= {"purpose": event.purpose, "impact": event.expected_impact}
            words |= {"starts": downtime.local(event.window.starts_at).strftime(clock)}
            words |= {"ends": downtime.local(event.ends_at).strftime(clock)}
    return Template(template).safe_substitute(words)


def _calls(playbook: Playbook, directory: Directory, downtime: Downtime | None) -> Iterator[PlanCall]:
    named = _named(playbook)
    for contact in directory.contacts:
        phone = contact.address(ChannelKind.PHONE)
        if phone and named.intersection(contact.roles) and _serves(contact, downtime):
            roles = people(role for role in contact.roles if role in named)
            yield PlanCall(contact.name, roles, printed_phone(phone), ", ".join(contact.sites) or "all sites")


def _named(playbook: Playbook) -> frozenset[Role]:
    """Return the roles that a playbook names one by one: those that only are among all staff are not called."""
    owners = {task.who for task in playbook.tasks if task.who}
    told: set[Role] = set()
    for rule in playbook.notices:
        everybody = set(rule.audience) >= STAFF_ROLES
        told |= set(rule.audience) - (STAFF_ROLES if everybody else frozenset())
    return frozenset(owners | told)


def _serves(contact: Contact, downtime: Downtime | None) -> bool:
    sites: Sequence[str] = downtime.sites if downtime else ()
    return not sites or any(contact.serves(site) for site in sites)
