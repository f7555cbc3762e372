"""Whatever a note says: it comes back from JSON, shows nothing of itself, and tells no client about another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from downtimekit.errors import InvalidInput
from downtimekit.models.amending import Addendum, Chain, Correction, Original, WrittenAmendment
from downtimekit.models.behavioural import (
    GroupSession,
    MedicationAdministration,
    Modality,
    NursingNote,
    Part2Consent,
    PrescriberNote,
    Sections,
    Session,
    TherapistNote,
    VitalSigns,
    nursing_note_concerns,
    prescriber_note_concerns,
    therapist_note_concerns,
)
from downtimekit.models.capture import Capture, Content
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.paperwork import PaperOrder, PaperRegistration, PerformedExam, Scan
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict
from tests.clinic import (
    SIGNED,
    a_group,
    a_nursing_note,
    a_prescriber_note,
    a_therapist_note,
    an_injection,
    said_of_session,
)
from tests.made_up import MOMENTS, made_up

CONTENT: TypeAdapter[Content] = TypeAdapter(Content)
PARTS: Sequence[type[Strict]] = (Sections, VitalSigns, Part2Consent, LateEntry)
CONTENTS: Sequence[type[Strict]] = (
    TherapistNote,
    PrescriberNote,
    NursingNote,
    MedicationAdministration,
    WrittenAmendment,
    PaperRegistration,
    PaperOrder,
    PerformedExam,
    Scan,
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Draw a session of up to a day, anywhere."""
    start = draw(MOMENTS)
    minutes = draw(st.none() | st.integers(0, 24 * 60))
    therapy = draw(st.none() | st.integers(0, 24 * 60 if minutes is None else minutes))
    stop = None if minutes is None else start + timedelta(minutes=minutes)
    return Session(modality=draw(st.sampled_from(Modality)), started_at=start, ended_at=stop, therapy_minutes=therapy)


def notes(model: type[Strict]) -> st.SearchStrategy[Strict]:
    """Draw a note of a kind."""
    return made_up(model, session=sessions()) if "session" in model.model_fields else made_up(model)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("model", [*CONTENTS, *PARTS], ids=lambda model: model.__name__)
@given(data=st.data())
def test_a_note_comes_back_from_json_as_it_was_and_shows_nothing(model: type[Strict], data: st.DataObject) -> None:
    note = data.draw(notes(model))

    assert model.model_validate_json(note.model_dump_json()) == note
    assert model.model_validate_json(note.model_dump_json()).model_dump_json() == note.model_dump_json()
    if model in CONTENTS:
        assert CONTENT.validate_json(CONTENT.dump_json(note)) == note  # type: ignore[arg-type]
    if model is not LateEntry:
        assert repr(note) == f"{model.__name__}()"


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_a_note_says_everything_about_it_can_be_told(data: st.DataObject) -> None:
    therapists = data.draw(made_up(TherapistNote, session=sessions()))
    prescribers = data.draw(made_up(PrescriberNote, session=sessions()))
    nurses = data.draw(made_up(NursingNote))
    for note, concerns in (
        (therapists, therapist_note_concerns(therapists)),
        (prescribers, prescriber_note_concerns(prescribers)),
        (nurses, nursing_note_concerns(nurses)),
    ):
        assert {concern.path.split(".")[0].split("[")[0] for concern in concerns} <= set(type(note).model_fields)


@settings(max_examples=40, deadline=None)
@given(late=made_up(LateEntry), content=made_up(WrittenAmendment))
def test_a_capture_comes_back_from_json_with_its_two_clocks(late: LateEntry, content: WrittenAmendment) -> None:
    said = {**dict(late), "id": "c1", "patient": {"mrn": "T-1"}, "content": content}
    capture = Capture.model_validate(said)

    assert Capture.model_validate_json(capture.model_dump_json()) == capture
    assert LateEntry.model_validate(dict(late)) == late


def planted(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything that stands in a JSON value."""
    if path:
        yield path
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from planted(part, (*path, name))


def replaced(value: object, path: tuple[str | int, ...], by: object) -> object:
    """Return a JSON value with something else in one place."""
    if not path:
        return by
    if isinstance(value, Mapping):
        return {**value, path[0]: replaced(value[path[0]], path[1:], by)}
    assert isinstance(value, list)
    return [replaced(part, path[1:], by) if number == path[0] else part for number, part in enumerate(value)]


@pytest.mark.parametrize(
    "note",
    [a_therapist_note(), a_prescriber_note(), a_nursing_note(administrations=[an_injection()]), a_group()],
    ids=lambda note: type(note).__name__,
)
@pytest.mark.parametrize("slip", ["PLANTED☎ Testwell", ["PLANTED"], {"x": "PLANTED"}, -987654321.5], ids=str)
def test_no_slip_anywhere_in_a_note_is_repeated_in_the_error(note: Strict, slip: object) -> None:
    said = note.model_dump(mode="json")
    told = []
    for path in planted(said):
        try:
            read(type(note), replaced(said, path, slip), source="sheet")
        except InvalidInput as error:
            told.append(f"{error} {error.faults!r}")
    assert len(told) > 10
    assert [words for words in told if "PLANTED" in words or "987654321" in words] == []


NAMES = st.text(st.sampled_from("abcdeéøüABC"), min_size=2, max_size=8)
FILLER = ("slept", "well", "today", "will", "call")


@st.composite
def groups(draw: st.DrawFn) -> tuple[GroupSession, list[tuple[str, str]], bool]:
    """Draw a group whose texts may name anybody; return it with the names, and whether any text names a wrong one."""
    names = draw(st.lists(st.tuples(NAMES, NAMES), min_size=2, max_size=4, unique_by=lambda name: name[0].casefold()))
    words = st.lists(st.sampled_from([*FILLER, *(part for name in names for part in name)]), max_size=6)
    texts = [" ".join(draw(words)) for _ in range(len(names) + 1)]
    members = [
        {"client": {"mrn": f"Q-{number}77", "family": family, "given": given}, "sections": {"response": text}}
        for number, ((family, given), text) in enumerate(zip(names, texts[1:], strict=True))
    ]
    group = GroupSession.model_validate(
        {"session": said_of_session(60), "sections": {"plan": texts[0]}, "signature": SIGNED, "members": members}
    )
    clean = all(set(text.split()) <= set(FILLER) for text in texts)
    return group, names, clean


@settings(max_examples=150, deadline=None)
@given(drawn=groups())
def test_no_note_of_a_group_names_another_client(drawn: tuple[GroupSession, list[tuple[str, str]], bool]) -> None:
    group, names, clean = drawn
    try:
        parts = group.split()
    except InvalidInput:
        assert not clean
        return
    assert [part.note.group_size for part in parts] == [len(names)] * len(names)
    for number, part in enumerate(parts):
        told = f" {part.note.sections.plan} {part.note.sections.response} ".split()
        own = {word.casefold() for word in names[number]}
        others = {word.casefold() for other in (*names[:number], *names[number + 1 :]) for word in other} - own
        assert not others.intersection(word.casefold() for word in told)
        assert not any(f"Q-{other}77" in part.note.model_dump_json() for other in range(len(names)))
        assert part.client.family == names[number][0]


@settings(max_examples=100, deadline=None)
@given(
    start=MOMENTS,
    seconds=st.integers(0, 12 * 3600),
    zone=st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_the_minutes_of_a_session_do_not_depend_on_the_zone_of_its_times(
    start: datetime, seconds: int, zone: str
) -> None:
    began = start.astimezone(ZoneInfo(zone))
    ended = (began.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone))
    session = Session(modality=Modality.PHONE, started_at=began, ended_at=ended)

    assert session.minutes == seconds // 60
    assert Session.model_validate_json(session.model_dump_json()) == session


@settings(max_examples=80, deadline=None)
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=8), order=st.randoms(use_true_random=False))
def test_a_chain_keeps_everything_in_whatever_order_it_comes(steps: list[tuple[bool, int]], order: Random) -> None:
    at, last, texts = datetime(2026, 3, 3, tzinfo=UTC), "o", ["first"]
    amendments: list[Addendum | Correction[Sections]] = []
    for number, (corrects, hours) in enumerate(steps):
        at += timedelta(hours=hours)
        by = {"id": f"a{number}", "refers_to": last, "author": "x", "at": at}
        if corrects:
            texts.append(f"plan {number}")
            amendments.append(Correction[Sections].model_validate(by | {"reason": "r", "content": {"plan": texts[-1]}}))
        else:
            amendments.append(Addendum.model_validate(by | {"text": f"t{number}"}))
        last = f"a{number}"
    first = Original[Sections](id="o", author="x", at=datetime(2026, 3, 3, tzinfo=UTC), content=Sections(plan="first"))
    shuffled = list(amendments)
    order.shuffle(shuffled)
    chain = Chain[Sections](original=first, amendments=tuple(shuffled))

    assert chain.amendments == tuple(amendments)
    assert chain.current.content.plan == texts[-1]
    assert len(chain.current.addenda) == len(steps) - len(texts) + 1
    assert (chain.last, chain.original) == (last, first)
