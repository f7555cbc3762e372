"""Write a notice as an alert of the Common Alerting Protocol.

Source: OASIS, Common Alerting Protocol version 1.2 (1 July 2010), sections 3.2 and 3.3.2 (elements, their order and
their codes) and 3.3.2.1 (times: no ``Z``, and UTC is ``-00:00``). Which code stands for what in a hospital's downtime
is our own inference, as the protocol was made for weather and civil protection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from xml.etree import ElementTree as ET

from attrs import field, frozen

from downtimekit.interop.public_words import is_to_come
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Notice, NoticeEvent, NoticeFacts, NoticeText
from downtimekit.models.ranked import Severity
from downtimekit.models.zones import instant

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SITE = "urn:downtimekit:site"
"""The name of the geocodes: a site's key."""
KEY = "urn:downtimekit:key"
"""The name of the parameter with the idempotency key."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_NOT_IN_A_NAME = re.compile(r"[\s,<&]")
_DRILL = "DRILL"
_OVER = frozenset({NoticeEvent.STOOD_DOWN, NoticeEvent.CLOSED})
_EVENTS = {"en": ("System downtime", "Planned system downtime"), "es": ("Caída del sistema", "Parada programada")}
_SEVERITY: Mapping[Severity | None, str] = {
    None: "Unknown",
    Severity.LOW: "Minor",
    Severity.MODERATE: "Moderate",
    Severity.HIGH: "Severe",
    Severity.CRITICAL: "Extreme",
}


class CapScope(StrEnum):
    """Whom an alert is for."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    """For those whom its restriction names."""


class CapKind(StrEnum):
    """What an alert does to those before it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@frozen
class CapOrigin:
    """Who alerts, and whom.

    Attributes:
        sender: by which the sender is known everywhere, such as ``alerts@clinic.example.org``; without blanks, commas,
            ``<`` and ``&``.
        name: what the sender is called.
        restriction: whom a restricted alert is for.
    """

    sender: str
    name: str = ""
    scope: CapScope = CapScope.RESTRICTED
    restriction: str = "staff of the sites that are named"


def _name(text: str) -> str:
    return _NOT_IN_A_NAME.sub("_", _legal(text))


@frozen
class CapReference:
    """An alert: who sends it, its own name, and when it was sent; what must not stand in a name becomes ``_``."""

    sender: str = field(converter=_name)
    identifier: str = field(converter=_name)
    sent: datetime

    @property
    def text(self) -> str:
        """What later alerts call it."""
        return f"{self.sender},{self.identifier},{cap_time(self.sent)}"


@frozen
class CapDraft:
    """What becomes an alert.

    Attributes:
        notice: what is told.
        reference: who sends it, its own name and when it is sent.
        texts: its words, in one language after the other; at least one.
        earlier: what was sent of the same downtime before it, oldest first.
        drill: whether it is an exercise.
        key: the idempotency key under which it is told; empty where there is none.
        labels: what sites are called, by their keys.
    """

    notice: Notice
    reference: CapReference
    texts: Sequence[NoticeText]
    earlier: Sequence[CapReference] = ()
    drill: bool = False
    key: str = ""
    labels: Mapping[str, str] = field(default=MappingProxyType({}))

    @property
    def kind(self) -> CapKind:
        """What it does to those before it; the first of a downtime does nothing to any."""
        if not self.earlier:
            return CapKind.ALERT
        out = self.notice.facts.out_elsewhere if self.notice.facts else ()
        return CapKind.CANCEL if self.notice.event in _OVER and not out else CapKind.UPDATE


def cap_time(at: datetime) -> str:
    """Return a time as the protocol writes it, in UTC, without fractions of a second.

    Raises:
        InvalidInput: it has no offset, and so could be anywhere.
    """
    return f"{instant(at):%Y-%m-%dT%H:%M:%S}-00:00"


def write_cap(draft: CapDraft, *, origin: CapOrigin) -> bytes:
    """Write an alert as XML."""
    alert = ET.Element(_tag("alert"))
    _put(alert, _head(draft, origin))
    for text in draft.texts:
        _put_info(alert, text, draft, origin)
    written: bytes = ET.tostring(alert, encoding="utf-8", xml_declaration=True, default_namespace=NAMESPACE)
    return written


def _head(draft: CapDraft, origin: CapOrigin) -> Iterator[tuple[str, str]]:
    restricted = origin.scope is CapScope.RESTRICTED
    facts = draft.notice.facts
    yield "identifier", draft.reference.identifier
    yield "sender", draft.reference.sender
    yield "sent", cap_time(draft.reference.sent)
    yield "status", "Exercise" if draft.drill else "Actual"
    yield "msgType", draft.kind.value
    yield "scope", origin.scope.value
    yield "restriction", origin.restriction if restricted else ""
    yield "note", f"{_DRILL}: nothing has failed" if draft.drill else ""
    yield "references", " ".join(reference.text for reference in draft.earlier)
    yield "incidents", facts.downtime if facts else ""


def _put_info(alert: ET.Element, text: NoticeText, draft: CapDraft, origin: CapOrigin) -> None:
    info = ET.SubElement(alert, _tag("info"))
    facts = draft.notice.facts
    _put(info, _rating(text, draft.notice))
    if facts is not None:
        _put(info, _times(facts, draft))
    mark = f"{_DRILL}: " if draft.drill else ""
    subject = text.subject if text.subject.startswith(mark) else mark + text.subject
    body = text.body if text.body.startswith(mark) else mark + text.body
    _put(info, [("senderName", origin.name), ("headline", subject), ("description", body)])
    if facts is not None:
        # The number is the help desk's: it is for staff.
        _put(info, [("contact", facts.call if origin.scope is CapScope.RESTRICTED else "")])
        _put_pairs(
            info,
            "parameter",
            ((f"{part.service}/{part.site}", f"{part.state} {part.tier}") for part in facts.components),
        )
    if draft.key:
        _put_pairs(info, "parameter", [(KEY, draft.key)])
    for site in draft.notice.sites:
        area = ET.SubElement(info, _tag("area"))
        _put(area, [("areaDesc", draft.labels.get(site, site))])
        _put_pairs(area, "geocode", [(SITE, site)])


def _rating(text: NoticeText, notice: Notice) -> Iterator[tuple[str, str]]:
    facts = notice.facts
    names = _EVENTS.get(text.language.partition("-")[0], _EVENTS["en"])
    response, urgency, certainty = _when(notice)
    yield "language", text.language
    yield "category", "Infra"
    yield "category", "Health"
    yield "event", names[bool(facts and facts.scheduled)]
    yield "responseType", response
    yield "urgency", urgency
    yield "severity", _SEVERITY[facts.severity if facts else None]
    yield "certainty", certainty


def _when(notice: Notice) -> tuple[str, str, str]:
    """Return what to do, how soon, and how sure it is."""
    facts = notice.facts
    if _is_over(notice):
        return "AllClear", "Past", "Observed"
    if is_to_come(notice):
        return "Prepare", "Expected" if notice.event is NoticeEvent.REMINDER else "Future", "Likely"
    if facts is None:
        return "Monitor", "Unknown", "Unknown"
    down = any(part.state is TrackState.DOWN for part in facts.components)
    return ("Execute", "Immediate", "Observed") if down else ("Monitor", "Expected", "Observed")


def _is_over(notice: Notice) -> bool:
    facts = notice.facts
    if notice.event in _OVER:
        return facts is None or not facts.out_elsewhere
    return facts is not None and facts.is_all_over and not is_to_come(notice)


def _times(facts: NoticeFacts, draft: CapDraft) -> Iterator[tuple[str, str]]:
    yield "onset", cap_time(facts.since)
    expires = facts.ends if is_to_come(draft.notice) else facts.next_update
    if expires is not None and instant(expires) > instant(draft.reference.sent):
        yield "expires", cap_time(expires)


def _put(parent: ET.Element, elements: Iterable[tuple[str, str]]) -> None:
    """Add elements in their order; one that says nothing is left out."""
    for name, text in elements:
        if text:
            ET.SubElement(parent, _tag(name)).text = _legal(text)


def _put_pairs(parent: ET.Element, name: str, pairs: Iterable[tuple[str, str]]) -> None:
    for value_name, value in pairs:
        _put(ET.SubElement(parent, _tag(name)), [("valueName", value_name), ("value", value)])


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _legal(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
