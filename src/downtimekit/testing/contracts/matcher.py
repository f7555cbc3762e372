"""What everybody promises who finds patients for sheets, as tests.

    class TestOurMasterPatientIndex(PatientMatcherContract):
        @pytest.fixture
        def trial(self, our_index: Index) -> Trial:
            return Trial(our_index.filled_with, cut_off=OurMatcher("https://127.0.0.1:1"))

An adapter that passes may propose patients to any back-fill. The people are made up, and alike as twins, as father and
son, and as strangers who share a name are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import anyio
import pytest
from attrs import frozen

from downtimekit.errors import Unreachable
from downtimekit.models.matching import Candidate, MatchGrade, Veto
from downtimekit.models.patient import Address, AdministrativeGender, Patient, PatientPhone, WrittenIdentity
from downtimekit.ports.matcher import PatientMatcher
from downtimekit.testing.contracts._planted import everything_said_by

HOME = Address(lines=("12 Planted St",), city="Springfield", state="IL", postal_code="62704")
ELSEWHERE = Address(lines=("908 Sown Ave",), city="Peoria", state="IL", postal_code="61602")
PHONE = PatientPhone(number="217-555-0188")

ADAEZE = Patient(
    mrn="7001001",
    family="Okafor",
    given="Adaeze",
    birth_date=date(1961, 3, 9),
    gender=AdministrativeGender.FEMALE,
    address=HOME,
    phones=(PHONE,),
)
ANNA = Patient(mrn="7002047", family="Planter", given="Anna", birth_date=date(1988, 11, 30), address=HOME)
MARTIN = Patient(mrn="7003110", family="Sower", given="Martin", birth_date=date(1951, 6, 17), address=ELSEWHERE)
TWO_CHARTS = (
    Patient(mrn="7004512", family="Doubled", given="Ines", birth_date=date(1970, 1, 12), address=HOME),
    Patient(mrn="7009638", family="Doubled", given="Inés", birth_date=date(1970, 1, 12), address=HOME),
)
RETIRED = Patient(
    mrn="7005233",
    family="Haddad",
    given="Noor",
    birth_date=date(1990, 2, 2),
    address=ELSEWHERE,
    merged_into=MARTIN.mrn,
)
NAMELESS = Patient(mrn="7006871", family="Trauma", given="Alpha", birth_date=date(1990, 1, 2), unidentified=True)
NEWBORN = Patient(mrn="7007954", family="Reaper", given="Baby Girl", birth_date=date(2026, 3, 1), address=HOME)
PATIENTS = (ADAEZE, ANNA, MARTIN, *TWO_CHARTS, RETIRED, NAMELESS, NEWBORN)


def sheet_of(patient: Patient, **otherwise: object) -> WrittenIdentity:
    """Return a sheet without a number that says what the chart says, but for some of it."""
    told = {name: getattr(patient, name) for name in ("family", "given", "birth_date", "gender", "address", "phones")}
    return WrittenIdentity.model_validate({**told, **otherwise})


NEVER_CERTAIN = {
    "a twin whose name is almost the same": sheet_of(ANNA, given="Hanna"),
    "a twin of another name": sheet_of(ANNA, given="Berta"),
    "a twin, by an initial": sheet_of(ANNA, given="A."),
    "a son who has his father's name": sheet_of(MARTIN, birth_date=date(1981, 6, 17)),
    "a namesake who lives elsewhere": sheet_of(MARTIN, birth_date=date(1957, 6, 11), address=None),
    "a name and nothing else": WrittenIdentity(family="Sower", given="Martin"),
    "name and birth date, and nothing else": sheet_of(MARTIN, address=None),
    "a number with another name": sheet_of(ANNA, mrn=ADAEZE.mrn),
    "a number with another birth date": sheet_of(ADAEZE, mrn=ADAEZE.mrn, birth_date=date(1961, 9, 3)),
    "another number with the same name": sheet_of(ADAEZE, mrn="7001007"),
    "one of two charts": sheet_of(TWO_CHARTS[0]),
    "a retired chart": sheet_of(RETIRED),
    "a retired number": sheet_of(RETIRED, mrn=RETIRED.mrn),
    "the next trauma": sheet_of(NAMELESS, unidentified=True),
    "the next trauma, named so": sheet_of(NAMELESS),
    "the next newborn": sheet_of(NEWBORN),
    "nothing at all": WrittenIdentity(),
    "somebody else": WrittenIdentity(family="Nagy", given="Éva", birth_date=date(1979, 5, 5)),
}
"""Sheets that no matcher may be certain of, by what they are."""


@frozen
class Trial:
    """A matcher on trial.

    Attributes:
        open: returns a matcher that knows some patients, and nobody else.
        cut_off: one that cannot ask its index; None where there is nothing to be cut off from.
    """

    open: Callable[[Sequence[Patient]], PatientMatcher]
    cut_off: PatientMatcher | None = None

    def ask(
        self, *written: WrittenIdentity, patients: Sequence[Patient] = PATIENTS, limit: int = 5
    ) -> list[list[Candidate]]:
        """Return who may be meant by each sheet."""

        async def asked() -> list[list[Candidate]]:
            answers = await self.open(patients).candidates(written, limit=limit)
            return [list(answer) for answer in answers]

        return anyio.run(asked)


class PatientMatcherContract:
    """Inherit from this, and give it a `trial`."""

    def test_who_is_written_down_whole_is_found_and_certain(self, trial: Trial) -> None:
        """With the number or without it."""
        for sheet in (sheet_of(ADAEZE, mrn=ADAEZE.mrn), sheet_of(ADAEZE), sheet_of(ADAEZE, family="OKAFOR")):
            (found,) = trial.ask(sheet)

            assert [(one.mrn, one.grade) for one in found[:1]] == [(ADAEZE.mrn, MatchGrade.CERTAIN)]
            assert found[0].patient == ADAEZE

    def test_every_sheet_has_its_answer_in_the_order_of_the_sheets(self, trial: Trial) -> None:
        """Also those of which nobody is known."""
        unknown = NEVER_CERTAIN["somebody else"]
        answers = trial.ask(sheet_of(MARTIN), unknown, sheet_of(ADAEZE), sheet_of(MARTIN))

        assert [[one.mrn for one in answer][:1] for answer in answers] == [[MARTIN.mrn], [], [ADAEZE.mrn], [MARTIN.mrn]]
        assert trial.ask() == []

    @pytest.mark.parametrize("case", NEVER_CERTAIN)
    def test_nobody_is_certain_where_a_person_must_look(self, trial: Trial, case: str) -> None:
        """A wrong chart is worse than a minute of a clerk."""
        (found,) = trial.ask(NEVER_CERTAIN[case])

        assert [one.explain() for one in found if one.grade is MatchGrade.CERTAIN] == []

    def test_a_veto_beats_any_score_and_one_at_most_is_certain(self, trial: Trial) -> None:
        """Whatever is asked."""
        for found in trial.ask(*map(sheet_of, PATIENTS), *NEVER_CERTAIN.values()):
            certain = [one for one in found if one.grade is MatchGrade.CERTAIN]

            assert len(certain) <= 1
            assert certain == [one for one in found[:1] if one in certain]
            assert all(not one.vetoes for one in certain)

    def test_a_person_sees_whom_it_may_be_and_what_stands_against_it(self, trial: Trial) -> None:
        """The twin is shown, and so are both charts of one person."""
        twin, doubled = trial.ask(sheet_of(ANNA, given="Hanna"), sheet_of(TWO_CHARTS[0]))

        assert [one.mrn for one in twin] == [ANNA.mrn]
        assert twin[0].vetoes
        assert {one.mrn for one in doubled} == {one.mrn for one in TWO_CHARTS}
        assert all(Veto.ANOTHER_FITS_AS_WELL in one.vetoes for one in doubled)

    def test_whose_number_is_written_is_shown_however_little_fits(self, trial: Trial) -> None:
        """Somebody may have taken the wrong label, and a person sees whose it is."""
        (found,) = trial.ask(sheet_of(ANNA, mrn=ADAEZE.mrn))

        assert {ADAEZE.mrn, ANNA.mrn} <= {one.mrn for one in found}

    def test_the_likeliest_stand_first_and_no_more_than_were_asked_for(self, trial: Trial) -> None:
        """Who is certainly not meant is left out."""
        (found,) = trial.ask(sheet_of(TWO_CHARTS[0], mrn=TWO_CHARTS[0].mrn))
        (few,) = trial.ask(sheet_of(TWO_CHARTS[0], mrn=TWO_CHARTS[0].mrn), limit=1)
        likely = [one.probability for one in found if one.probability is not None]

        assert likely == sorted(likely, reverse=True)
        assert MatchGrade.CERTAINLY_NOT not in {one.grade for one in found}
        assert few == found[:1]

    def test_the_order_in_which_patients_were_entered_changes_nothing(self, trial: Trial) -> None:
        """The same question on the same people has the same answer, also the second time."""
        sheets = [sheet_of(ADAEZE), *NEVER_CERTAIN.values()]
        once = trial.ask(*sheets)

        assert trial.ask(*sheets) == once
        assert trial.ask(*sheets, patients=PATIENTS[::-1]) == once

    def test_what_is_found_is_explained_and_adds_up(self, trial: Trial) -> None:
        """Field by field, and without a word of what stands there."""
        for found in trial.ask(*NEVER_CERTAIN.values()):
            for one in found:
                said = one.explain().casefold()

                assert one.weight is None or one.weight == pytest.approx(sum(part.weight for part in one.evidence))
                assert [word for word in ("planter", "anna", "1988", "7002047", "planted") if word in said] == []

    def test_who_is_cut_off_says_so_and_names_nobody(self, trial: Trial) -> None:
        """It may end up in a log."""
        matcher = trial.cut_off
        if matcher is None:
            pytest.skip("there is nothing to be cut off from")
        sheets = [sheet_of(ADAEZE, mrn=ADAEZE.mrn)]
        with pytest.raises(Unreachable) as caught:
            anyio.run(matcher.candidates, sheets)

        said = everything_said_by(caught.value).casefold()
        assert [word for word in ("okafor", "adaeze", "1961", ADAEZE.mrn) if word in said] == []
