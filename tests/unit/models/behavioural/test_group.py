"""A group session becomes one note for each client, about that client alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import GroupSession, Sections, therapist_note_concerns
from downtimekit.models.reading import read
from tests.clinic import ADA, MINH, NINE, NORA, a_group, a_member, said_of_group, said_of_session


def test_every_client_gets_a_note_with_the_common_part_and_their_own() -> None:
    group = a_group(
        a_member(
            ADA, diagnoses=[{"code": "F10.20"}], sections={"response": "Led the round.", "plan": "Bring the form."}
        ),
        a_member(NORA),
    )
    ada, nora = group.split()

    assert (ada.client.mrn, nora.client.mrn) == (ADA["mrn"], NORA["mrn"])
    assert ada.note.sections == Sections(
        interventions="Taught paced breathing.",
        response="Led the round.",
        plan="Same time next week.\n\nBring the form.",
    )
    assert nora.note.sections.response == "Joined in."
    assert [diagnosis.code for diagnosis in ada.note.diagnoses] == ["F10.20"]
    assert nora.note.diagnoses == ()
    for part in (ada, nora):
        assert (part.note.session, part.note.service_codes) == (group.session, ("90853",))
        assert (part.note.group_size, part.note.co_facilitators) == (2, ("Ravi Rao, LPC",))
        assert (part.note.signature, part.note.format) == (group.signature, group.format)


def test_a_note_of_a_group_is_complete_by_its_format() -> None:
    codes = {concern.code for part in a_group().split() for concern in therapist_note_concerns(part.note)}

    assert codes == {"diagnosis_missing", "risk_missing"}


def test_who_came_late_or_left_early_has_their_own_times() -> None:
    group = a_group(
        a_member(ADA, arrived_at=NINE + timedelta(minutes=20)),
        a_member(NORA, left_at=NINE + timedelta(minutes=50)),
        a_member(MINH),
        session=said_of_session(60, therapy_minutes=55),
    )

    assert [part.note.session.minutes for part in group.split()] == [40, 50, 55]


def test_without_a_stop_those_who_left_have_one_all_the_same() -> None:
    group = a_group(a_member(ADA, left_at=NINE + timedelta(minutes=30)), a_member(NORA), session=said_of_session(None))

    assert [part.note.session.minutes for part in group.split()] == [30, None]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([ADA, NORA, ADA], "clients 1 and 3 are the same person"),
        ([{"mrn": "T-1"}, {"mrn": "T-1", "family": "Testwell"}], "clients 1 and 2 are the same person"),
        (
            [{"family": "TESTWELL", "given": "ada"}, {"family": "Testwell", "given": "Ada", "mrn": "T-1"}],
            "clients 1 and 2 are the same person",
        ),
        ([ADA, {}], "nobody can tell who client 2 is"),
        ([{"birth_date": "1958-02-11"}], "nobody can tell who client 1 is"),
    ],
)
def test_nobody_is_in_a_group_twice_and_nobody_is_nobody(members: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        read(GroupSession, said_of_group(*map(a_member, members)), source="sheet")

    for planted in ("estwell", "ESTWELL", "T-1", "1958"):
        assert planted not in str(refused.value)


def test_two_namesakes_are_two_clients() -> None:
    twins = [{"mrn": "T-1", "family": "Twining", "given": "Ann"}, {"mrn": "T-2", "family": "Twining", "given": "Ann"}]

    assert len(a_group(*map(a_member, twins)).split()) == 2


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"arrived_at": NINE - timedelta(minutes=1)}, "client 1 arrives outside"),
        ({"arrived_at": NINE + timedelta(minutes=61)}, "client 1 arrives outside"),
        ({"left_at": NINE + timedelta(minutes=61)}, "client 1 leaves outside"),
        (
            {"arrived_at": NINE + timedelta(minutes=30), "left_at": NINE + timedelta(minutes=20)},
            "client 1 leaves before they arrive",
        ),
    ],
)
def test_nobody_comes_before_the_beginning_or_leaves_after_the_end(part: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read(GroupSession, said_of_group(a_member(ADA, **part)), source="sheet")


def test_everything_that_is_wrong_with_a_group_is_told_at_once() -> None:
    late = {"arrived_at": NINE + timedelta(hours=2)}
    with pytest.raises(InvalidInput) as refused:
        read(GroupSession, said_of_group(a_member(ADA, **late), a_member(ADA), a_member({})), source="sheet")

    (fault,) = refused.value.faults
    assert fault.words.split("; ") == [
        "clients 1 and 2 are the same person",
        "nobody can tell who client 3 is: neither a number nor a name is given",
        "client 1 arrives outside the time of the session",
        "client 1 leaves before they arrive",
    ]


@pytest.mark.parametrize(
    ("where", "text", "path"),
    [
        ("common", "Ada spoke first.", "sections.plan"),
        ("common", "NORA's turn next.", "sections.plan"),
        ("own", "Argued with nora.", "members[0].sections.behaviour"),
        ("own", "Argued with Ms. SAMPLETON", "members[0].sections.behaviour"),
        ("own", "See chart T-1002.", "members[0].sections.behaviour"),
        ("own", "born 7/4/1961", "members[0].sections.behaviour"),
        ("own", "born 1961-07-04", "members[0].sections.behaviour"),
        ("own", "Nóra smiled.", "members[0].sections.behaviour"),
    ],
)
def test_a_text_that_names_another_client_is_refused_by_its_path(where: str, text: str, path: str) -> None:
    common = {"sections": {"plan": text}} if where == "common" else {}
    own = {"sections": {"behaviour": text}} if where == "own" else {}
    group = a_group(a_member(ADA, **own), a_member(NORA), **common)
    with pytest.raises(InvalidInput) as refused:
        group.split()

    assert [fault.path for fault in refused.value.faults] == [path]
    assert text not in str(refused.value)
    assert "ampleton" not in str(refused.value).casefold()


def test_names_are_looked_for_in_every_text_of_a_part() -> None:
    part = {
        "diagnoses": [{"code": "F33.1", "words": "as Nora has"}],
        "mental_status": {"mood": "angry with Nora"},
        "risk": {
            "findings": [{"about": "violence", "present": True, "words": "at Nora"}],
            "action": "parted from Nora",
        },
        "sections": {},
    }
    with pytest.raises(InvalidInput) as refused:
        a_group(a_member(ADA, **part), a_member(NORA), session=said_of_session(60, client_location="at Nora's")).split()

    assert {fault.path for fault in refused.value.faults} == {
        "session.client_location",
        "members[0].diagnoses[0].words",
        "members[0].mental_status.mood",
        "members[0].risk.findings[0].words",
        "members[0].risk.action",
    }


def test_a_client_may_be_named_in_their_own_part_and_staff_anywhere() -> None:
    group = a_group(
        a_member(ADA, sections={"behaviour": "Ada Testwell was quiet."}),
        a_member(NORA | {"given": "Tess", "family": "Rao"}),
    )

    assert len(group.split()) == 2


def test_siblings_share_a_family_name() -> None:
    sister = {"mrn": "T-9", "family": "Testwell", "given": "Eve"}
    part = {"sections": {"behaviour": "Ms. Testwell was quiet."}}

    assert len(a_group(a_member(ADA, **part), a_member(sister)).split()) == 2


def test_a_word_that_is_also_a_name_passes_once_a_person_has_looked() -> None:
    group = a_group(a_member(ADA, sections={"plan": "Will do the exercises."}), a_member(MINH))
    with pytest.raises(InvalidInput) as refused:
        group.split()

    assert [fault.path for fault in refused.value.faults] == ["members[0].sections.plan"]
    assert len(group.split(looked_at={"members[0].sections.plan"})) == 2


def test_a_name_in_a_script_without_spaces_is_found() -> None:
    group = a_group(a_member(ADA, sections={"behaviour": "她和王芳说话"}), a_member({"mrn": "T-7", "given": "王芳"}))
    with pytest.raises(InvalidInput, match="name"):
        group.split()


def test_a_short_part_of_a_compound_name_is_no_trace() -> None:
    client = {"mrn": "T-7", "family": "van der Berg", "given": "Li-Ann"}
    harmless = a_group(a_member(ADA, sections={"behaviour": "Came in the van, Ann-like."}), a_member(client))
    telling = a_group(a_member(ADA, sections={"behaviour": "Sat with Mr. Berg."}), a_member(client))

    assert len(harmless.split()) == 2
    with pytest.raises(InvalidInput):
        telling.split()


def test_every_note_of_a_protected_group_is_marked() -> None:
    consent = {"protected": True, "consent": {"purpose": "treatment"}}
    ada, nora = a_group(a_member(ADA, part2=consent), a_member(NORA), part2_protected=True).split()

    assert nora.note.part2 is not None
    assert ada.note.part2 is not None
    assert (ada.note.part2.protected, nora.note.part2.protected) == (True, True)
    assert ada.note.part2.consent is not None
    assert all(part.note.part2 is None for part in a_group().split())
    said = said_of_group(a_member(ADA), a_member(NORA, part2={"protected": False}), part2_protected=True)
    with pytest.raises(InvalidInput, match="client 2 is marked as not protected"):
        read(GroupSession, said, source="sheet")


@pytest.mark.parametrize("count", [0, 101])
def test_a_group_has_at_least_one_client_and_is_no_crowd(count: int) -> None:
    said = said_of_group() | {"members": [a_member({"mrn": f"T-{number}"}) for number in range(count)]}
    with pytest.raises(InvalidInput, match="at least one, and at most 100"):
        read(GroupSession, said, source="sheet")


WRITTEN = [
    *("2/11/58", "02/11/1958", "11.2.1958", "1958-02-11", "Feb 11", "February 11, 1958", "11 feb 1958"),
    *("Adas case", "ADA'S", "D 000117", "D000117", "d-000117"),
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_client_is_found_however_a_name_a_number_or_a_birthday_is_written(written: str) -> None:
    client = {"mrn": "D-000117", "given": "Adas", "family": "Testwell", "birth_date": "1958-02-11"}
    other = a_member(NORA, sections={"plan": f"Spoke about {written} today."})
    if written.startswith("ADA"):
        client["given"] = "Ada"

    with pytest.raises(InvalidInput) as refused:
        a_group(a_member(client), other).split()

    assert [fault.path for fault in refused.value.faults] == ["members[1].sections.plan"]
    assert written not in str(refused.value)


@pytest.mark.parametrize("written", ["The Testwells came", "all TESTWELLS"])
def test_a_whole_family_is_a_name_too(written: str) -> None:
    client = {"mrn": "D-000117", "family": "Testwell"}

    with pytest.raises(InvalidInput, match=r"sections\.plan"):
        a_group(a_member(client), a_member(NORA), sections={"plan": written}).split()


def test_a_year_or_another_day_names_nobody() -> None:
    client = {"mrn": "D-000117", "birth_date": "1958-02-11"}
    sections = {"plan": "Since 1958; on 12 February, 2/12/1958; room 117."}

    assert len(a_group(a_member(client), a_member(NORA), sections=sections).split()) == 2
