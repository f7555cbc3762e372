"""Notices: `models.notice.Notice` and `models.notice.Receipt`, each as a FHIR R4 Communication.

A notice is a Communication in preparation, for everybody with a role; a receipt is one to one contact and a part of
it, and its status says what became of it. A drill is marked as test health data. A Communication about a patient is
refused: a notice never is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from downtimekit.interop.fhir.concepts import Coding, keyed
from downtimekit.interop.fhir.kinds import INSTANT, code, codes
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import ACT_REASON, OWN, PARTICIPATION_MODE, Systems
from downtimekit.interop.fhir.template import Template, blank, each, itself, must, never, part, sole, when
from downtimekit.models.notice import Notice, Receipt, ReceiptState
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
ROLE = codes(Role)
DRILL = code({True: "HTEST"}, unsaid=False)
_NO_REMARK = "no remark"


@lru_cache
def _notice(systems: Systems) -> ResourceTemplate[Notice]:
    body: Mapping[str, Template] = {
        **_of_no_patient(),
        "meta": {"security": [{"system": ACT_REASON, "code": blank("drill", DRILL, needed=True, tells=True)}]},
        "identifier": [sole({"system": systems.notice, "value": blank("id", needed=True)})],
        "status": must("preparation"),
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
        "status": blank("state", STATE),
        "medium": [blank("channel", CHANNEL)],
        "recipient": [sole(_reference("PractitionerRole", systems.contact, blank("contact", needed=True)))],
        "note": [{"time": blank("at", INSTANT), "text": when("remark", blank("remark"), _NO_REMARK)}],
    }
    return ResourceTemplate(Receipt, part(body))


def _of_no_patient() -> Mapping[str, Template]:
    return {"resourceType": must("Communication"), "subject": never({})}


def _reference(to: str, system: str, value: Template) -> Template:
    return {"type": to, "identifier": {"system": system, "value": value}}


def to_fhir(notice: Notice, *, systems: Systems) -> Written:
    """Write a notice as a FHIR Communication in preparation."""
    return _notice(systems).write(notice)


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
