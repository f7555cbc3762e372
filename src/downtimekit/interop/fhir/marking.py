"""Withdrawn resources: marked as entered in error (FHIR R4, the status of that name), and read again as they were.

The mark takes the place of the status, which is part of what a record says: a preliminary report must not come back as
a final one. So what it was stands beside the mark, as a tag of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.systems import OWN

IN_ERROR: Final = "entered-in-error"
BEFORE: Final = f"{OWN}status-before"
"""The system of the tag that says which status a resource had before it was withdrawn."""
UNDONE: Final = f"{OWN}undone"
"""The system of the tag of what was written and never counted: half of a double, or a part of a refused record."""
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
# What a resource of others was before they withdrew it is not known: something that its type allows, and that counts.
_UNKNOWN: Mapping[str, str] = {
    "Composition": "final",
    "DiagnosticReport": "final",
    "DocumentReference": "current",
    "Observation": "final",
    "ServiceRequest": "unknown",
}
_ALLERGY = "AllergyIntolerance"


def is_withdrawn(resource: Mapping[str, object]) -> bool:
    """Say whether a resource was entered in error."""
    verified = [coding.get("code") for coding in objects_at(resource, "verificationStatus", "coding")]
    return resource.get("status") == IN_ERROR or IN_ERROR in verified


def withdrawn(resource: Resource) -> Resource:
    """Return a resource with the mark; one that has it stays as it is."""
    if is_withdrawn(resource):
        return resource
    if resource["resourceType"] != _ALLERGY:
        return _tagged({**resource, "status": IN_ERROR}, _was(str(resource.get("status", "unknown"))))
    # R4, ait-2: what was entered in error has no clinical status.
    verified, clinical = _code(resource, "verificationStatus"), _code(resource, "clinicalStatus")
    marked: Resource = {key: value for key, value in resource.items() if key != "clinicalStatus"}
    concept: Json = {"coding": [{"system": _VERIFICATION, "code": IN_ERROR}]}
    return _tagged(marked | {"verificationStatus": concept}, _was(f"{verified or 'confirmed'}.{clinical}"))


def is_undone(resource: Mapping[str, object]) -> bool:
    """Say whether a resource was written and never counted."""
    return any(tag.get("system") == UNDONE for tag in objects_at(resource, "meta", "tag"))


def undone(resource: Resource) -> Resource:
    """Return a resource with the mark of what never counted, and with that of what was entered in error if it has one.

    A Provenance and a Patient have no such status; the one keeps its mark alone, the other is no more in use.
    """
    kind = resource["resourceType"]
    marked = resource if kind in ("Provenance", "Patient") else withdrawn(resource)
    marked = {**marked, "active": False} if kind == "Patient" else marked
    return _tagged(marked, {"system": UNDONE, "code": "undone"})


def reinstated(resource: Mapping[str, object]) -> Mapping[str, object]:
    """Return a resource as it was before it was withdrawn, as far as that is known; any other as it is."""
    if not is_withdrawn(resource):
        return resource
    kind = str(resource.get("resourceType"))
    before = next((tag.get("code") for tag in objects_at(resource, "meta", "tag") if tag.get("system") == BEFORE), None)
    whole = _untagged(resource)
    if kind != _ALLERGY:
        return whole | {"status": before if isinstance(before, str) else _UNKNOWN.get(kind, "completed")}
    verified, _, clinical = (before if isinstance(before, str) else "confirmed.").partition(".")
    whole["verificationStatus"] = {"coding": [{"system": _VERIFICATION, "code": verified}]}
    if clinical:
        whole["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": clinical}]}
    return whole


def _code(resource: Mapping[str, object], element: str) -> str:
    codes = (coding.get("code") for coding in objects_at(resource, element, "coding"))
    return next((code for code in codes if isinstance(code, str)), "")


def _was(status: str) -> Json:
    return {"system": BEFORE, "code": status}


def _tagged(resource: Resource, tag: Json) -> Resource:
    meta = resource.get("meta")
    known = meta if isinstance(meta, dict) else {}
    tags = known.get("tag")
    return {**resource, "meta": {**known, "tag": [*(tags if isinstance(tags, list) else []), tag]}}


def _untagged(resource: Mapping[str, object]) -> dict[str, object]:
    meta = resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    if not isinstance(meta, dict) or not isinstance(tags, list):
        return dict(resource)
    left = [tag for tag in tags if not isinstance(tag, dict) or tag.get("system") != BEFORE]
    rest = {key: value for key, value in meta.items() if key != "tag"} | ({"tag": left} if left else {})
    return {key: value for key, value in resource.items() if key != "meta"} | ({"meta": rest} if rest else {})
