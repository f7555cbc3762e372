"""Only people who can be told, at addresses that mean one thing."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from downtimekit.models.people import ChannelKind, Contact, Directory, Email, Phone, Role, Staff, printed_phone

EMAIL: TypeAdapter[str] = TypeAdapter(Email)
PHONE: TypeAdapter[str] = TypeAdapter(Phone)


@pytest.mark.parametrize(
    "address",
    [
        "nurse@example.org",
        "o'hara+ward.3@radiology.west.example.org",
        "A_b-c@xn--bcher-kva.example",
        f"{'n' * 64}@example.org",
    ],
)
def test_an_address_at_which_mail_arrives_is_taken_as_it_is(address: str) -> None:
    assert EMAIL.validate_python(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "nurse",
        "nurse@",
        "@example.org",
        "nurse@example",
        "nurse@example.123",
        "nurse@@example.org",
        "nurse@-example.org",
        "nurse@example..org",
        ".nurse@example.org",
        "nurse.@example.org",
        "nu..rse@example.org",
        "nurse@[127.0.0.1]",
        '"nurse joy"@example.org',
        "nurse joy@example.org",
        "Nurse <nurse@example.org>",
        "nurse@example.org>",
        "nurse@example.org,clerk@example.org",
        "nurse@example.org\n",
        "nurse@example.org\r\nBcc: clerk@example.org",
        "nurse\0@example.org",
        "nurse\x7f@example.org",
        "nürse@example.org",
        "nurse@exämple.org",
        f"{'n' * 65}@example.org",
        f"nurse@{'example.' * 40}org",
        "-- \u2028@example.org",
    ],
)
def test_an_address_that_could_lead_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        EMAIL.validate_python(address)


@pytest.mark.parametrize(
    "number",
    ["+12025550123", "+1 202 555 0123", "+1 (202) 555-0123", "+1\u00a0202\u2011555\u20130123", "+1.202.555.0123"],
)
def test_a_number_is_understood_however_the_clerk_spaces_it(number: str) -> None:
    assert PHONE.validate_python(number) == "+12025550123"


@pytest.mark.parametrize(
    "number",
    [
        "202 555 0123",
        "001 202 555 0123",
        "+1 555 0123",
        "+1 202 555 01234",
        "+999 202 555 0123",
        "+",
        "+1",
        "+1 202 555 0123 x5",
        "+1 202 555 0123;ext=5",
        "+1 202 555 0123,,9",
        "+1 800 FLOWERS",
        "+1 202 555 0123 / +1 202 555 0124",
        "tel:+12025550123",
        "+1 202 555 0123\r\nplanted",
        "nurse@example.org",
        "1.2E+10",
    ],
)
def test_a_number_that_would_ring_elsewhere_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        PHONE.validate_python(number)


@pytest.mark.parametrize("number", ["+12025550123", "+442079460018", "+4930231250"])
def test_a_printed_number_is_read_back_as_the_same(number: str) -> None:
    assert PHONE.validate_python(printed_phone(number)) == number


@pytest.mark.parametrize("break_", ["\n", "\r", "\x1b", "\0", "\x85", "\u2028", "\u2029"])
def test_a_name_is_one_line(break_: str) -> None:
    with pytest.raises(ValidationError, match="line break or a control character"):
        Staff(name=f"Carla{break_}Chen", role=Role.CHARGE_NURSE)


def test_a_contact_shows_neither_address_nor_number() -> None:
    nurse = contact("nurse", email="nurse@example.org", phone="+12025550123")

    assert "nurse@" not in repr(nurse)
    assert "2025550123" not in f"{nurse} {nurse!r} {Directory(contacts=(nurse,))!r}"


def test_nobody_is_a_contact_who_cannot_be_reached() -> None:
    with pytest.raises(ValidationError, match="cannot be reached"):
        contact("nurse")
    with pytest.raises(ValidationError, match="cannot be reached"):
        contact("nurse", email="nurse@example.org", channels=[ChannelKind.PHONE])


def test_channels_are_tried_in_the_order_of_the_contact() -> None:
    nurse = contact("n", email="n@example.org", phone="+12025550123", channels=["phone", "email"])

    assert [kind for kind, _ in nurse.addresses()] == [ChannelKind.PHONE, ChannelKind.EMAIL]


def test_a_notice_goes_to_the_roles_at_the_site_and_to_those_who_serve_all_sites() -> None:
    nurse = contact("nurse", roles=["charge_nurse"], sites=["west"])
    other = contact("other", roles=["charge_nurse"], sites=["east"])
    vendor = contact("vendor", roles=["vendor_support"])
    directory = Directory(contacts=(vendor, nurse, other))

    told = directory.audience(frozenset({Role.CHARGE_NURSE, Role.VENDOR_SUPPORT}), sites=("west",))

    assert [person.id for person in told] == ["vendor", "nurse"]


def contact(id_: str, **fields: object) -> Contact:
    reach: dict[str, object] = {} if fields.keys() & {"email", "channels"} or not fields else {"phone": "+12025550123"}
    return Contact.model_validate({"id": id_, "name": id_, "roles": ["charge_nurse"]} | reach | fields)
