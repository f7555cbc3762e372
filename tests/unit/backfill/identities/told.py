"""Events as the tests of identities want them, short."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from downtimekit.models.capture import Capture
from downtimekit.models.paperwork import PaperRegistration
from downtimekit.models.patient import Identifier, IdentifierKind, Patient, WrittenIdentity
from downtimekit.models.registration import (
    Link,
    Merge,
    MergedPair,
    NumberChange,
    Registration,
    RegistrationEvent,
    Unmerge,
)

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def at(hour: float | None) -> datetime | None:
    """Return an hour of the downtime's day; None where nobody said one."""
    return None if hour is None else datetime(2026, 3, 3, tzinfo=UTC) + timedelta(hours=hour)


def who(mrn: str, family: str | None = None, given: str | None = None, **more: object) -> Patient:
    """Return a patient; those with a name were born on one day."""
    born = {"birth_date": date(1958, 2, 11)} if family and not more.get("unidentified") else {}
    return Patient.model_validate({"mrn": mrn, "family": family, "given": given, **born, **more})


def downtime_number(value: str) -> Identifier:
    """Return a number that was given out for the downtime."""
    return Identifier(system="west", value=value, kind=IdentifierKind.DOWNTIME_MRN)


def registered(
    patient: Patient | str, *, hour: float | None = None, event: RegistrationEvent = RegistrationEvent.REGISTERED
) -> Registration:
    """Somebody is registered, or what is known of them changes."""
    known = who(patient) if isinstance(patient, str) else patient
    return Registration(event=event, patient=known, occurred_at=at(hour))


def merged(*pairs: tuple[str, str], hour: float | None = None) -> Merge:
    """Numbers become others: (gone, survivor)."""
    found = tuple(MergedPair(survivor=who(survivor), prior=prior) for prior, survivor in pairs)
    return Merge(pairs=found, occurred_at=at(hour), entered_by="Robin Roe")


def renumbered(prior: str, number: str, *, hour: float | None = None) -> NumberChange:
    """A number becomes another one."""
    return NumberChange(patient=who(number), prior=prior, occurred_at=at(hour))


def linked(one: str, other: str, *, holds: bool = True, hour: float | None = None) -> Link:
    """Two numbers are one person's, or are not."""
    return Link(first=who(one), second=who(other), holds=holds, occurred_at=at(hour))


def parted(prior: str, survivor: str, *, hour: float | None = None) -> Unmerge:
    """A merge is undone."""
    return Unmerge(prior=prior, survivor=survivor, reason="two sisters", occurred_at=at(hour))


def sheet(id: str, of: WrittenIdentity, *, serial: str | None = None) -> Capture:
    """Return a sheet that came back."""
    return Capture(
        id=id,
        serial=serial,
        patient=of,
        content=PaperRegistration(),
        occurred_at=NOON,
        performed_by="Tomo Tamura",
        recorded_at=NOON,
        entered_by="Robin Roe",
    )
