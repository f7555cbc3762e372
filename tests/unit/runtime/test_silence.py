"""A planted patient goes through a whole downtime: whatever may be logged or shown says nothing about them."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from attrs import asdict

from downtimekit.backfill import OPEN, ChartIndex, Paper, identify, lookup_for, make_plan, merge
from downtimekit.backfill.comparing import compare
from downtimekit.errors import DowntimekitError, InvalidInput
from downtimekit.models.breast import Finding, FindingKind, Laterality
from downtimekit.models.capture import Capture
from downtimekit.models.chart import ChartOrder
from downtimekit.models.facts import CaptureTaken
from downtimekit.models.forms import Packet
from downtimekit.models.intake import Questionnaire, VisitReason
from downtimekit.models.paper import IssuedForm
from downtimekit.models.patient import Patient
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.models.reading import read
from downtimekit.models.schedule import Appointment, DaySchedule
from downtimekit.playbooks.guards import Situation
from downtimekit.ports import Commit
from downtimekit.runtime import Backfill, Delivery, Outage, after_action, in_words, run, summary, timeline
from downtimekit.testing import FailingTarget, MemoryTarget, RecordingNotifier
from tests.ward import BEGAN, CLERK, DAY, IT, NORA, NURSE, a_capture, a_report, after, an_outage, enter, written

PATIENT = Patient(mrn="PLANTED-77", family="Plantedname", given="Zerlina", birth_date=date(1901, 2, 3))
TWIN = Patient(mrn="PLANTED-78", family="Plantedname", given="Zerlinda", birth_date=date(1901, 2, 3))
EXAM = ChartOrder(accession="A-1", mrn=PATIENT.mrn, day=DAY)
TWINS_EXAM = ChartOrder(accession="A-2", mrn=TWIN.mrn, day=DAY)
ANSWERS = Questionnaire(reason=VisitReason.SCREENING, remarks="plantedremark")
REPORT = a_report(
    impression="plantedimpression",
    findings=[Finding(number=1, side=Laterality.LEFT, kind=FindingKind.MASS, note="plantednote")],
)
NOT_A_NUMBER = "Plantedname, Zerlina"
PLANTED = ("planted", "zerlin", "1901-02", "1901, 2", "feb 1901")
"""What gives the patient away; four digits alone stand in every hundredth digest."""
FORM = IssuedForm(serial="W-1", form="questionnaire", form_digest="0" * 64, accession="A-1", mrn=PATIENT.mrn)

CAPTURES = (
    a_capture("c1", of=PATIENT, accession="A-1", content=ANSWERS, serial="W-1"),
    a_capture("c2", of=PATIENT, accession="A-1", content=REPORT),
    a_capture("c3", of=written(TWIN, mrn=PATIENT.mrn), accession="A-2", content=ANSWERS),
    a_capture("c4", of=written(TWIN, mrn=None), accession=None, content=REPORT),
)


def a_chart() -> MemoryTarget:
    return MemoryTarget((PATIENT, TWIN), (EXAM, TWINS_EXAM))


def assert_silent(*said: str) -> None:
    """Nothing planted stands in what was said."""
    for words in said:
        assert [word for word in PLANTED if word in words.casefold()] == [], words


def a_downtime_with_the_patient() -> Outage:
    """Live through a downtime in which the planted patient is entered, doubted, decided on and corrected."""
    outage, target = an_outage(), a_chart()
    nurse = Contact(
        id="nurse",
        name="Carla Chen",
        roles=(Role.CHARGE_NURSE,),
        channels=(Channel(kind=ChannelKind.EMAIL, address="carla.chen@example.org"),),
    )
    run(Delivery(Directory(contacts=(nurse,)), [RecordingNotifier()]).deliver, outage, by=NURSE)
    outage.issue([FORM], by=NURSE)
    outage.take_in(CAPTURES, by=CLERK)
    enter(outage, FailingTarget(target))
    outage.confirm_identity("c3", mrn=TWIN.mrn, reason="the label says so", by=CLERK)
    outage.take_in([a_capture("c5", of=PATIENT, accession="A-1", content=REPORT, replaces=("c4",))], by=CLERK)
    enter(outage, target)
    return outage


def test_nothing_that_is_shown_of_a_downtime_says_whose_paper_it_was(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        outage = a_downtime_with_the_patient()
    entries = outage.journal.read(outage.id)
    standing = outage.standing
    told = timeline(entries, playbook=outage.playbook, downtime=standing.downtime)

    assert_silent(
        repr(entries),
        str(entries),
        repr(outage),
        repr(standing),
        repr(standing.copy()),
        repr(Situation(standing, tuple(standing.tracks.values()), {}, after(0))),
        repr(Backfill(outage, a_chart())),
        repr(Commit(outage.id, 0, "k", BEGAN, NURSE, [entry.fact for entry in entries])),
        in_words(told, downtime=standing.downtime),
        summary(after_action(entries, playbook=outage.playbook, standing=standing)),
        repr(after_action(entries, playbook=outage.playbook, standing=standing)),
        repr(outage.open_tasks()),
        caplog.text,
        *(notice.model_dump_json() for notice in standing.notices.values()),
        *(str(asdict(told)) for told in standing.receipts.values()),
    )


def test_nothing_that_is_shown_of_a_plan_says_whose_paper_it_was() -> None:
    paper = Paper(captures=CAPTURES, issued={"W-1": FORM}, confirmed={"c3": TWIN.mrn})
    wanted = lookup_for(paper)
    chart = run(a_chart().look_up, wanted)
    index = ChartIndex.of(chart)
    plan = make_plan(paper, chart=chart, downtime=an_outage().standing.downtime, gate=OPEN)

    assert plan.entries()
    assert_silent(
        repr(paper),
        repr(wanted),
        repr(chart),
        str(chart),
        repr(index),
        repr(plan),
        str(plan),
        plan.explain(),
        repr(plan.decisions),
        repr(plan.entries()),
        repr(merge([CAPTURES[1], CAPTURES[3]])),
        repr(compare(REPORT, now=None)),
        *(repr(identify(capture, chart=index)) for capture in CAPTURES),
        *(repr(identify(capture, chart=index, confirmed=TWIN.mrn)) for capture in CAPTURES),
    )


def test_nothing_that_is_shown_of_a_schedule_says_who_comes() -> None:
    visit = Appointment(accession="A-1", patient=PATIENT, starts=after(0), exam="Screening", site="west")
    day = DaySchedule(day=DAY, zone="America/New_York", as_of=BEGAN, appointments=(visit,))

    assert_silent(repr(visit), repr(day), str(day), repr(FORM))
    with pytest.raises(InvalidInput) as invalid:
        read(Packet, {"downtime": "west-1", "as_of": BEGAN, "appointment": visit, "sheets": [PATIENT.mrn]}, source="x")
    assert_silent(*everything_said_by(invalid.value))


REFUSED: dict[str, Callable[[Outage], object]] = {
    "release": lambda o: o.signal("released", by=IT),
    "reconcile": lambda o: o.signal("reconciled", by=CLERK),
    "close": lambda o: o.close(by=NURSE),
    "changed": lambda o: o.take_in([a_capture("c1", of=NORA, content=REPORT)], by=CLERK),
    "issued": lambda o: o.issue([FORM], by=NURSE),
    "number": lambda o: o.confirm_identity("c1", mrn=NOT_A_NUMBER, reason="seen", by=CLERK),
    "reused": lambda o: o.confirm_identity("c3", mrn=PATIENT.mrn, reason="seen", by=CLERK, command="k"),
    "old plan": lambda o: Backfill(o, a_chart()).agree(
        run(Backfill(o, a_chart()).plan).model_copy(update={"basis": 1}), by=CLERK
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_error_says_whose_paper_it_was(name: str) -> None:
    outage = an_outage()
    outage.issue([FORM, FORM.model_copy(update={"serial": "W-2"})], by=NURSE)
    outage.take_in(CAPTURES, by=CLERK)
    outage.confirm_identity("c3", mrn=TWIN.mrn, reason="seen", by=CLERK, command="k")
    with pytest.raises(DowntimekitError) as error:
        REFUSED[name](outage)

    assert_silent(*everything_said_by(error.value))


@pytest.mark.parametrize(
    "fault",
    [
        {"patient": {"mrn": "PLANTED 77", "family": "Plantedname" * 40, "birth_date": "03.02.1901x"}},
        {"patient": "Plantedname, Zerlina"},
        {"content": {"record": "questionnaire", "reason": "planted", "menarche_age": "plantedage"}},
        {"content": {"record": "planted"}},
        {"occurred_at": "1901-02-03 planted"},
        {"plantedfield": 1, "entered_by": ""},
    ],
    ids=["numbers", "no object", "answers", "kind", "clock", "fields"],
)
def test_a_faulty_keying_is_answered_without_what_was_typed(fault: dict[str, object]) -> None:
    typed = CAPTURES[0].model_dump(mode="json") | fault
    with pytest.raises(InvalidInput) as invalid:
        read(Capture, typed, source="sheet W-1")

    said = [words.replace("plantedfield", "") for words in everything_said_by(invalid.value)]
    assert_silent(*said)


def test_what_the_journal_holds_is_whole_although_nothing_shows_it() -> None:
    outage = a_downtime_with_the_patient()
    taken = [entry.fact for entry in outage.journal.read(outage.id) if isinstance(entry.fact, CaptureTaken)]

    assert taken[0].capture == CAPTURES[0]


def everything_said_by(error: BaseException) -> Iterator[str]:
    """Yield all that a log could hold of an error, and of the one that it was raised from."""
    assert error.__context__ is None
    yield from (str(error), repr(error), str(vars(error)), "".join(traceback.format_exception(error)))
