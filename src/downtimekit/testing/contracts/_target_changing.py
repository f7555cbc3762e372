"""What stands in a chart is changed by who saw it, withdrawn and never removed, and added to where it is final."""

from __future__ import annotations

import pytest

from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry, ChartOrder
from downtimekit.testing.contracts._target_chart import (
    CHIKAS_EXAM,
    CORRECTED,
    FINAL,
    LATER_EXAM,
    REPORT,
    addendum_to,
    entry_of,
    withdrawal_of,
)
from downtimekit.testing.contracts._target_trial import Trial


class Changing:
    """Promises on updates, withdrawals and addenda."""

    def test_an_update_stands_in_the_place_of_what_it_saw(self, trial: Trial) -> None:
        """The record keeps its identifier, and its version counts up."""
        first = trial.written()
        made = trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))

        (record,) = trial.records()
        assert made == record.id == first.id
        assert record.content == CORRECTED
        assert record.version > first.version
        assert record.key == "west-1/report/2"

    def test_an_update_of_an_older_version_is_rejected_and_changes_nothing(self, trial: Trial) -> None:
        """Somebody else was here in the meantime: what they wrote is not written over."""
        first = trial.written()
        trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))

        trial.refuses(entry_of(REPORT, key="west-1/report/3", updates=first))

    def test_of_two_updates_of_one_version_one_is_written(self, trial: Trial) -> None:
        """The other one is told, and can look again."""
        first = trial.written()
        updates = [entry_of(CORRECTED, key=f"{site}-1/report/2", updates=first) for site in ("west", "east")]
        answers = trial.at_once(updates)

        (record,) = trial.records()
        assert sorted(answers, key=str) == sorted([record.id, None], key=str)
        assert [trial.find(entry.key) for entry in updates].count(None) == 1
        assert trial.find(record.key) == record.id

    def test_an_old_write_that_is_sent_again_brings_nothing_back(self, trial: Trial) -> None:
        """Its answer was lost, and the world went on."""
        first = trial.written()
        trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))
        before = trial.records()
        again = [trial.write(entry_of()), trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))]

        assert again == [first.id, first.id]
        assert trial.records() == before

    @pytest.mark.parametrize("order", [LATER_EXAM, CHIKAS_EXAM], ids=("another exam", "another patient"))
    def test_a_record_is_not_changed_as_one_of_another_exam(self, trial: Trial, order: ChartOrder) -> None:
        """It would leave the chart that it belongs to."""
        first = trial.written()

        trial.refuses(_moved(entry_of(CORRECTED, key="west-1/report/2", updates=first), order))
        trial.refuses(_moved(withdrawal_of(first, key="west-1/withdrawn/1"), order))

    def test_a_final_report_is_never_edited_in_place(self, trial: Trial) -> None:
        """What others have read and acted on stays as it was signed."""
        signed = trial.written(entry_of(FINAL))

        trial.refuses(entry_of(CORRECTED, key="west-1/report/2", updates=signed))

    def test_what_is_withdrawn_stays_in_the_chart_and_is_marked(self, trial: Trial) -> None:
        """Somebody may have read it: it is legible, and does not count."""
        first = trial.written(entry_of(FINAL))
        made = trial.write(withdrawal_of(first, key="west-1/withdrawn/1"))

        (record,) = trial.records()
        assert made == record.id == first.id == trial.find("west-1/withdrawn/1")
        assert (record.withdrawn, record.content, record.key) == (True, FINAL, "west-1/withdrawn/1")
        assert record.version > first.version

    def test_what_was_withdrawn_keeps_no_other_record_out(self, trial: Trial) -> None:
        """The right report of the exam comes after the wrong one; the old keys bring nothing back."""
        first = trial.written()
        trial.write(withdrawal_of(first, key="west-1/withdrawn/1"))
        right = trial.write(entry_of(CORRECTED, key="west-1/report/2"))
        again = [trial.write(entry_of()), trial.write(withdrawal_of(first, key="west-1/withdrawn/1"))]

        assert again == [first.id, first.id] != [right, right]
        assert {(record.id, record.withdrawn) for record in trial.records()} == {(first.id, True), (right, False)}
        trial.refuses(entry_of(REPORT, key="west-1/report/3"))

    def test_of_two_withdrawals_of_one_version_one_is_written(self, trial: Trial) -> None:
        """The other one is told."""
        first = trial.written()
        answers = trial.at_once([withdrawal_of(first, key=f"{site}-1/withdrawn/1") for site in ("west", "east")])

        assert sorted(answers, key=str) == sorted([first.id, None], key=str)
        assert [record.withdrawn for record in trial.records()] == [True]

    def test_what_was_changed_or_withdrawn_in_the_meantime_is_neither_changed_nor_withdrawn(self, trial: Trial) -> None:
        """Who wants to must have seen it as it stands now."""
        first = trial.written()
        second = trial.written(entry_of(CORRECTED, key="west-1/report/2", updates=first))
        trial.refuses(withdrawal_of(first, key="west-1/withdrawn/1"))
        trial.write(withdrawal_of(second, key="west-1/withdrawn/2"))
        (withdrawn,) = trial.records()

        for seen in (second, withdrawn):
            trial.refuses(withdrawal_of(seen, key="west-1/withdrawn/3"))
            trial.refuses(entry_of(REPORT, key="west-1/report/3", updates=seen))

    def test_an_addendum_stands_beside_what_it_adds_to(self, trial: Trial) -> None:
        """Also where there are two, and one to an addendum; the report stays as it was signed."""
        trial.needs(RecordKind.ADDENDUM)
        report = trial.written(entry_of(FINAL))
        first = trial.written(addendum_to(report, key="west-1/addendum/1"))
        others = [
            trial.written(addendum_to(report, key="west-1/addendum/2", text="planted second addendum")),
            trial.written(addendum_to(first, key="west-1/addendum/3", text="planted third addendum")),
        ]

        assert {record.id: record for record in trial.records()} == {
            record.id: record for record in (report, first, *others)
        }
        assert first.content == addendum_to(report, key="west-1/addendum/1").content

    @pytest.mark.parametrize("amends", [None, "planted-9999"], ids=("nothing", "unknown"))
    def test_an_addendum_to_nothing_is_refused(self, trial: Trial, amends: str | None) -> None:
        """Nobody could say what it changes."""
        trial.needs(RecordKind.ADDENDUM)
        entry = addendum_to(trial.written(entry_of(FINAL)), key="west-1/addendum/1")

        trial.refuses(
            entry.model_copy(update={"content": entry.content.model_copy(update={"amends": amends})}),
        )

    def test_an_addendum_belongs_to_the_chart_of_what_it_adds_to_and_not_to_what_was_withdrawn(
        self, trial: Trial
    ) -> None:
        """An addendum in another chart would be about nothing there."""
        trial.needs(RecordKind.ADDENDUM)
        report = trial.written(entry_of(FINAL))
        trial.refuses(_moved(addendum_to(report, key="west-1/addendum/1"), CHIKAS_EXAM))
        trial.write(withdrawal_of(report, key="west-1/withdrawn/1"))

        trial.refuses(addendum_to(report, key="west-1/addendum/2"))


def _moved(entry: ChartEntry, order: ChartOrder) -> ChartEntry:
    """Return an entry as one of another exam."""
    return entry.model_copy(update={"mrn": order.mrn, "accession": order.accession})
