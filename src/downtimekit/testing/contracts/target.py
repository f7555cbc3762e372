"""What every system that records go back into promises, as tests.

    class TestOurRis(BackfillTargetContract):
        @pytest.fixture
        def trial(self, our_ris: Ris) -> Trial:
            our_ris.register(PATIENTS, ORDERS)
            return Trial(lambda: OurRisTarget(our_ris.url), cut_off=OurRisTarget("https://127.0.0.1:1"))

An adapter that passes may stand at the end of any back-fill.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import anyio
import pytest
from attrs import frozen

from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.behavioural import Modality, Sections, Session, TherapistNote
from downtimekit.models.breast import (
    Assessment,
    Breast,
    BreastReport,
    Change,
    Comparison,
    Density,
    Finding,
    FindingKind,
    Indication,
    IntervalUnit,
    Laterality,
    MammographyAppearance,
    Quadrant,
    Recommendation,
    RecommendationKind,
    Side,
    UltrasoundAppearance,
)
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import Chart, ChartEntry, ChartOrder, ChartRecord, Lookup
from downtimekit.models.intake import Questionnaire, Symptom, TechNotes, VisitReason
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.patient import Patient
from downtimekit.ports.target import BackfillTarget

ADAEZE = Patient(mrn="PLANTED-1001", family="Okafor", given="Adaeze", birth_date=date(1961, 3, 9))
CHIKA = Patient(mrn="PLANTED-1002", family="Okafor", given="Chika", birth_date=date(1988, 11, 30))
UNNAMED = Patient(mrn="PLANTED-1003")
PATIENTS = (ADAEZE, CHIKA, UNNAMED)

EXAM = ChartOrder(accession="MG-0001", mrn=ADAEZE.mrn, day=date(2026, 3, 2))
LATER_EXAM = ChartOrder(accession="MG-0002", mrn=ADAEZE.mrn, day=date(2026, 9, 7))
CHIKAS_EXAM = ChartOrder(accession="MG-0003", mrn=CHIKA.mrn, day=date(2026, 3, 2))
ORDERS = (EXAM, LATER_EXAM, CHIKAS_EXAM)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATE = LateEntry(
    occurred_at=NOON,
    performed_by="Dr. Éva Nagy",
    recorded_at=NOON + timedelta(hours=8),
    entered_by="Noor Haddad",
)
REPORT = BreastReport(
    laterality=Laterality.BILATERAL,
    indication=Indication.DIAGNOSTIC,
    clinical_question="planted question",
    density=Density.SCATTERED,
    comparison=Comparison(dates=(date(2024, 2, 29),)),
    findings=(
        Finding(
            number=2,
            side=Laterality.RIGHT,
            kind=FindingKind.MASS,
            clock=10,
            quadrant=Quadrant.UPPER_OUTER,
            distance_from_nipple_mm=35,
            size_mm=14.5,
            further_sizes_mm=(9, 7.5),
            appearances=(
                MammographyAppearance(
                    view="MLO", shape=("irregular",), margin=("spiculated",), seen_as=("architectural_distortion",)
                ),
                MammographyAppearance(view="CC", shape=("lobular",)),
                UltrasoundAppearance(echo_pattern=("hypoechoic",)),
            ),
            associated=("skin_retraction",),
            change=(Change.NEW,),
            assessment=Assessment.MODERATE_SUSPICION,
            note="planted: fühlbar ☎",
        ),
        Finding(number=1, side=Laterality.LEFT, kind=FindingKind.CALCIFICATION),
    ),
    breasts=(Breast(side=Side.LEFT, density=Density.FATTY, assessment=Assessment.BENIGN),),
    recommendations=(
        Recommendation(kind=RecommendationKind.TISSUE_DIAGNOSIS, side=Laterality.RIGHT),
        Recommendation(kind=RecommendationKind.ULTRASOUND, interval=2, unit=IntervalUnit.WEEK),
    ),
    explanation="planted reason",
    impression="planted: two lines\nof text",
)
CORRECTED = BreastReport(density=Density.HETEROGENEOUSLY_DENSE, findings=REPORT.findings[:1])
ANSWERS = Questionnaire(
    reason=VisitReason.SCREENING, symptoms_left=(Symptom.LUMP,), implants=False, remarks="planted remark"
)
NOTES = TechNotes(exam="Screening", sides=(Side.LEFT,), views=("LCC", "LMLO"), dose_mgy=1.5, technologist="A. Ruiz")

NOTE = TherapistNote(
    session=Session(modality=Modality.VIDEO, started_at=NOON, ended_at=NOON + timedelta(minutes=45)),
    sections=Sections(plan="planted plan"),
)


@frozen
class Trial:
    """A target on trial. Its chart knows `PATIENTS` and `ORDERS`, and holds no record yet.

    Attributes:
        open: returns a target on the chart, as a program does that has just been started.
        cut_off: a target whose system cannot be reached; None where there is nothing to be cut off from.
    """

    open: Callable[[], BackfillTarget]
    cut_off: BackfillTarget | None = None

    def write(self, entry: ChartEntry) -> str:
        """Write one entry, and wait for the answer."""
        return anyio.run(self.open().write, entry)

    def find(self, key: str) -> str | None:
        """Ask for what a key made, and wait for the answer."""
        return anyio.run(self.open().find, key)

    def look_up(self, wanted: Lookup) -> Chart:
        """Ask for patients and exams, and wait for the answer."""
        return anyio.run(self.open().look_up, wanted)

    def records(self) -> tuple[ChartRecord, ...]:
        """Return every record of the patients that the contract knows."""
        return self.look_up(Lookup(mrns=frozenset(patient.mrn for patient in PATIENTS))).records


def entry_of(
    content: Content = REPORT,
    *,
    key: str = "west-1/report/1",
    order: ChartOrder = EXAM,
    updates: ChartRecord | None = None,
) -> ChartEntry:
    """Return an entry: a new report of Adaeze's exam, unless something else is said."""
    return ChartEntry(
        key=key,
        kind=RecordKind(content.record),
        mrn=order.mrn,
        accession=order.accession,
        content=content,
        late=LATE,
        updates=updates.id if updates else None,
        expects=updates.version if updates else None,
    )


def note_of(patient: Patient, *, key: str) -> ChartEntry:
    """Return an entry that belongs to no exam: a therapist's note."""
    return ChartEntry(key=key, kind=RecordKind.THERAPIST_NOTE, mrn=patient.mrn, content=NOTE, late=LATE)


def everything_said_by(error: BaseException) -> str:
    """Return all that a log would hold of an error."""
    return "".join([*traceback.format_exception(error), repr(error), str(vars(error))])


class BackfillTargetContract:
    """Inherit it, and give it a fixture `trial`."""

    @pytest.mark.parametrize("content", [REPORT, ANSWERS, NOTES], ids=lambda content: str(content.record))
    def test_a_record_stands_in_the_chart_as_it_was_written(self, trial: Trial, content: Content) -> None:
        """Word for word and in its order, under its patient and its exam."""
        made = trial.write(entry_of(content))

        (record,) = trial.records()
        assert record.content == content
        assert (record.id, record.key) == (made, "west-1/report/1")
        assert (record.mrn, record.accession) == (EXAM.mrn, EXAM.accession)

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

    def test_a_note_is_kept_under_its_patient_and_its_time_or_rejected(self, trial: Trial) -> None:
        """Also where two clients of a group have the same note: one each."""
        entries = [note_of(ADAEZE, key="west-1/note/1"), note_of(CHIKA, key="west-1/note/2")]
        try:
            made = [trial.write(entry) for entry in entries]
        except Rejected:
            assert trial.records() == ()
            return
        assert {(record.id, record.mrn) for record in trial.records()} == {
            (id_, entry.mrn) for id_, entry in zip(made, entries, strict=True)
        }
        for record in trial.records():
            assert (record.content, record.accession, record.occurred_at) == (NOTE, None, LATE.occurred_at)

    def test_a_record_that_is_sent_again_is_in_the_chart_once(self, trial: Trial) -> None:
        """Also by a program that has been started anew, and with the same answer each time."""
        made = {trial.write(entry_of()) for _ in range(3)}

        assert [record.id for record in trial.records()] == list(made)

    def test_a_record_that_is_sent_from_many_places_at_once_is_in_the_chart_once(self, trial: Trial) -> None:
        """Two clerks press the button together."""
        made: list[str] = []

        async def write() -> None:
            made.append(await trial.open().write(entry_of()))

        anyio.run(_at_once, [write] * 8)
        assert [record.id for record in trial.records()] == list(set(made))
        assert len(made) == len([write] * 8)

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

        with pytest.raises(Rejected):
            trial.write(entry_of(CORRECTED, key="east-1/report/1"))
        (record,) = trial.records()
        assert record.content == REPORT

    def test_an_update_stands_in_the_place_of_what_it_saw(self, trial: Trial) -> None:
        """The record keeps its identifier, and its version counts up."""
        first = self._written(trial)
        made = trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))

        (record,) = trial.records()
        assert made == record.id == first.id
        assert record.content == CORRECTED
        assert record.version > first.version
        assert record.key == "west-1/report/2"

    def test_an_update_of_an_older_version_is_rejected_and_changes_nothing(self, trial: Trial) -> None:
        """Somebody else was here in the meantime: what they wrote is not written over."""
        first = self._written(trial)
        trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))
        before = trial.records()
        with pytest.raises(Rejected):
            trial.write(entry_of(REPORT, key="west-1/report/3", updates=first))

        assert trial.records() == before
        assert trial.find("west-1/report/3") is None

    def test_of_two_updates_of_one_version_one_is_written(self, trial: Trial) -> None:
        """The other one is told, and can look again."""
        first = self._written(trial)
        outcomes: list[str] = []

        async def write(key: str) -> None:
            try:
                await trial.open().write(entry_of(CORRECTED, key=key, updates=first))
                outcomes.append(key)
            except Rejected:
                outcomes.append("rejected")

        async def west() -> None:
            await write("west-1/report/2")

        async def east() -> None:
            await write("east-1/report/2")

        anyio.run(_at_once, [west, east])
        (record,) = trial.records()
        assert sorted(outcomes) == sorted([record.key, "rejected"])

    def test_an_old_write_that_is_sent_again_brings_nothing_back(self, trial: Trial) -> None:
        """Its answer was lost, and the world went on."""
        first = self._written(trial)
        trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))
        before = trial.records()
        again = [trial.write(entry_of()), trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))]

        assert again == [first.id, first.id]
        assert trial.records() == before

    def test_a_patient_is_found_by_number(self, trial: Trial) -> None:
        """With their exams and records, and nobody else's."""
        trial.write(entry_of())
        trial.write(entry_of(key="west-1/report/2", order=CHIKAS_EXAM))
        chart = trial.look_up(Lookup(mrns=frozenset({ADAEZE.mrn})))

        assert chart.patients == (ADAEZE,)
        assert {order.accession for order in chart.orders} == {EXAM.accession, LATER_EXAM.accession}
        assert [record.accession for record in chart.records] == [EXAM.accession]

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
            mrns=frozenset({ADAEZE.mrn, UNNAMED.mrn}),
            accessions=frozenset({EXAM.accession, CHIKAS_EXAM.accession}),
        )
        chart = trial.look_up(wanted)

        assert sorted(patient.mrn for patient in chart.patients) == [patient.mrn for patient in PATIENTS]
        assert len(chart.orders) == len(ORDERS)

    def test_no_error_says_whose_record_it_is(self, trial: Trial) -> None:
        """It may end up in a log."""
        first = self._written(trial)
        trial.write(entry_of(CORRECTED, key="west-1/report/2", updates=first))
        with pytest.raises(PortError) as caught:
            trial.write(entry_of(REPORT, key="west-1/report/3", updates=first))

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

    def _written(self, trial: Trial) -> ChartRecord:
        trial.write(entry_of())
        (record,) = trial.records()
        return record


async def _at_once(writes: Sequence[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    async with anyio.create_task_group() as group:
        for write in writes:
            group.start_soon(write)
