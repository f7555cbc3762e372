"""Who stands in the directory twice, and whom nothing would reach."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.models.concern import Concern
from downtimekit.models.downtime import OutageTarget
from downtimekit.models.people import (
    Channel,
    ChannelKind,
    Contact,
    Directory,
    OnCall,
    Role,
)
from downtimekit.models.people.concerns import (
    chain_concerns,
    directory_concerns,
    on_call_concerns,
    survives,
)
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel

EMAIL, PHONE, SMS = ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.SMS
CELL = PHONE.at("+12025550199", label="mobile", verified=True)


def contact(id: str, *channels: Channel, name: str = "", sites: tuple[str, ...] = ("west",)) -> Contact:
    return Contact(id=id, name=name or id, roles=(Role.NURSE,), sites=sites, channels=channels)


def found(*contacts: Contact, down: tuple[OutageTarget, ...] = ()) -> list[tuple[str, str]]:
    concerns = list(directory_concerns(Directory(contacts=contacts), down=down))
    assert not any("@" in str(concern) or "202555" in str(concern) for concern in concerns)
    return [(concern.code, concern.path) for concern in concerns]


def test_a_directory_that_is_in_order_raises_no_concern() -> None:
    other = PHONE.at("+12025550198", verified=True)

    assert found(contact("ann", CELL), contact("bob", other), down=(OutageTarget.CUSTOMER_WAN,)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PHONE.at("+12025550100", verified=True), PHONE.at("+1 202 555 0100", verified=True)),
        (PHONE.at("+12025550100", verified=True), SMS.at("+12025550100", verified=True)),
        (EMAIL.at("ann@example.org", verified=True), EMAIL.at("ANN@Example.org", verified=True)),
    ],
)
def test_who_shares_an_address_is_perhaps_one_person(one: Channel, other: Channel) -> None:
    assert found(contact("ann", one), contact("bob", other)) == [("same_address", "contacts[1].channels")]


def test_one_person_may_have_calls_and_texts_on_one_number() -> None:
    assert found(contact("ann", CELL, SMS.at(CELL.address))) == []


@pytest.mark.parametrize(
    ("name", "sites", "told"),
    [
        ("  ANN\u00a0 adams ", ("west",), True),
        ("Ann Adams", (), True),
        ("Ann Adams", ("east", "west"), True),
        ("Ann Adams", ("east",), False),
        ("Anna Adams", ("west",), False),
    ],
)
def test_who_has_a_name_at_the_same_site_is_perhaps_one_person(name: str, sites: tuple[str, ...], told: bool) -> None:
    ann = contact("ann", CELL, name="Ann Adams")
    other = contact("other", PHONE.at("+12025550101", verified=True), name=name, sites=sites)

    assert found(ann, other) == ([("same_name", "contacts[1].name")] if told else [])


def test_a_concern_names_the_other_contact_by_its_id() -> None:
    directory = Directory(contacts=(contact("ann", CELL), contact("bob", CELL)))
    (concern,) = directory_concerns(directory)

    assert str(concern) == "contacts[1].channels: has the number of 'ann': perhaps the same person twice"


@pytest.mark.parametrize(
    ("channels", "codes"),
    [
        ((), ["no_address"]),
        ((PHONE.at("+12025550100", verified=True, opted_out=True),), ["opted_out"]),
        ((PHONE.at("+12025550100"),), ["nothing_verified"]),
        ((PHONE.at("+12025550100"), EMAIL.at("a@example.org", verified=True, opted_out=True)), ["nothing_verified"]),
        ((EMAIL.at("a@example.org", verified=True),), ["cut_off"]),
        ((EMAIL.at("a@example.org"),), ["nothing_verified", "cut_off"]),
        ((EMAIL.at("a@example.org", verified=True), PHONE.at("+12025550100", opted_out=True)), ["cut_off"]),
        ((EMAIL.at("a@example.org", verified=True), PHONE.at("+12025550100")), []),
    ],
)
def test_whom_nothing_would_reach_is_told_and_not_refused(channels: tuple[Channel, ...], codes: list[str]) -> None:
    concerns = found(contact("ann", *channels), down=(OutageTarget.CUSTOMER_WAN,))

    assert concerns == [(code, "contacts[0].channels") for code in codes]


@pytest.mark.parametrize("target", OutageTarget)
def test_a_mobile_phone_works_whatever_is_down(target: OutageTarget) -> None:
    assert survives(CELL, target)
    desk = PHONE.at("+12025550100", label="work")
    assert survives(desk, target) is (target not in {OutageTarget.TELEPHONY, OutageTarget.POWER})


def test_a_clinic_may_know_better_what_goes_down_with_what() -> None:
    voip = Directory(contacts=(contact("ann", PHONE.at("+12025550100", label="work", verified=True)),))

    def over_the_internet(channel: Channel, target: OutageTarget) -> bool:
        return survives(channel, target) and channel.label != "work"

    assert list(directory_concerns(voip)) == []
    (concern,) = directory_concerns(voip, survives=over_the_internet)
    assert concern.code == "cut_off"
    assert concern.source.startswith("SAFER contingency planning, 2.2")


def test_an_escalation_that_nobody_could_answer_is_told_before_the_outage() -> None:
    day = OnCall.model_validate("UTC; Mon-Sun 07:00-19:00")
    ann = contact("ann", CELL).model_copy(update={"on_call": day})
    directory = Directory(contacts=(ann, contact("bob", sites=("east",))))
    chain = EscalationChain(
        id="nurses",
        levels=(
            EscalationLevel(roles=(Role.NURSE,)),
            EscalationLevel(roles=(Role.NURSE,), acknowledgements=2),
            EscalationLevel(roles=(Role.SCRIBE,), contacts=("gone",)),
        ),
    )

    def told(concerns: list[Concern]) -> list[tuple[str, str]]:
        return [(concern.code, concern.path) for concern in concerns]

    assert told(list(chain_concerns(chain, directory=directory, site="west"))) == [
        ("too_few_asked", "levels[1]"),
        ("contact_unknown", "levels[2].contacts"),
        ("too_few_asked", "levels[2]"),
    ]
    at_night = datetime(2026, 3, 3, 2, tzinfo=UTC)
    assert told(list(on_call_concerns(directory, chain=chain, site="west", at=at_night))) == [
        ("nobody_on_call", f"levels[{number}]") for number in range(3)
    ]
    assert len(list(on_call_concerns(directory, chain=chain, site="west", at=at_night.replace(hour=12)))) == 2
