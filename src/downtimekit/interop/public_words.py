"""What may be read by everybody: services, times and how a service can be used, in words of our own.

A notice is written for staff: it names tickets, phone numbers and what people typed. Nothing of that is here; what a
public page or a public alert says follows from the notice's fields alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from textwrap import shorten
from types import MappingProxyType

from attrs import frozen

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import ENGLISH, Component, Notice, NoticeEvent, NoticeFacts, NoticeText
from downtimekit.models.zones import shown_at

_TITLE = 120  # characters: a page's list of incidents shows no more, and the vendors allow 255
_NONE: Mapping[str, str] = MappingProxyType({})


@frozen
class _Words:
    """The words of one language; what stands in braces is filled in."""

    planned: str
    outage: str
    planned_bare: str
    outage_bare: str
    window: str
    window_open: str
    since: str
    over: str
    called_off: str
    false_alarm: str
    next_update: str
    elsewhere: str
    released: str
    validating: str
    tiers: Mapping[AccessTier, str]


_WORDS: Mapping[str, _Words] = {
    ENGLISH: _Words(
        planned="Planned work: {services}",
        outage="Disruption: {services}",
        planned_bare="Planned work",
        outage_bare="Disruption",
        window="From {since} to {ends}.",
        window_open="From {since}.",
        since="Since {since}.",
        over="Over since {ended}.",
        called_off="The work was called off.",
        false_alarm="There was no disruption: it was a false alarm.",
        next_update="Next news by {next_update}.",
        elsewhere="Still out at other sites: {services}.",
        released="in use again",
        validating="works again, and is being checked before it is used",
        tiers={
            AccessTier.LIVE: "not available",
            AccessTier.DEGRADED: "slow, or works in part",
            AccessTier.READ_ONLY: "can be read; nothing can be entered",
            AccessTier.DOCUMENT_SITE: "not available; documents can be read at another place",
            AccessTier.LOCAL_SNAPSHOT: "not available; copies can be read",
            AccessTier.PAPER: "not available; work goes on on paper",
        },
    ),
    "es": _Words(
        planned="Trabajo programado: {services}",
        outage="Interrupción: {services}",
        planned_bare="Trabajo programado",
        outage_bare="Interrupción",
        window="Del {since} al {ends}.",
        window_open="Desde el {since}.",
        since="Desde el {since}.",
        over="Terminó el {ended}.",
        called_off="El trabajo fue cancelado.",
        false_alarm="No hubo interrupción: fue una falsa alarma.",
        next_update="Próximas noticias antes del {next_update}.",
        elsewhere="Aún no disponible en otros sitios: {services}.",
        released="en uso de nuevo",
        validating="funciona de nuevo y se está comprobando antes de usarse",
        tiers={
            AccessTier.LIVE: "no disponible",
            AccessTier.DEGRADED: "lento, o funciona en parte",
            AccessTier.READ_ONLY: "se puede leer; no se puede introducir nada",
            AccessTier.DOCUMENT_SITE: "no disponible; los documentos se pueden leer en otro lugar",
            AccessTier.LOCAL_SNAPSHOT: "no disponible; se pueden leer copias",
            AccessTier.PAPER: "no disponible; el trabajo sigue en papel",
        },
    ),
}

LANGUAGES = tuple(_WORDS)
"""In which there are words for the public."""


def is_to_come(notice: Notice) -> bool:
    """Say whether a notice is about planned work that has not begun."""
    facts = notice.facts
    if facts is None or not facts.scheduled:
        return False
    announced = notice.event in {NoticeEvent.PLANNED, NoticeEvent.REMINDER}
    return announced or (notice.at is not None and notice.at < facts.since)


def public_text(notice: Notice, *, language: str = ENGLISH, labels: Mapping[str, str] = _NONE) -> NoticeText | None:
    """Return what everybody may read of a notice; None where it has no fields to tell it from.

    Args:
        notice: of which its words are left out, in whatever language they are.
        language: English where there are no words in it.
        labels: what the public calls services and sites, by their keys.
    """
    facts = notice.facts
    if facts is None:
        return None
    spoken = language if language in _WORDS else language.partition("-")[0]
    spoken = spoken if spoken in _WORDS else ENGLISH
    words = _WORDS[spoken]
    title = _title(facts, words, labels)
    lines = list(_lines(notice, facts, words, labels))
    return NoticeText(language=spoken, subject=title, body="\n".join(lines), short=title)


def _title(facts: NoticeFacts, words: _Words, labels: Mapping[str, str]) -> str:
    services = ", ".join(dict.fromkeys(labels.get(part.service, part.service) for part in facts.components))
    if not services:
        return words.planned_bare if facts.scheduled else words.outage_bare
    line = (words.planned if facts.scheduled else words.outage).format(services=services)
    return shorten(line, _TITLE, placeholder=" ...")


def _lines(notice: Notice, facts: NoticeFacts, words: _Words, labels: Mapping[str, str]) -> Iterator[str]:
    times = _times(facts)
    if notice.event is NoticeEvent.STOOD_DOWN:
        yield words.called_off if facts.scheduled else words.false_alarm
        return
    if is_to_come(notice):
        yield from _places(facts, labels)
    else:
        yield from _standing(facts, words, labels)
        if facts.out_elsewhere:
            yield words.elsewhere.format(services=", ".join(labels.get(name, name) for name in facts.out_elsewhere))
    if facts.scheduled:
        yield (words.window if facts.ends else words.window_open).format(**times)
    else:
        yield words.since.format(**times)
    if facts.ended_at is not None and not facts.out_elsewhere:
        yield words.over.format(**times)
    elif facts.next_update is not None:
        yield words.next_update.format(**times)


def _times(facts: NoticeFacts) -> dict[str, str]:
    def shown(at: datetime | None) -> str:
        return f"{shown_at(at, zone=facts.zone):%Y-%m-%d %H:%M %Z}" if at else ""

    return {
        "since": shown(facts.since),
        "ends": shown(facts.ends),
        "ended": shown(facts.ended_at),
        "next_update": shown(facts.next_update),
    }


def _places(facts: NoticeFacts, labels: Mapping[str, str]) -> Iterator[str]:
    for service, parts in _by_service(facts).items():
        yield f"{labels.get(service, service)} ({_sites(parts, labels)})"


def _standing(facts: NoticeFacts, words: _Words, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield how each service stands: a line for all sites at which it stands the same."""
    for service, parts in _by_service(facts).items():
        same: dict[str, list[Component]] = {}
        for component in parts:
            same.setdefault(_state(component, words), []).append(component)
        for state, alike in same.items():
            yield f"{labels.get(service, service)} ({_sites(alike, labels)}): {state}"


def _by_service(facts: NoticeFacts) -> Mapping[str, list[Component]]:
    found: dict[str, list[Component]] = {}
    for component in facts.components:
        found.setdefault(component.service, []).append(component)
    return found


def _sites(parts: list[Component], labels: Mapping[str, str]) -> str:
    return ", ".join(dict.fromkeys(labels.get(component.site, component.site) for component in parts))


def _state(component: Component, words: _Words) -> str:
    if component.state is TrackState.RELEASED:
        return words.tiers[component.tier] if component.tier > AccessTier.LIVE else words.released
    return words.validating if component.state is TrackState.VALIDATING else words.tiers[component.tier]
