"""Patients' data and passwords, typed wherever a person can type: refused there, or held back from whoever is told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.errors import DowntimekitError, InvalidInput, Refused
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.downtime import Extension, Scheduled
from downtimekit.models.downtime.window import Window
from downtimekit.models.facts import Fact, NoticeOwed
from downtimekit.models.notice import Notice, NoticeFacts, ReceiptState, Suppression
from downtimekit.models.people import ChannelKind, Contact, Directory, Role
from downtimekit.notices.screening import Screen
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.library import SCHEDULED, SLOW
from downtimekit.runtime import Delivery, Desk, Outage, run
from downtimekit.runtime.desk import About
from downtimekit.runtime.evidence import collect_evidence
from downtimekit.testing import MemoryJournal, RecordingNotifier, VirtualClock
from downtimekit.testing.contracts._planted import everything_logged, everything_said_by
from tests.ward import BEGAN, INTERFACES, IT, NURSE, PATIENTS

pytestmark = pytest.mark.slow

SCREEN = Screen.of(PATIENTS)
CORE = "testwell", "t-1001", "t1001", "02/11/1958", "1958-02-11", "feb 11", "hunter2", "482913", "123-45-6789"
"""What of the planted words must stand nowhere."""

PLANTED = st.sampled_from(
    [
        "Ada Testwell",
        "TESTWELL, ADA",
        "Mrs Testwell",
        "patient Testwell",
        "MRN T-1001",
        "t1001",
        "DOB 02/11/1958",
        "1958-02-11",
        "born Feb 11, 1958",
        "SSN 123-45-6789",
        "password: hunter2",
        "Password is 'hunter2'",
        "PIN 482913",
        "https://ward:hunter2@ris.example.org/",
        "https://ris.example.org/?token=hunter2",
    ]
)
AROUND = st.sampled_from(["", "ask for", "the screen of", "ticket INC-4711,", "typed by mistake:", "¿qué pasa con"])
BEHIND = st.sampled_from(["", "is down", "(second floor)", ", call back", "🙂"])
WORDS = st.builds(lambda before, what, behind: f"{before} {what} {behind}".strip(), AROUND, PLANTED, BEHIND)
WINDOW = Window(starts=datetime(2026, 3, 3, 22), ends=datetime(2026, 3, 4), zone="UTC")  # noqa: DTZ001

Typing = Callable[[str], object]


def a_desk(screen: Screen = SCREEN) -> Desk:
    return Desk(MemoryJournal(), VirtualClock(BEGAN), playbooks=(UNSCHEDULED, SCHEDULED, SLOW), screen=screen)


def declared(desk: Desk, *, call: str = "extension 100") -> Outage:
    about: About = {"sites": ["west"], "services": ["RIS"], "interfaces": INTERFACES, "call": call}
    return desk.declare(UNSCHEDULED, id="west-1", by=NURSE, **about)


def planned(desk: Desk, **said: object) -> Outage:
    event = Scheduled.model_validate({"window": WINDOW} | said)
    return desk.declare(SCHEDULED, id="west-2", by=NURSE, sites=["west"], services=["RIS"], event=event)


def known(desk: Desk) -> Outage:
    """Declare a downtime of which somebody knows what is down."""
    outage = declared(desk)
    outage.signal("help_desk_contacted", ticket="INC-4711", by=IT)
    outage.signal("target_identified", target="customer_ris", by=IT)
    return outage


def an_extension(reason: str, *, by: datetime = BEGAN) -> Extension:
    ends = datetime(2026, 3, 4, 1)  # noqa: DTZ001
    return Extension(ends=ends, decided_at=by, by=NURSE, reason=reason)


def held(desk: Desk) -> Outage:
    outage = declared(desk)
    outage.hold("case-7", reason="a letter came", by=NURSE)
    return outage


def first_task(outage: Outage, remark: str) -> object:
    task = outage.open_tasks()[0]
    return outage.complete(task.name, subject=task.subject, remark=remark, by=NURSE)


def corrected(outage: Outage, **how: object) -> object:
    (version,) = [entry.version for entry in outage.journal.read("west-1") if entry.fact.kind == "signalled"][:1]
    return outage.correct(version, by=IT, **({"reason": "typed wrong"} | how))  # type: ignore[arg-type]


PLACES: Mapping[str, Callable[[Desk], Typing]] = {
    "whom to call": lambda desk: lambda said: declared(desk, call=said),
    "why work is planned": lambda desk: lambda said: planned(desk, purpose=said),
    "what staff will notice of it": lambda desk: lambda said: planned(desk, expected_impact=said),
    "why it was moved before": lambda desk: lambda said: planned(desk, extensions=[an_extension(said)]),
    "a ticket": lambda desk: lambda said: declared(desk).signal("help_desk_contacted", ticket=said, by=IT),
    "evidence": lambda desk: lambda said: known(desk).signal("service_restored", evidence=said, by=IT),
    "news": lambda desk: lambda said: known(desk).signal("update_given", news=said, by=IT),
    "a reference": lambda desk: lambda said: known(desk).signal("data_impacted", reference=said, by=IT),
    "why it was a false alarm": lambda desk: lambda said: declared(desk).signal("stood_down", reason=said, by=IT),
    "a correction": lambda desk: lambda said: corrected(known(desk), details={"ticket": said}),
    "why it was corrected": lambda desk: lambda said: corrected(known(desk), details={"ticket": "B-1"}, reason=said),
    "what came of a task": lambda desk: lambda said: first_task(declared(desk), said),
    "why the end is moved": lambda desk: lambda said: planned(desk).extend(an_extension(said), by=NURSE),
    "why there are other rules": lambda desk: lambda said: declared(desk).migrate(SLOW, reason=said, by=NURSE),
    "why the record is kept": lambda desk: lambda said: declared(desk).hold("case-7", reason=said, by=NURSE),
    "why it is kept no longer": lambda desk: lambda said: held(desk).lift_hold("case-7", reason=said, by=NURSE),
    "how somebody answered": lambda desk: lambda said: _acknowledged(declared(desk), said),
}


def _acknowledged(outage: Outage, remark: str) -> object:
    return outage.acknowledge(next(iter(outage.standing.notices)), contact="nurse", remark=remark, by=NURSE)


@contextmanager
def logged() -> Iterator[list[logging.LogRecord]]:
    """Note everything that anything logs."""
    records: list[logging.LogRecord] = []

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    notes, level = Notes(1), logging.root.level
    logging.root.addHandler(notes)
    logging.root.setLevel(1)
    try:
        yield records
    finally:
        logging.root.removeHandler(notes)
        logging.root.setLevel(level)


def found(text: str) -> list[str]:
    """Return what of the planted words stands in a text."""
    return [one for one in CORE if one in text.casefold()]


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=25)
@given(said=WORDS)
def test_what_a_patient_or_a_password_is_known_by_is_refused_wherever_it_is_typed(place: str, said: str) -> None:
    desk = a_desk()
    with logged() as records, pytest.raises((Refused, InvalidInput)) as caught:
        PLACES[place](desk)(said)

    assert found(everything_said_by_this(caught.value)) == []
    assert found(everything_logged(records)) == []
    everything = [entry for stream in desk.journal.streams() for entry in desk.journal.read(stream)]
    assert found("".join(entry.fact.model_dump_json() for entry in everything)) == []


def everything_said_by_this(error: DowntimekitError) -> str:
    """Return what a log holds of an error, without the lines of this file that the traceback shows."""
    lines = everything_said_by(error).splitlines()
    return "\n".join(line for line in lines if "said" not in line)


TOLD: Mapping[str, Callable[[Desk, str], Outage]] = {
    "whom to call": lambda desk, said: declared(desk, call=said),
    "why work is planned": lambda desk, said: planned(desk, purpose=said),
    "what staff will notice of it": lambda desk, said: planned(desk, expected_impact=said),
    "news": lambda desk, said: _with(known(desk), "update_given", news=said),
    "a reference": lambda desk, said: _with(known(desk), "data_impacted", reference=said),
}
"""Where it was typed at a desk that does not know the patients, such as that of an older program."""


def _with(outage: Outage, signal: str, **said: str) -> Outage:
    outage.signal(signal, by=IT, **said)
    return outage


OF_PATIENTS = st.sampled_from(["Ada Testwell", "Testwell, Ada", "see T-1001", "she of 1958-02-11"])


@pytest.mark.parametrize("place", TOLD)
@settings(max_examples=12)
@given(said=OF_PATIENTS)
def test_what_was_typed_at_a_desk_that_knows_no_patients_is_held_back_by_the_engine(place: str, said: str) -> None:
    desk = a_desk(Screen())
    outage = TOLD[place](desk, said)
    if outage.id == "west-2":
        outage.signal("announced", by=IT)
    sinks = [RecordingNotifier(kind) for kind in ChannelKind]
    sinks.append(RecordingNotifier(capabilities=Capabilities("board", None, rich=True)))
    with logged() as records:
        run(Delivery(everybody(), sinks, screen=SCREEN).deliver, outage, by=NURSE)

    carried = "".join(f"{one} {one.body} {one.html} {one.short} {one.notice}" for sink in sinks for one in sink.carried)
    assert found(carried + everything_logged(records)) == []
    whys = [one.why for told in outage.standing.receipts.values() for one in told.tries]
    assert Suppression.PATIENT_DATA in whys
    receipts = [told.model_dump_json() if hasattr(told, "model_dump_json") else repr(told) for told in whys if told]
    assert found("".join(receipts)) == []


def everybody() -> Directory:
    """Return somebody for each kind of channel."""
    addresses = {
        ChannelKind.EMAIL: "n@example.org",
        ChannelKind.CHAT: "slack:U024BE7LH",
        ChannelKind.PAGER: "4711",
    }
    return Directory(
        contacts=tuple(
            Contact(id=kind, name="N", roles=tuple(Role), channels=(kind.at(addresses.get(kind, "+12025550123")),))
            for kind in ChannelKind
        )
    )


@settings(max_examples=12)
@given(said=OF_PATIENTS)
def test_a_field_that_no_sentence_repeats_is_looked_at_too(said: str) -> None:
    """A host's own playbook need not say whom to call; a webhook or a FHIR server gets the field all the same."""
    outage = declared(a_desk())
    notice = Notice(
        id="west-1/own",
        audience=(Role.IT_LEAD,),
        sites=("west",),
        subject="Work on paper",
        body="Work on paper.",
        at=BEGAN,
        facts=NoticeFacts(downtime="west-1", since=BEGAN, call=said, zone="UTC"),
    )
    own: list[Fact] = [NoticeOwed(notice=notice)]
    outage.commit(lambda _standing, _now: own, by=NURSE)
    sink = RecordingNotifier()
    run(Delivery(everybody(), [sink], screen=SCREEN).deliver, outage, by=NURSE, notices=["west-1/own"])

    assert sink.carried == ()
    assert {told.state for told in outage.standing.receipts.values()} == {ReceiptState.SUPPRESSED}


def test_what_a_surveyor_gets_holds_what_people_typed_and_no_patient() -> None:
    """The words that are allowed go into the evidence whole, which is why the others are refused."""
    outage = declared(a_desk())
    first_task(outage, "the folder of the second floor")
    outage.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    files = collect_evidence(outage.journal, outage.id, now=BEGAN + timedelta(hours=1), by=NURSE).files

    assert "the folder of the second floor" in files["timeline.txt"].decode()
