"""What no chart takes is refused for every reason at once, and for the right one."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.backfill.admission import Kept, Standing, admit, order_after
from downtimekit.errors import Rejected
from downtimekit.models.chart import ChartEntry, ChartRecord
from downtimekit.models.orders import OrderStatus
from downtimekit.models.paperwork import PaperOrder
from downtimekit.models.patient import Patient
from downtimekit.testing.contracts.target import (
    ADAEZE,
    CHIKAS_EXAM,
    EXAM,
    FINAL,
    LATE,
    NGOZI,
    REPORT,
    SECOND_CHART,
    STUDY,
    addendum_to,
    entry_for,
    entry_of,
    note_of,
    order_of,
    registration_of,
    withdrawal_of,
)

RECORD = ChartRecord(id="r-1", version=2, mrn=ADAEZE.mrn, accession=EXAM.accession, content=REPORT)
SIGNED = RECORD.model_copy(update={"content": FINAL})
WITHDRAWN = RECORD.model_copy(update={"withdrawn": True})
THERE = Standing(patient=ADAEZE, order=EXAM)
OTHER_STUDY = EXAM.model_copy(update={"study": f"{STUDY}.9"})


def standing(**known: Any) -> Standing:
    """Return what the chart holds: Adaeze and her exam, and what else is said."""
    return Standing(**{"patient": ADAEZE, "order": EXAM, **known})


def seen(record: ChartRecord, *, withdraws: bool = False) -> ChartEntry:
    """Return an entry that changes a record as it was seen."""
    made_for = RECORD.model_copy(update={"content": record.content})
    return withdrawal_of(made_for, key="k") if withdraws else entry_of(key="k", updates=RECORD)


def named(**name: Any) -> Patient:
    return ADAEZE.model_copy(update=name)


@pytest.mark.parametrize(
    ("entry", "known"),
    [
        (entry_of(), THERE),
        (note_of(ADAEZE, key="k"), standing(order=None)),
        (seen(RECORD), standing(changed=Kept.of(RECORD), occupant=Kept.of(RECORD))),
        (seen(SIGNED, withdraws=True), standing(changed=Kept.of(SIGNED), occupant=Kept.of(SIGNED))),
        (addendum_to(SIGNED, key="k"), standing(amended=Kept.of(SIGNED))),
        (registration_of(NGOZI, key="k"), Standing()),
        (registration_of(named(given="Ada", family=" OKAFOR"), key="k"), standing(order=None)),
        (registration_of(named(given=None, birth_date=None), key="k"), standing(order=None)),
        (registration_of(named(family="Trauma", unidentified=True), key="k"), standing(order=None)),
        (order_of(ADAEZE, accession="DT-1", key="k"), standing(order=None)),
        (order_of(ADAEZE, accession=EXAM.accession, key="k"), THERE),
    ],
)
def test_what_has_its_place_is_let_pass(entry: ChartEntry, known: Standing) -> None:
    admit(entry, standing=known)


@pytest.mark.parametrize(
    ("entry", "known", "words"),
    [
        (entry_of(), Standing(order=EXAM), "no such patient"),
        (entry_of(), standing(patient=SECOND_CHART), "retired"),
        (entry_of(), standing(order=None), "no such exam"),
        (entry_of(), standing(order=CHIKAS_EXAM), "no such exam"),
        (entry_of().model_copy(update={"accession": None}), standing(order=None), "names none"),
        (entry_of().model_copy(update={"study": STUDY}), standing(order=OTHER_STUDY), "other images"),
        (entry_of(), standing(occupant=Kept.of(RECORD)), "such a record already"),
        (seen(RECORD), standing(), "no such record to change"),
        (seen(RECORD), standing(changed=Kept.of(WITHDRAWN)), "withdrawn"),
        (seen(RECORD), standing(changed=Kept.of(RECORD.model_copy(update={"version": 3}))), "in the meantime"),
        (seen(RECORD), standing(changed=Kept.of(SIGNED)), "needs an addendum"),
        (seen(RECORD), standing(changed=Kept.of(RECORD.model_copy(update={"mrn": "PLANTED-2"}))), "to change"),
        (addendum_to(RECORD, key="k"), standing(), "no such record to add to"),
        (addendum_to(RECORD, key="k"), standing(amended=Kept.of(WITHDRAWN)), "is withdrawn"),
        (registration_of(SECOND_CHART, key="k"), Standing(), "as a retired one"),
        (registration_of(named(given="Amara"), key="k"), standing(order=None), "somebody else"),
        (order_of(ADAEZE, accession=CHIKAS_EXAM.accession, key="k"), standing(order=CHIKAS_EXAM), "no such exam"),
    ],
)
def test_what_has_no_place_is_refused_with_the_rule_that_stands_against_it(
    entry: ChartEntry, known: Standing, words: str
) -> None:
    with pytest.raises(Rejected, match=words) as caught:
        admit(entry, standing=known)

    assert "PLANTED" not in str(caught.value)


def test_every_rule_that_stands_against_an_entry_is_told() -> None:
    with pytest.raises(Rejected, match="no such patient; the patient has no such exam; there is no such record"):
        admit(seen(RECORD), standing=Standing())


@pytest.mark.parametrize(("carried_out", "status"), [(True, "completed"), (False, "scheduled"), (None, "scheduled")])
def test_an_order_that_was_carried_out_already_is_not_to_be_done_again(carried_out: bool | None, status: str) -> None:
    content = PaperOrder(what="Planted mammogram", carried_out=carried_out)
    entry = entry_for(ADAEZE, content, key="k").model_copy(update={"accession": "DT-1", "study": STUDY})
    made = order_after(entry, order=None)

    assert made is not None
    assert (made.status, made.study, made.day) == (OrderStatus(status), STUDY, LATE.occurred_at.date())


def test_an_exam_takes_over_images_only_where_it_has_none() -> None:
    entry = entry_of().model_copy(update={"study": STUDY})

    assert order_after(entry, order=EXAM) == EXAM.model_copy(update={"study": STUDY})
    assert order_after(entry, order=OTHER_STUDY) == OTHER_STUDY
    assert order_after(entry_of(), order=EXAM) == EXAM
