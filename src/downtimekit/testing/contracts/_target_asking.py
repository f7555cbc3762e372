"""A target is asked for patients, opens charts for those who are new, and lets nothing into those that are retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import anyio
import pytest

from downtimekit.errors import OutcomeUnknown, PortError, Unreachable
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.patient import Identifier, Patient
from downtimekit.testing.contracts._target_chart import (
    ADAEZE,
    CHIKA,
    CHIKAS_EXAM,
    CORRECTED,
    EXAM,
    FIRST_CHART,
    LATER_EXAM,
    NGOZI,
    ORDERS,
    PATIENTS,
    REPORT,
    SECOND_CHART,
    UNNAMED,
    entry_of,
    note_of,
    order_of,
    registration_of,
)
from downtimekit.testing.contracts._target_trial import Trial, everything_said_by

PLACES = 8


class Asking:
    """Promises on patients, and on what is said of them."""

    def test_a_patient_is_found_by_number(self, trial: Trial) -> None:
        """With their exams and records, and nobody else's."""
        trial.write(entry_of())
        trial.write(entry_of(key="west-1/report/2", order=CHIKAS_EXAM))
        chart = trial.look_up(_numbered(ADAEZE.mrn))

        assert chart.patients == (ADAEZE,)
        assert {order.accession for order in chart.orders} == {EXAM.accession, LATER_EXAM.accession}
        assert [record.accession for record in chart.records] == [EXAM.accession]

    @pytest.mark.parametrize("number", CHIKA.identifiers, ids=lambda number: str(number.kind))
    def test_a_patient_is_found_by_a_further_number(self, trial: Trial, number: Identifier) -> None:
        """Such as the one that stood for the chart's number during a downtime."""
        chart = trial.look_up(_numbered(number.value))

        assert chart.patients == (CHIKA,)
        assert chart.orders == (CHIKAS_EXAM,)

    @pytest.mark.parametrize(
        ("asked", "charts"),
        [(SECOND_CHART, (SECOND_CHART, ADAEZE)), (FIRST_CHART, (FIRST_CHART, SECOND_CHART, ADAEZE))],
        ids=("merged once", "merged twice"),
    )
    def test_a_retired_number_leads_to_the_chart_that_is_kept(
        self, trial: Trial, asked: Patient, charts: Sequence[Patient]
    ) -> None:
        """With the charts on the way, which say where they went, and the exams of the one that is kept."""
        chart = trial.look_up(_numbered(asked.mrn))

        assert sorted(chart.patients, key=_number) == sorted(charts, key=_number)
        assert set(chart.orders) == {EXAM, LATER_EXAM}

    def test_a_retired_chart_that_is_found_by_name_leads_to_the_one_that_is_kept(self, trial: Trial) -> None:
        """The sheet has the name of before."""
        born = date(1961, 3, 9)
        chart = trial.look_up(Lookup(persons=frozenset({("planted-bello", born)})))

        assert sorted(chart.patients, key=_number) == sorted((ADAEZE, FIRST_CHART, SECOND_CHART), key=_number)

    @pytest.mark.parametrize("retired", [FIRST_CHART, SECOND_CHART], ids=("merged twice", "merged once"))
    def test_nothing_is_written_to_a_retired_chart(self, trial: Trial, retired: Patient) -> None:
        """Who wrote it there must say in whose chart it belongs now."""
        for entry in _entries_for(retired):
            trial.refuses(entry)

    def test_nothing_is_written_to_a_chart_that_is_not_there(self, trial: Trial) -> None:
        """Only the registration of a patient opens one."""
        for entry in _entries_for(NGOZI):
            trial.refuses(entry)
        assert trial.look_up(_numbered(NGOZI.mrn)) == Chart()

    def test_a_registration_opens_the_chart_of_a_new_patient(self, trial: Trial) -> None:
        """Who is known by name from then on, and can be written to."""
        trial.needs(RecordKind.REGISTRATION)
        made = trial.at_once([registration_of(NGOZI, key="west-1/registration/1")] * PLACES)
        chart = trial.look_up(Lookup(persons=frozenset({("bello", date(1974, 1, 5))})))

        assert chart.patients == (NGOZI,)
        assert [record.id for record in chart.records] == list(set(made))
        if RecordKind.THERAPIST_NOTE in trial.kinds:
            assert trial.written(note_of(NGOZI, key="west-1/note/1")).mrn == NGOZI.mrn

    @pytest.mark.parametrize("said", [ADAEZE, Patient(mrn=ADAEZE.mrn)], ids=("the same", "nothing"))
    def test_a_registration_changes_nothing_about_a_patient_who_is_known(self, trial: Trial, said: Patient) -> None:
        """It is kept as a record; whether an address is new, a person decides."""
        trial.needs(RecordKind.REGISTRATION)
        trial.write(registration_of(said, key="west-1/registration/1"))
        chart = trial.look_up(_numbered(ADAEZE.mrn))

        assert chart.patients == (ADAEZE,)
        assert [record.kind for record in chart.records] == [RecordKind.REGISTRATION]

    @pytest.mark.parametrize("field", ["family", "given", "birth_date"])
    def test_a_registration_under_a_number_that_is_somebody_elses_is_refused(self, trial: Trial, field: str) -> None:
        """Twins differ in no more than the given name."""
        trial.needs(RecordKind.REGISTRATION)
        somebody = ADAEZE.model_copy(update={field: getattr(NGOZI, field)})

        trial.refuses(registration_of(somebody, key="west-1/registration/1"))

    def test_a_patient_is_found_by_an_exam_of_theirs(self, trial: Trial) -> None:
        """With all their exams, for the sheet may belong to another one."""
        chart = trial.look_up(Lookup(accessions=frozenset({LATER_EXAM.accession})))

        assert chart.patients == (ADAEZE,)
        assert set(chart.orders) == {EXAM, LATER_EXAM}

    @pytest.mark.parametrize("family", ["Okafor", "OKAFOR", "okafor"])
    def test_a_patient_is_found_by_name_and_birth_date(self, trial: Trial, family: str) -> None:
        """However the clerk wrote the name, and not by the name alone."""
        wanted = Lookup(persons=frozenset({(family, date(1988, 11, 30))}))

        assert trial.look_up(wanted).patients == (CHIKA,)

    def test_nobody_is_found_for_what_nobody_has(self, trial: Trial) -> None:
        """Nor for a question that asks for nothing."""
        unknown = Lookup(
            mrns=frozenset({"PLANTED-9999"}),
            accessions=frozenset({"MG-9999"}),
            persons=frozenset({("Okafor", date(1901, 1, 1)), ("Haddad", date(1961, 3, 9))}),
        )

        assert trial.look_up(unknown) == Chart()
        assert trial.look_up(Lookup()) == Chart()

    def test_several_questions_are_answered_together(self, trial: Trial) -> None:
        """A patient for whom two of them ask is there once."""
        wanted = Lookup(
            mrns=frozenset({ADAEZE.mrn, UNNAMED.mrn, FIRST_CHART.mrn}),
            accessions=frozenset({EXAM.accession, CHIKAS_EXAM.accession}),
        )
        chart = trial.look_up(wanted)

        assert sorted(patient.mrn for patient in chart.patients) == [patient.mrn for patient in PATIENTS]
        assert len(chart.orders) == len(ORDERS)

    def test_no_error_says_whose_record_it_is(self, trial: Trial) -> None:
        """It may end up in a log."""
        first = trial.written()
        trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))
        for entry in (entry_of(REPORT, key="west-1/report/3", updates=first), note_of(NGOZI, key="west-1/note/1")):
            with pytest.raises(PortError) as caught:
                trial.write(entry)

            said = everything_said_by(caught.value).casefold()
            assert [word for word in ("planted", "okafor", "adaeze", "1961") if word in said] == []

    def test_a_target_that_is_cut_off_says_so_and_nothing_else(self, trial: Trial) -> None:
        """Whatever it is asked for."""
        target = trial.cut_off
        if target is None:
            pytest.skip("there is nothing to be cut off from")
        for ask in (
            lambda: anyio.run(target.write, entry_of()),
            lambda: anyio.run(target.find, "west-1/report/1"),
            lambda: anyio.run(target.look_up, Lookup(mrns=frozenset({ADAEZE.mrn}))),
        ):
            with pytest.raises((Unreachable, OutcomeUnknown)) as caught:
                ask()
            assert "planted" not in everything_said_by(caught.value).casefold()


def _entries_for(patient: Patient) -> Sequence[ChartEntry]:
    """Return one entry of each sort for somebody; those for which there is no place are refused anyway."""
    opening = registration_of(patient, key="west-1/registration/1")
    return (
        note_of(patient, key="west-1/note/1"),
        order_of(patient, accession="DT-0001", key="west-1/order/1"),
        entry_of().model_copy(update={"mrn": patient.mrn}),
        opening if patient.merged_into else opening.model_copy(update={"patient": None}),
    )


def _numbered(number: str) -> Lookup:
    return Lookup(mrns=frozenset({number}))


def _number(patient: Patient) -> str:
    return patient.mrn
