"""Notices: `models.notice.Notice` and `models.notice.Receipt`, each as a FHIR R4 Communication.

A notice is a Communication in preparation, for everybody with a role; a receipt is one to one contact and a part of
it, and its status says what became of it. FHIR has fewer statuses than there are states: what is *delivered* and not
acknowledged, and what *expired* and was not suppressed, is said by the reason of the status. A drill is marked as test
health data. A Communication about a patient is refused: a notice never is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from attrs import evolve, frozen

from downtimekit.interop.fhir.concepts import Coding, keyed
from downtimekit.interop.fhir.kinds import INSTANT, Json, code, codes
from downtimekit.interop.fhir.parts import Blank, field_of, joined
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import ACT_REASON, OWN, PARTICIPATION_MODE, Systems
from downtimekit.interop.fhir.template import (
    Template,
    blank,
    each,
    itself,
    must,
    never,
    part,
    sole,
    when,
)
from downtimekit.models.notice import Notice, NoticeEvent, Receipt, ReceiptState, Suppression
from downtimekit.models.people import ChannelKind, Role

STATE = code(
    {
        ReceiptState.QUEUED: "preparation",
        ReceiptState.ACCEPTED: "in-progress",
        ReceiptState.ACKNOWLEDGED: "completed",
        ReceiptState.FAILED: "stopped",
        ReceiptState.UNKNOWN: "unknown",
        ReceiptState.SUPPRESSED: "not-done",
    }
)
CHANNEL = keyed(
    "channel",
    ChannelKind,
    {
        ChannelKind.EMAIL: Coding(PARTICIPATION_MODE, "EMAILWRIT"),
        ChannelKind.PHONE: Coding(PARTICIPATION_MODE, "PHONE"),
    },
)
WHY = keyed("suppression", Suppression)
EVENT = keyed("notice-event", NoticeEvent, unsaid=NoticeEvent.OTHER)
_SHARED = {ReceiptState.DELIVERED: "completed", ReceiptState.EXPIRED: "not-done"}
"""States that share a status with another one."""
_REASONS: Mapping[ReceiptState, Json] = {
    state: {"coding": [{"system": f"{OWN}receipt-state", "code": state.value}], "text": state.value}
    for state in _SHARED
}
ROLE = codes(Role)
DRILL = code({True: "HTEST"}, unsaid=False)
_NO_REMARK = "no remark"
PUBLISHED = "completed"
"""The status of a notice that stands where everybody can read it."""


@lru_cache
def _notice(systems: Systems) -> ResourceTemplate[Notice]:
    body: Mapping[str, Template] = {
        **_of_no_patient(),
        "meta": {"security": [{"system": ACT_REASON, "code": blank("drill", DRILL, needed=True, tells=True)}]},
        "identifier": [sole({"system": systems.notice, "value": blank("id", needed=True)})],
        "status": must("preparation", PUBLISHED),
        "category": [blank("event", EVENT)],
        "sent": blank("at", INSTANT),
        "topic": {"text": blank("subject")},
        "about": [each("sites", _reference("Location", systems.site, itself(needed=True)))],
        "recipient": [each("audience", _reference("Group", f"{OWN}role", itself(ROLE, needed=True)))],
        "payload": [{"contentString": blank("body")}],
    }
    return ResourceTemplate(Notice, part(body), absent={"body": "", "audience": (), "sites": ()})


@lru_cache
def _receipt(systems: Systems) -> ResourceTemplate[Receipt]:
    body: Mapping[str, Template] = {
        **_of_no_patient(),
        "partOf": [sole(_reference("Communication", systems.notice, blank("notice", needed=True)))],
        "status": _Status(("state",), STATE),
        "statusReason": _Reason(("why",), WHY),
        "medium": [blank("channel", CHANNEL)],
        "recipient": [sole(_reference("PractitionerRole", systems.contact, blank("contact", needed=True)))],
        "note": [{"time": blank("at", INSTANT), "text": when("remark", blank("remark"), _NO_REMARK)}],
    }
    return ResourceTemplate(Receipt, part(body), check=_tell_apart)


@frozen
class _Status(Blank):
    """The status; that of a state which shares it is read as the other one, until the reason is looked at."""

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the status."""
        state = field_of(model, self.path)
        return _SHARED[state] if state in _SHARED else super().write(model, at=at, losses=losses)


@frozen
class _Reason(Blank):
    """The reason of the status: of a state that shares it the state itself, else why a notice was suppressed."""

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Fill the field, unless it is about the state; see `_tell_apart`."""
        if found not in _REASONS.values():
            super().read(found, at=at, into=into)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the reason."""
        state = field_of(model, ("state",))
        if state not in _SHARED:
            return super().write(model, at=at, losses=losses)
        if field_of(model, self.path) is not None:
            losses.append(joined(at, self.path))
        return _REASONS[state]


def _tell_apart(found: Mapping[str, object], *, at: str, into: Reading) -> None:
    state = next((state for state, reason in _REASONS.items() if found.get("statusReason") == reason), None)
    if state is None:
        return
    if found.get("status") != _SHARED[state]:
        into.wrong(f"{at}.statusReason", "says something else than the status")
    into.values["state"] = state


def _of_no_patient() -> Mapping[str, Template]:
    return {"resourceType": must("Communication"), "subject": never({})}


def _reference(to: str, system: str, value: Template) -> Template:
    return {"type": to, "identifier": {"system": system, "value": value}}


def to_fhir(notice: Notice, *, systems: Systems) -> Written:
    """Write a notice as a FHIR Communication in preparation."""
    return _notice(systems).write(notice)


def published(notice: Notice, *, key: str, systems: Systems) -> Written:
    """Write a notice as a Communication that has been made, for everybody who looks for it.

    Args:
        notice: what is told.
        key: the idempotency key under which it is told, as a second identifier.
        systems: of the clinic.
    """
    written = to_fhir(notice, systems=systems)
    named = written.resource["identifier"]
    identifiers: list[Json] = [*(named if isinstance(named, list) else []), {"system": systems.key, "value": key}]
    return evolve(written, resource={**written.resource, "status": PUBLISHED, "identifier": identifiers})


def from_fhir(found: object, *, systems: Systems) -> Read[Notice]:
    """Read a notice from a FHIR Communication.

    Raises:
        InvalidInput: with every fault.
    """
    return _notice(systems).read(found, at="Communication")


def receipt_to_fhir(receipt: Receipt, *, systems: Systems) -> Written:
    """Write a receipt as a FHIR Communication that is part of the notice's."""
    return _receipt(systems).write(receipt)


def receipt_from_fhir(found: object, *, systems: Systems) -> Read[Receipt]:
    """Read a receipt from a FHIR Communication.

    Raises:
        InvalidInput: with every fault.
    """
    return _receipt(systems).read(found, at="Communication")
