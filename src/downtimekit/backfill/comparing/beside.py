"""Compare what has no place of its own in the chart - allergies, medicines, amendments - with all of the patient's.

Of these there may be several at one moment, and one may have been written down at several: the record that says the
same is found by what it says, and not by when.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from attrs import field, frozen

from downtimekit.backfill.comparing.allergies import compare_allergy
from downtimekit.backfill.comparing.amendments import compare_amendment
from downtimekit.backfill.comparing.comparison import Comparison
from downtimekit.backfill.comparing.medication import Reconciliation, reconcile_changes
from downtimekit.backfill.rules import DEFAULT_RULES, BackfillRules
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.capture import Capture
from downtimekit.models.chart import ChartRecord
from downtimekit.models.prescriptions import Allergy, MedicationChange, PaperPrescription


@frozen(repr=False, eq=False)
class PatientRecords:
    """All that there is of one patient.

    Attributes:
        mrn: whose it is.
        records: what the chart holds.
        captures: the sheets; of two keyings of one sheet, one.
        portal: what an e-prescribing portal says; None where nobody asked it.
        rules: of the site.
    """

    mrn: str
    records: Sequence[ChartRecord]
    captures: Sequence[Capture]
    portal: Sequence[MedicationChange] | None = None
    rules: BackfillRules = field(default=DEFAULT_RULES)

    def compare(self, capture: Capture, *, accession: str | None) -> Comparison | None:
        """Compare one of the sheets with everything else; None for a kind that is compared in its place.

        Args:
            capture: the sheet.
            accession: its exam, where it has one.
        """
        content = capture.content
        if isinstance(content, WrittenAmendment):
            at = capture.occurred_at
            return compare_amendment(content, records=self.records, mrn=self.mrn, accession=accession, occurred_at=at)
        if isinstance(content, Allergy):
            others = [other.content for other in self.captures if other.id != capture.id]
            allergies = [other for other in others if isinstance(other, Allergy)]
            return compare_allergy(content, records=self.records, others=allergies)
        if isinstance(content, MedicationChange | PaperPrescription):
            return self._medicines.sheets.get(capture.id)
        return None

    def undocumented(self) -> Sequence[MedicationChange]:
        """Return what the portal changed that neither the chart nor any sheet has."""
        return tuple(change.portal for change in self._medicines.undocumented if change.portal)

    @cached_property
    def _medicines(self) -> Reconciliation:
        return reconcile_changes(self.records, self.captures, self.portal, rules=self.rules)
