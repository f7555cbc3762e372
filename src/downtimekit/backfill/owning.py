"""Who enters a record, in whose name, and whether it is typed in at all."""

from __future__ import annotations

from collections.abc import Iterable

from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Capture, Content
from downtimekit.models.plan import Owner, Verdict
from downtimekit.models.registration import Visit


def owner_of(capture: Capture, content: Content, *, visits: Iterable[Visit], rules: BackfillRules) -> Owner:
    """Return who enters a record.

    Args:
        capture: the sheet that opens the record.
        content: what is to be entered.
        visits: the patient's stays, as the chart knows them.
        rules: of the site.
    """
    owner = rules.owners.get(capture.kind, Owner())
    unsigned = isinstance(content, BreastReport) and content.status is not ReportStatus.FINAL
    return owner.model_copy(
        update={
            "on_behalf_of": capture.entered_for,
            "must_sign": owner.must_sign or unsigned,
            "unit": owner.unit or _unit_now(visits, rules),
        }
    )


def disposition_of(capture: Capture, owner: Owner, *, visits: Iterable[Visit], rules: BackfillRules) -> Verdict | None:
    """Return that a record is only scanned, or entered by others; None where it is entered here."""
    visits = tuple(visits)
    for rule in rules.scanned_only:
        if capture.kind in rule.kinds and _all_left(visits, rule.classes, discharged=rule.discharged):
            return Verdict.SCAN_ONLY
    return Verdict.HAND_OVER if rules.units and owner.unit and owner.unit not in rules.units else None


def _all_left(visits: tuple[Visit, ...], classes: frozenset[object], *, discharged: bool) -> bool:
    """Say whether every stay of a patient is of some classes, and is over where that is asked for."""
    return bool(visits) and all(
        visit.patient_class in classes and (visit.discharged_at is not None or not discharged) for visit in visits
    )


def _unit_now(visits: Iterable[Visit], rules: BackfillRules) -> str | None:
    """Return the unit that a patient is in now, where it matters and they are in one only."""
    places = {visit.location for visit in visits if visit.location and visit.discharged_at is None}
    return places.pop() if rules.units and len(places) == 1 else None
