"""What is written to a target stands in its chart: once, where it belongs, and as it was written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import Lookup
from downtimekit.testing.contracts._target_chart import (
    ADAEZE,
    ANSWERS,
    CALLED_OFF,
    CHIKA,
    CHIKAS_EXAM,
    CONTENTS,
    CORRECTED,
    EXAM,
    LATE,
    LATER_EXAM,
    NOTE,
    REPORT,
    STUDY,
    UNNAMED,
    entry_for,
    entry_of,
    note_of,
    order_of,
    withdrawal_of,
)
from downtimekit.testing.contracts._target_trial import Trial

PLACES = 8

ELSEWHERE = {"mrn": CHIKA.mrn}, {"mrn": "PLANTED-9999"}, {"accession": "MG-9999"}
"""What makes an entry one of an exam that its patient does not have."""


class Writing:
    """Promises on what is written."""

    @pytest.mark.parametrize("content", CONTENTS.values(), ids=lambda content: str(content.record))
    def test_a_record_stands_in_the_chart_as_it_was_written(self, trial: Trial, content: Content) -> None:
        """Word for word and in its order, under its patient and its exam; without a place for it, it is rejected."""
        kind = RecordKind(content.record)
        entry = entry_of(content) if kind.of_exam else entry_for(ADAEZE, content, key="west-1/report/1")
        if kind not in trial.kinds:
            trial.refuses(entry)
            return
        record = trial.written(entry)

        assert trial.records() == (record,)
        assert record.content == content
        assert (record.key, record.mrn, record.accession) == (entry.key, entry.mrn, entry.accession)
        assert kind.of_exam or record.occurred_at == LATE.occurred_at
        assert not record.withdrawn

    def test_every_exam_has_its_own_records(self, trial: Trial) -> None:
        """Two exams of a patient, and two patients, are never one."""
        entries = [
            entry_of(key="west-1/report/1"),
            entry_of(key="west-1/report/2", order=LATER_EXAM),
            entry_of(key="west-1/report/3", order=CHIKAS_EXAM),
            entry_of(ANSWERS, key="west-1/questionnaire/1"),
        ]
        made = [trial.write(entry) for entry in entries]

        assert len(set(made)) == len(entries)
        assert {(record.id, record.accession) for record in trial.records()} == {
            (id_, entry.accession) for id_, entry in zip(made, entries, strict=True)
        }

    def test_a_note_is_kept_under_its_patient_and_its_time(self, trial: Trial) -> None:
        """Also where two clients of a group have the same note: one each, and one for each session."""
        trial.needs(RecordKind.THERAPIST_NOTE)
        later = LATE.model_copy(update={"occurred_at": LATE.occurred_at + timedelta(hours=1)})
        entries = [
            note_of(ADAEZE, key="west-1/note/1"),
            note_of(CHIKA, key="west-1/note/2"),
            note_of(ADAEZE, key="west-1/note/3").model_copy(update={"late": later}),
        ]
        made = [trial.write(entry) for entry in entries]

        assert {(record.id, record.mrn, record.occurred_at) for record in trial.records()} == {
            (id_, entry.mrn, entry.late.occurred_at) for id_, entry in zip(made, entries, strict=True)
        }
        for record in trial.records():
            assert (record.content, record.accession) == (NOTE, None)

    def test_a_second_note_is_refused_for_the_same_moment(self, trial: Trial) -> None:
        """It is the same one, or a person must say which is which."""
        trial.needs(RecordKind.THERAPIST_NOTE)
        trial.write(note_of(ADAEZE, key="west-1/note/1"))

        trial.refuses(note_of(ADAEZE, key="west-1/note/2"))

    def test_a_record_that_is_sent_again_is_in_the_chart_once(self, trial: Trial) -> None:
        """Also by a program that has been started anew, and with the same answer each time."""
        made = {trial.write(entry_of()) for _ in range(3)}

        assert [record.id for record in trial.records()] == list(made)

    def test_a_record_that_is_sent_from_many_places_at_once_is_in_the_chart_once(self, trial: Trial) -> None:
        """Two clerks press the button together."""
        made = trial.at_once([entry_of()] * PLACES)

        assert [record.id for record in trial.records()] == list(set(made))
        assert len(made) == PLACES

    def test_of_two_new_records_of_an_exam_at_once_one_is_written(self, trial: Trial) -> None:
        """Two clerks typed in the same exam."""
        answers = trial.at_once([entry_of(key=f"{site}-1/report/1") for site in ("west", "east")])

        assert [record.id for record in trial.records()] == [made for made in answers if made]

    def test_a_record_is_found_by_its_key_once_it_is_written(self, trial: Trial) -> None:
        """It is how an unknown outcome becomes known."""
        before = trial.find("west-1/report/1")
        made = trial.write(entry_of())

        assert before is None
        assert trial.find("west-1/report/1") == made
        assert trial.find("west-1/report/2") is None

    def test_a_second_record_of_a_kind_is_refused_for_an_exam(self, trial: Trial) -> None:
        """Whoever wrote the first one: what is new must be compared with it."""
        trial.write(entry_of(REPORT, key="west-1/report/1"))
        trial.refuses(entry_of(CORRECTED, key="east-1/report/1"))

        (record,) = trial.records()
        assert record.content == REPORT

    @pytest.mark.parametrize("changes", ELSEWHERE, ids=("another patient's", "a stranger's", "unknown"))
    def test_a_record_of_an_exam_that_its_patient_does_not_have_is_refused(
        self, trial: Trial, changes: dict[str, str]
    ) -> None:
        """It would stand in nobody's chart, or in the wrong one."""
        trial.refuses(entry_of().model_copy(update=changes))

    def test_what_an_entry_comes_after_is_not_the_targets_business(self, trial: Trial) -> None:
        """Whoever applies a plan keeps its order."""
        entry = entry_of().model_copy(update={"needs": ("west-1/questionnaire/1",)})

        assert trial.written(entry).content == REPORT

    def test_an_order_opens_its_exam_and_takes_over_the_images_that_are_there(self, trial: Trial) -> None:
        """The exam was done without an order: its report belongs to the order that came afterwards."""
        trial.needs(RecordKind.ORDER)
        trial.write(order_of(UNNAMED, accession="DT-0001", key="west-1/order/1"))
        chart = trial.look_up(_asked("DT-0001"))
        (order,) = (order for order in chart.orders if order.accession == "DT-0001")
        report = trial.written(entry_of(key="west-1/report/1", order=order))

        assert (order.mrn, order.study, order.is_off) == (UNNAMED.mrn, STUDY, False)
        assert (report.mrn, report.accession) == (UNNAMED.mrn, "DT-0001")
        assert chart.patients == (UNNAMED,)

    def test_an_order_that_is_withdrawn_leaves_no_exam_to_be_done(self, trial: Trial) -> None:
        """Nobody shall call the patient in for it."""
        trial.needs(RecordKind.ORDER)
        order = trial.written(order_of(UNNAMED, accession="DT-0001", key="west-1/order/1"))
        trial.write(withdrawal_of(order, key="west-1/withdrawn/1"))

        assert all(exam.is_off for exam in trial.look_up(_asked("DT-0001")).orders if exam.accession == "DT-0001")

    def test_an_order_is_not_opened_under_the_number_of_somebody_elses(self, trial: Trial) -> None:
        """The number was given twice: a person says whose it is."""
        trial.needs(RecordKind.ORDER)

        trial.refuses(order_of(CHIKA, accession=EXAM.accession, key="west-1/order/1"))

    def test_an_exam_that_was_called_off_says_so(self, trial: Trial) -> None:
        """That it was done all the same is for a person to see before anything is entered."""
        (order,) = trial.look_up(_asked(CALLED_OFF.accession)).orders

        assert (order.accession, order.is_off) == (CALLED_OFF.accession, True)


def _asked(accession: str) -> Lookup:
    return Lookup(accessions=frozenset({accession}))
