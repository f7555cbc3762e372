"""Previews: what a playbook will tell people, in all its forms, before anybody needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from attrs import frozen

from downtimekit.errors import UnknownName
from downtimekit.models.downtime import Downtime, Scheduled, Window
from downtimekit.models.facts import Declared, Fact, Promised, Signalled
from downtimekit.models.notice import ENGLISH, Notice, NoticeText
from downtimekit.notices.letters import as_html
from downtimekit.playbooks.deadlines import is_for_planned_work, next_update
from downtimekit.playbooks.occasion import Occasion
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Move, Playbook, Span
from downtimekit.playbooks.telling import notice_of

_BEGAN = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
_SAYS = timedelta(minutes=5)


@frozen
class Preview:
    """A notice in all its forms.

    Attributes:
        notice: as it would be owed.
        text: its words in the language that was asked for, or else in English.
        html: the same as a page for mail.
    """

    notice: Notice
    text: NoticeText
    html: str


def sample(playbook: Playbook, *, sites: tuple[str, ...] = ("west",), services: tuple[str, ...] = ("RIS",)) -> Downtime:
    """Return a downtime to look at a playbook's words with; it is a drill.

    Args:
        playbook: whose words; where it is for planned work, so is the downtime.
        sites: of the downtime.
        services: of the downtime.
    """
    downtime = Downtime(
        id="preview",
        playbook=playbook.name,
        playbook_digest=playbook.digest,
        sites=sites,
        services=services,
        began_at=_BEGAN,
        zone="America/New_York",
        drill=True,
    )
    if not is_for_planned_work(playbook):
        return downtime
    began = downtime.local(_BEGAN).replace(tzinfo=None)
    window = Window(zone=downtime.zone, starts=began, ends=began + timedelta(hours=2))
    return downtime.model_copy(update={"event": Scheduled(window=window, purpose="an upgrade")})


def preview(
    playbook: Playbook,
    notice: str,
    *,
    language: str = ENGLISH,
    downtime: Downtime | None = None,
    details: Mapping[str, str] | None = None,
) -> Preview:
    """Return one notice of a playbook as it would go out.

    Args:
        playbook: the rules.
        notice: its name in the playbook.
        language: a BCP 47 tag.
        downtime: the one that it tells of; `sample` where it is not given.
        details: what the signal says; what is missing stands there in brackets, such as ``[news]``.

    Raises:
        UnknownName: the playbook has no such notice.
    """
    known = [rule.name for rule in playbook.notices]
    if notice not in known:
        raise UnknownName("notice", notice, known=known)
    rule = playbook.notice(notice)
    downtime = downtime or sample(playbook)
    move = _move(playbook, notice)
    now = downtime.began_at + _SAYS
    said = {**_placeholders(playbook, move), **(details or {})}
    standing = _standing(playbook, downtime, move, now)
    occasion = Occasion(standing, tuple(standing.tracks), said, now)
    made = notice_of(rule, occasion, id=f"{downtime.id}/1/{notice}")
    text = made.text([language])
    return Preview(made, text, as_html(text, drill=made.drill))


def previews(playbook: Playbook, *, language: str = ENGLISH, downtime: Downtime | None = None) -> Iterator[Preview]:
    """Yield every notice of a playbook as it would go out.

    Args:
        playbook: the rules.
        language: a BCP 47 tag.
        downtime: the one that they tell of; `sample` where it is not given.
    """
    return (preview(playbook, rule.name, language=language, downtime=downtime) for rule in playbook.notices)


def _move(playbook: Playbook, notice: str) -> Move | None:
    """Return the first move after which a notice is told; None where the declaration or the clock tells it."""
    if notice in playbook.declared_tells:
        return None
    return next((move for move in playbook.moves if notice in move.tells), None)


def _placeholders(playbook: Playbook, move: Move | None) -> Mapping[str, str]:
    if move is None:
        return {}
    details = playbook.signal(move.signal).details
    return {detail.name: detail.choices[0] if detail.choices else f"[{detail.name}]" for detail in details}


def _standing(playbook: Playbook, downtime: Downtime, move: Move | None, now: datetime) -> Standing:
    """Return where the downtime stands when the notice is owed: after its move, with what that promises."""
    standing = Standing.begin(Declared(downtime=downtime, phase=playbook.first_phase), playbook)
    facts = _moved(playbook, move, next_update(standing, now)) if move is not None else ()
    for number, fact in enumerate(facts, 2):
        standing.fold(fact, version=number, at=now)
    return standing


def _moved(playbook: Playbook, move: Move, due: datetime) -> Iterator[Fact]:
    yield Signalled(signal=move.signal, before=playbook.first_phase, after=move.sources[0])
    yield Signalled(signal=move.signal, before=move.sources[0], after=move.target or move.sources[0])
    for deadline in playbook.deadlines:
        if deadline.name in move.promises and deadline.span is Span.UPDATE_EVERY:
            yield Promised(promise=deadline.name, due=due)
