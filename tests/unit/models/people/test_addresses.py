"""Addresses that mean one thing, whatever a clerk or a stranger typed."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from downtimekit.models.people import ChannelKind, Email, Phone, printed_phone
from downtimekit.models.people.addresses import is_phone_region, phone_number

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


def test_a_number_without_a_country_is_understood_only_where_the_region_is_known() -> None:
    assert phone_number("(202) 555-0123", region="US") == "+12025550123"
    assert phone_number("030 231250", region="DE") == "+4930231250"
    assert phone_number("+44 20 7946 0018", region="US") == "+442079460018"
    for number, region in [("(202) 555-0123", None), ("555 0123", "US"), ("(202) 555-0123 x5", "US")]:
        with pytest.raises(ValueError, match="phone number"):
            phone_number(number, region=region)
    assert [is_phone_region(region) for region in ("US", "us", "XX")] == [True, False, False]


@pytest.mark.parametrize(
    ("kind", "written", "address"),
    [
        (ChannelKind.EMAIL, " nurse@example.org ", "nurse@example.org"),
        (ChannelKind.SMS, "+1 202 555 0123", "+12025550123"),
        (ChannelKind.CHAT, "xmpp:nurse@example.org", "xmpp:nurse@example.org"),
        (ChannelKind.CHAT, "https://chat.example.org/w/3?room=%23west", "https://chat.example.org/w/3?room=%23west"),
        (ChannelKind.PAGER, "4711", "4711"),
        (ChannelKind.PAGER, "+1 202 555 0123", "+12025550123"),
    ],
)
def test_each_kind_of_channel_understands_its_own_addresses(kind: ChannelKind, written: str, address: str) -> None:
    assert kind.at(written).address == address


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (ChannelKind.EMAIL, "+1 202 555 0123"),
        (ChannelKind.SMS, "nurse@example.org"),
        (ChannelKind.CHAT, "@nurse"),
        (ChannelKind.CHAT, "xmpp:"),
        (ChannelKind.CHAT, "xmpp:nurse@example.org;evil"),
        (ChannelKind.CHAT, "xmpp:nurse joy"),
        (ChannelKind.CHAT, "xmpp:nurse\r\nplanted"),
        (ChannelKind.CHAT, f"xmpp:{'n' * 300}"),
        (ChannelKind.PAGER, "7"),
        (ChannelKind.PAGER, "12345678901"),
        (ChannelKind.PAGER, "4711,,9"),
        (ChannelKind.PAGER, ""),
    ],
)
def test_each_kind_of_channel_refuses_those_of_others(kind: ChannelKind, written: str) -> None:
    with pytest.raises(ValidationError):
        kind.at(written)


@pytest.mark.parametrize("kind", ChannelKind)
@pytest.mark.parametrize("planted", ["planted@@example.org", "+1 202 555 01999", "+1 555 0199", "xmpp:planted one"])
def test_what_is_refused_is_not_repeated(kind: ChannelKind, planted: str) -> None:
    with pytest.raises(ValidationError) as caught:
        kind.at(planted, label="Planted Label")

    said = f"{caught.value} {caught.value!r}"
    assert "planted" not in said.lower()
    assert "0199" not in said
