"""Late entry: `models.late_entry.LateEntry` and the FHIR R4 resource Provenance.

*Occurred* is when it happened and *recorded* when it was keyed; the performer did it, and the enterer keyed it on
somebody's behalf. So the two clocks and the two people stand beside whatever was entered late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.kinds import INSTANT, Json
from downtimekit.interop.fhir.resource import Read, Resource, ResourceTemplate, Written
from downtimekit.interop.fhir.template import Template, blank, coded, must, part, sole
from downtimekit.models.late_entry import LateEntry

_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


@lru_cache
def _template() -> ResourceTemplate[LateEntry]:
    body: Mapping[str, Template] = {
        "resourceType": must("Provenance"),
        "occurredDateTime": blank("occurred_at", INSTANT),
        "recorded": blank("recorded_at", INSTANT),
        "reason": [{"text": blank("reason", needed=True)}],
        "agent": [
            sole({"type": coded(_AGENT, "performer"), "who": {"display": blank("performed_by", needed=True)}}),
            sole(
                {
                    "type": coded(_AGENT, "enterer"),
                    "who": {"display": blank("entered_by", needed=True)},
                    "onBehalfOf": {"display": blank("on_behalf_of")},
                }
            ),
        ],
    }
    return ResourceTemplate(LateEntry, part(body))


def to_fhir(late: LateEntry, *, of: Sequence[str]) -> Written:
    """Write a late entry as a FHIR Provenance.

    Args:
        late: the two clocks and the two people.
        of: references to what was entered, at least one.

    Raises:
        InvalidInput: it is of nothing.
    """
    if not of:
        raise InvalidInput("Provenance", [Fault("of", "is missing: say what was entered late")])
    written = _template().write(late)
    targets: list[Json] = [{"reference": reference} for reference in of]
    resource: Resource = {"resourceType": "Provenance", "target": targets, **written.resource}
    return Written(resource, written.losses)


def from_fhir(found: object, *, at: str = "Provenance") -> Read[LateEntry]:
    """Read a late entry from a FHIR Provenance; of what it is, is not looked at.

    Raises:
        InvalidInput: with every fault.
    """
    if isinstance(found, dict):
        found = {key: value for key, value in found.items() if key != "target"}
    return _template().read(found, at=at)
