"""What the registration tells during a downtime: heard once, refused with every reason, and a plan gets old by it."""

from __future__ import annotations

import pytest

from downtimekit.backfill.identities import IdentityTerms
from downtimekit.errors import CommandReused, InvalidInput, Refused, UnknownName
from downtimekit.models.facts import PlanAgreed, RecordEntered
from downtimekit.models.matching import MatchGrade
from downtimekit.models.patient import WrittenIdentity
from downtimekit.models.plan import Decision, Plan, Verdict
from downtimekit.models.registration import PatientEvent, PatientEventHeard
from downtimekit.runtime import in_words, timeline
from tests.unit.backfill.identities.test_persons import ALPHA, NAMED, entry
from tests.unit.backfill.identities.told import merged, parted, registered
from tests.ward import CLERK, NURSE, a_capture, an_outage, codes


def test_news_is_heard_once_and_makes_a_plan_old() -> None:
    outage = an_outage()
    before = outage.standing.paper_version
    outage.hear_patient_event(merged(("T-1", "T-2")), id="MSG-1", by=CLERK, command="a")
    heard = outage.standing

    assert heard.paper_version > before
    assert outage.identities.resolve("T-1") == "T-2"
    for id, command in (("MSG-1", None), ("MSG-1", "a"), ("MSG-2", None)):
        outage.hear_patient_event(merged(("T-1", "T-2")), id=id, by=NURSE, command=command)
    assert outage.standing.version == heard.version
    with pytest.raises(CommandReused):
        outage.hear_patient_event(merged(("T-3", "T-2")), id="MSG-3", by=CLERK, command="a")


def test_what_contradicts_is_refused_with_every_reason_and_no_number() -> None:
    outage = an_outage()
    outage.hear_patient_event(merged(("T-1", "T-2")), id="MSG-1", by=CLERK)
    version = outage.standing.version

    with pytest.raises(Refused) as refused:
        outage.hear_patient_event(merged(("T-1", "T-9"), ("T-8", "T-1")), id="MSG-1", by=CLERK)
    assert codes(refused.value.reasons) == ["id_used", "identity_contradicted", "identity_contradicted"]
    assert "T-" not in str(refused.value)
    with pytest.raises(InvalidInput):
        outage.hear_patient_event(registered("T-1"), id="no id", by=CLERK)
    assert outage.standing.version == version


def test_twins_are_merged_only_where_somebody_has_looked() -> None:
    outage = an_outage()
    for id, number, given in (("1", "T-1", "Ann"), ("2", "T-2", "Anna")):
        patient = NAMED.model_copy(update={"mrn": number, "given": given})
        outage.hear_patient_event(registered(patient), id=id, by=CLERK)

    with pytest.raises(Refused):
        outage.hear_patient_event(merged(("T-1", "T-2")), id="3", by=CLERK)
    outage.hear_patient_event(merged(("T-1", "T-2")), id="3", by=CLERK, twins_acknowledged=True)
    assert outage.identities.resolve("T-1") == "T-2"


def test_who_has_no_name_is_on_the_list_until_they_are_named() -> None:
    outage = an_outage()
    outage.hear_patient_event(registered(ALPHA), id="1", by=CLERK)
    outage.take_in([a_capture("c1", of=WrittenIdentity(mrn="E-1", unidentified=True), accession=None)], by=CLERK)

    (one,) = outage.unidentified()
    assert (one.number, one.captures) == ("E-1", ("c1",))
    outage.hear_patient_event(registered(NAMED), id="2", by=CLERK)
    assert outage.unidentified() == ()


def test_numbers_of_the_downtime_are_known_by_the_terms_of_the_site() -> None:
    outage = an_outage()
    outage.hear_patient_event(registered("D-1"), id="1", by=CLERK)
    assert not outage.identities.temporary

    outage.identity_terms = IdentityTerms(is_temporary=lambda number: number.startswith("D-"))
    assert outage.identities.temporary == ("D-1",)


def test_what_was_written_while_a_merge_stood_is_listed_when_it_is_undone() -> None:
    outage = an_outage()
    outage.hear_patient_event(merged(("T-1", "T-2")), id="1", by=CLERK)
    owed = [entry("T-2", "west-1/k1"), entry("T-3", "west-1/k2")]
    decisions = tuple(
        Decision(
            captures=(one.key,),
            sheets=(one.key,),
            kind=one.kind,
            verdict=Verdict.CREATE,
            grade=MatchGrade.CERTAIN,
            entry=one,
        )
        for one in owed
    )
    outage.record(PlanAgreed(plan=Plan(downtime=outage.id, decisions=decisions)), by=CLERK, command="agreed")
    for one in owed:
        outage.record(RecordEntered(key=one.key, chart_id="r"), by=CLERK, command=one.key)
    outage.hear_patient_event(parted("T-1", "T-2"), id="2", by=CLERK)

    assert outage.in_doubt_after("2") == ("west-1/k1",)
    with pytest.raises(UnknownName, match="known: 2"):
        outage.in_doubt_after("1")


def test_another_handle_folds_the_same_and_the_timeline_names_nobody() -> None:
    outage = an_outage()
    told: list[PatientEvent] = [registered(ALPHA), merged(("T-1", "T-2")), parted("T-1", "T-2")]
    for number, event in enumerate(told):
        outage.hear_patient_event(event, id=str(number), by=CLERK if number else NURSE)
    entries = outage.journal.read(outage.id)
    words = in_words(
        timeline(entries, playbook=outage.playbook, downtime=outage.standing.downtime),
        downtime=outage.standing.downtime,
    )

    assert sum(isinstance(one.fact, PatientEventHeard) for one in entries) == 3
    assert "A registration was heard" in words
    assert "2 changes to patients' records and numbers were heard" in words
    assert "T-1" not in words
