"""What every system that records go back into promises, as tests.

    class TestOurRis(BackfillTargetContract):
        @pytest.fixture
        def trial(self, our_ris: Ris) -> Trial:
            our_ris.register(PATIENTS, ORDERS)
            return Trial(lambda: OurRisTarget(our_ris.url), cut_off=OurRisTarget("https://127.0.0.1:1"))

An adapter that passes may stand at the end of any back-fill. A system that has no place for some kinds of records says
so, ``Trial(..., kinds=frozenset({RecordKind.REPORT, ...}))``, and must reject them; it has a place for questionnaires
and reports.
"""

from __future__ import annotations

from downtimekit.testing.contracts._target_asking import Asking
from downtimekit.testing.contracts._target_changing import Changing
from downtimekit.testing.contracts._target_chart import (
    ADAEZE,
    ANSWERS,
    CALLED_OFF,
    CHIKA,
    CHIKAS_EXAM,
    CONTENTS,
    CORRECTED,
    EXAM,
    FINAL,
    FIRST_CHART,
    LATE,
    LATER_EXAM,
    NGOZI,
    NOON,
    NOTE,
    NOTES,
    ORDER,
    ORDERS,
    PATIENTS,
    REGISTRATION,
    REPORT,
    SECOND_CHART,
    STUDY,
    UNNAMED,
    addendum_to,
    entry_for,
    entry_of,
    note_of,
    order_of,
    registration_of,
    withdrawal_of,
)
from downtimekit.testing.contracts._target_trial import Trial, everything_said_by
from downtimekit.testing.contracts._target_writing import Writing

__all__ = [
    "ADAEZE",
    "ANSWERS",
    "CALLED_OFF",
    "CHIKA",
    "CHIKAS_EXAM",
    "CONTENTS",
    "CORRECTED",
    "EXAM",
    "FINAL",
    "FIRST_CHART",
    "LATE",
    "LATER_EXAM",
    "NGOZI",
    "NOON",
    "NOTE",
    "NOTES",
    "ORDER",
    "ORDERS",
    "PATIENTS",
    "REGISTRATION",
    "REPORT",
    "SECOND_CHART",
    "STUDY",
    "UNNAMED",
    "BackfillTargetContract",
    "Trial",
    "addendum_to",
    "entry_for",
    "entry_of",
    "everything_said_by",
    "note_of",
    "order_of",
    "registration_of",
    "withdrawal_of",
]


class BackfillTargetContract(Writing, Changing, Asking):
    """Inherit it, and give it a fixture `trial`."""
