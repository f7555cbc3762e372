"""People who are told, at addresses that mean one thing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput, UnknownName
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, OnCall, QuietHours, Role, Staff
from downtimekit.models.ranked import Severity

NIGHT = datetime(2026, 3, 3, 5, tzinfo=UTC)
EMAIL, PHONE, SMS = ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.SMS


def contact(
    id: str,
    *channels: Channel,
    roles: tuple[Role, ...] = (Role.CHARGE_NURSE,),
    sites: tuple[str, ...] = (),
    on_call: OnCall | None = None,
) -> Contact:
    return Contact(id=id, name=id, roles=roles, sites=sites, channels=channels, on_call=on_call)


@pytest.mark.parametrize("break_", ["\n", "\r", "\x1b", "\0", "\x85", "\u2028", "\u2029"])
def test_a_name_is_one_line(break_: str) -> None:
    with pytest.raises(ValidationError, match="line break or a control character"):
        Staff(name=f"Carla{break_}Chen", role=Role.CHARGE_NURSE)


def test_a_contact_shows_neither_address_nor_number() -> None:
    nurse = contact("nurse", EMAIL.at("nurse@example.org"), PHONE.at("+12025550123"))
    shown = f"{nurse} {nurse!r} {Directory(contacts=(nurse,))!r} {nurse.channels!r} {nurse.channels[0]}"

    assert "nurse@" not in shown
    assert "2025550123" not in shown


def test_channels_are_tried_in_the_order_of_the_contact_but_for_those_they_opted_out_of() -> None:
    home = PHONE.at("+12025550124", label="home", opted_out=True)
    nurse = contact("n", PHONE.at("+12025550123", label="mobile"), home, EMAIL.at("n@example.org"))

    assert [(channel.kind, channel.label) for channel in nurse.reached_by()] == [(PHONE, "mobile"), (EMAIL, "")]
    assert nurse.address(PHONE) == "+12025550123"
    assert nurse.address(SMS) is None


def test_nobody_can_opt_out_of_an_address_and_still_be_told_there() -> None:
    with pytest.raises(ValidationError, match="same address more than once") as caught:
        contact("n", EMAIL.at("n@example.org"), EMAIL.at("N@example.org", opted_out=True))
    assert "n@example.org" not in str(caught.value)

    assert len(contact("n", PHONE.at("+12025550123"), SMS.at("+1 202 555 0123")).channels) == 2


@pytest.mark.parametrize("label", ["Work", "two words", "verified", "opted-out", "work;home", "9", "x" * 21])
def test_a_label_is_one_word_that_a_table_can_hold(label: str) -> None:
    with pytest.raises(ValidationError, match="one word in small letters"):
        EMAIL.at("n@example.org", label=label)


def test_what_is_said_twice_of_a_contact_is_kept_once() -> None:
    nurse = contact("n", roles=(Role.NURSE, Role.SCRIBE, Role.NURSE), sites=("west", "west"))

    assert nurse.roles == (Role.NURSE, Role.SCRIBE)
    assert nurse.sites == ("west",)
    with pytest.raises(ValidationError):
        contact("n", roles=())


def test_a_notice_goes_to_the_roles_at_the_site_and_to_those_who_serve_all_sites() -> None:
    nurse = contact("nurse", sites=("west",))
    other = contact("other", sites=("east",))
    vendor = contact("vendor", roles=(Role.VENDOR_SUPPORT,))
    directory = Directory(contacts=(vendor, nurse, other))

    told = directory.audience(frozenset({Role.CHARGE_NURSE, Role.VENDOR_SUPPORT}), sites=("west",))

    assert [person.id for person in told] == ["vendor", "nurse"]


def test_whoever_has_the_shift_comes_before_whoever_keeps_no_hours() -> None:
    def it(id: str, on_call: str | None, *sites: str) -> Contact:
        shifts = OnCall.model_validate(on_call) if on_call else None
        return contact(id, roles=(Role.IT_LEAD,), sites=sites, on_call=shifts)

    directory = Directory(
        contacts=(
            it("hotline", None),
            it("days", "America/New_York; Mon-Sun 07:00-19:00"),
            it("nights", "America/New_York; Mon-Sun 19:00-07:00"),
            it("east", "America/New_York; Mon-Sun 19:00-07:00", "east"),
            contact("nurse", on_call=OnCall.model_validate("America/New_York; Mon-Sun 19:00-07:00")),
        )
    )

    def on_call(at: datetime) -> list[str]:
        return [who.id for who in directory.on_call(at, role=Role.IT_LEAD, site="west")]

    assert on_call(NIGHT) == ["nights", "hotline"]
    assert on_call(NIGHT.replace(hour=15)) == ["days", "hotline"]
    with pytest.raises(InvalidInput, match="needs a time zone"):
        on_call(NIGHT.replace(tzinfo=None))


def test_a_contact_without_quiet_hours_is_told_at_any_time() -> None:
    nurse = contact("n")
    sleeper = nurse.model_copy(update={"quiet_hours": QuietHours.model_validate("UTC; Mon-Sun 00:00-08:00")})

    assert not nurse.is_quiet(NIGHT, severity=Severity.LOW)
    assert sleeper.is_quiet(NIGHT, severity=Severity.LOW)
    assert not sleeper.is_quiet(NIGHT, severity=None)


def test_a_directory_finds_its_contacts_by_ids_that_nobody_shares() -> None:
    directory = Directory(contacts=(contact("a"), contact("b")))

    assert directory.contact("b").name == "b"
    with pytest.raises(UnknownName) as caught:
        directory.contact("c")
    assert caught.value.known == ("a", "b")
    with pytest.raises(ValidationError, match="used more than once: a"):
        Directory(contacts=(contact("a"), contact("b"), contact("a")))
