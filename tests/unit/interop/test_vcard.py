"""Address books come from anywhere; what a card says is taken over, or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.vcard import VcardReading, read_vcards, write_vcards
from downtimekit.models.people import ChannelKind, Contact, Directory, OnCall, QuietHours, Role
from downtimekit.models.people.table import read_directory_csv

EXAMPLE = Path(__file__).parents[3] / "examples" / "data" / "contacts.csv"
EMAIL, PHONE, SMS, CHAT, PAGER = ChannelKind


def read(*lines: str, **how: object) -> VcardReading:
    return read_vcards("\r\n".join(lines) + "\r\n", source="contacts.vcf", **how)  # type: ignore[arg-type]


def card(*lines: str, version: str = "4.0") -> VcardReading:
    return read("BEGIN:VCARD", f"VERSION:{version}", "FN:Carla Chen", "ROLE:charge_nurse", *lines, "END:VCARD")


def contact(*lines: str, version: str = "4.0") -> Contact:
    reading = card(*lines, version=version)
    assert (reading.losses, reading.concerns) == ((), ())
    return reading.directory.contacts[0]


def told(*lines: str) -> list[str]:
    """Return what a person is told: a loss with its reason, or by its path alone where it just has no place."""
    reading = card(*lines)
    reasons = {concern.path: str(concern) for concern in reading.concerns}
    assert reasons.keys() <= set(reading.losses)
    return [reasons.get(path, path) for path in reading.losses]


def faults(*lines: str, **how: object) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(*lines, **how)
    return [str(fault) for fault in caught.value.faults]


def test_the_example_directory_goes_through_cards_unharmed() -> None:
    directory = read_directory_csv(EXAMPLE.read_bytes(), source=EXAMPLE.name)

    assert read_vcards(write_vcards(directory), source="contacts.vcf") == VcardReading(directory)


def test_a_card_says_what_the_standard_has_a_place_for_in_the_standard_s_words() -> None:
    nurse = Contact(
        id="nurse",
        name="Chen; Carla, RN",
        roles=(Role.CHARGE_NURSE,),
        sites=("west",),
        languages=("en", "es-MX"),
        channels=(
            PHONE.at("+12025550102", label="mobile", verified=True),
            SMS.at("+12025550102"),
            EMAIL.at("carla@example.org", label="work", opted_out=True),
            CHAT.at("xmpp:carla@example.org", label="ward"),
            PAGER.at("4711"),
        ),
        on_call=OnCall.model_validate("America/New_York; Mon,Fri 07:00-19:00; 2026-12-25 off"),
        quiet_hours=QuietHours.model_validate("UTC; Sun 00:00-24:00"),
    )

    assert write_vcards(Directory(contacts=(nurse,))).replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "UID;VALUE=text:nurse",
        r"FN:Chen\; Carla\, RN",
        "ROLE:charge_nurse",
        "LANG;PREF=1:en",
        "LANG;PREF=2:es-MX",
        'TEL;VALUE=uri;TYPE="voice,cell";PREF=1;X-DOWNTIMEKIT-VERIFIED=yes:tel:+12025550102',
        "TEL;VALUE=uri;TYPE=text;PREF=2:tel:+12025550102",
        "EMAIL;TYPE=work;PREF=3;X-DOWNTIMEKIT-OPTED-OUT=yes:carla@example.org",
        "IMPP;PREF=4;X-DOWNTIMEKIT-LABEL=ward:xmpp:carla@example.org",
        "TEL;TYPE=pager;PREF=5:4711",
        "X-DOWNTIMEKIT-SITE:west",
        r"X-DOWNTIMEKIT-ON-CALL:America/New_York\; Mon\,Fri 07:00-19:00\; 2026-12-25 off",
        r"X-DOWNTIMEKIT-QUIET-HOURS:UTC\; Sun 00:00-00:00\; unless high",
        "END:VCARD",
        "",
    ]


@pytest.mark.parametrize(
    ("line", "channels"),
    [
        ("TEL:+1 202 555 0100", [(PHONE, "+12025550100", "")]),
        ("TEL;VALUE=uri:tel:+1-202-555-0100", [(PHONE, "+12025550100", "")]),
        ('TEL;VALUE=uri;TYPE="voice,home":tel:+1-202-555-0100', [(PHONE, "+12025550100", "home")]),
        ("TEL;TYPE=CELL,VOICE:+1 (202) 555-0100", [(PHONE, "+12025550100", "mobile")]),
        ("TEL;type=CELL;type=VOICE;type=pref:+12025550100", [(PHONE, "+12025550100", "mobile")]),
        ("TEL;CELL;VOICE:+12025550100", [(PHONE, "+12025550100", "mobile")]),
        ("tel;TYPE=text:+12025550100", [(SMS, "+12025550100", "")]),
        (
            'TEL;TYPE="voice,text,cell":+12025550100',
            [(PHONE, "+12025550100", "mobile"), (SMS, "+12025550100", "mobile")],
        ),
        ("TEL;TYPE=pager:4711", [(PAGER, "4711", "")]),
        ("TEL;TYPE=fax,voice:+12025550100", [(PHONE, "+12025550100", "")]),
        ("item1.EMAIL;type=INTERNET;type=WORK:carla@example.org", [(EMAIL, "carla@example.org", "work")]),
        ("EMAIL;VALUE=uri:mailto:carla@example.org", [(EMAIL, "carla@example.org", "")]),
        ("IMPP;X-SERVICE-TYPE=Skype:skype:carla.chen", [(CHAT, "skype:carla.chen", "")]),
        (r"IMPP:xmpp\:carla@example.org", [(CHAT, "xmpp:carla@example.org", "")]),
    ],
)
@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_an_address_is_taken_over_however_a_program_writes_it(
    line: str, channels: list[tuple[ChannelKind, str, str]], version: str
) -> None:
    found = contact(line, version=version).channels

    assert [(channel.kind, channel.address, channel.label) for channel in found] == channels


def test_addresses_are_tried_in_the_order_of_preference_and_then_of_the_card() -> None:
    nurse = contact(
        "TEL:+12025550101",
        "EMAIL;PREF=2:b@example.org",
        "TEL;TYPE=home,pref:+12025550102",
        "EMAIL;PREF=1:a@example.org",
        "EMAIL;PREF=soon:c@example.org",
    )

    ends = [channel.address[-2:] if channel.kind is PHONE else channel.address[0] for channel in nurse.channels]
    assert ends == ["02", "a", "b", "01", "c"]


def test_the_label_that_an_apple_card_puts_beside_an_address_is_its_own() -> None:
    lines = (
        "item1.TEL:+12025550101",
        "item1.X-ABLabel:_$!<Home>!$_",
        "item2.TEL:+12025550102",
        "item2.X-ABLabel:Ward",
        "item3.TEL:+12025550103",
        "item3.X-ABLabel:behind the desk",
    )
    reading = card(*lines)

    assert [channel.label for channel in reading.directory.contacts[0].channels] == ["home", "ward", ""]
    assert reading.losses == ("line 10, X-ABLABEL",)
    assert list(map(str, reading.concerns)) == ["line 10, X-ABLABEL: is more than one word, and is not taken over"]


@pytest.mark.parametrize(
    ("line", "loss"),
    [
        ("PHOTO;ENCODING=b;TYPE=JPEG:AAAAplanted", "line 5, PHOTO"),
        ("X-PLANTED:planted", "line 5, X-PLANTED"),
        ("planted:secret", "line 5"),
        ("NOTE:planted", "line 5, NOTE"),
        ("TZ:America/New_York", "line 5, TZ"),
        ("ORG:planted;west", "line 5, ORG"),
        ("N:Chen;Carla;planted;;", "line 5, N"),
        ("FN:planted", "line 5, FN"),
        ("TITLE:planted", "line 5, TITLE: is no role that is known"),
        ("CATEGORIES:nurse,planted", "line 5, CATEGORIES: is no role that is known"),
        ("LANG:planted", "line 5, LANG: is not a language tag, such as en, es-MX or zh-Hant (BCP 47)"),
        ("TEL;TYPE=fax:+12025550100", "line 5, TEL"),
        (
            "TEL:(202) 555-0100",
            "line 5, TEL: must be a phone number with + and country code, and no extension: +1 202 555 0100",
        ),
        (
            "TEL;VALUE=uri:tel:+1-202-555-0100;ext=5",
            "line 5, TEL: must be a phone number with + and country code, and no extension: +1 202 555 0100",
        ),
        ("EMAIL:planted@@example.org", "line 5, EMAIL: is not an email address, such as name@example.org"),
        ("UID:planted 7", "line 5, UID: cannot be an id, and the card gets one from its name"),
        ("KEY;MEDIATYPE=application/pgp-keys:planted", "line 5, KEY"),
    ],
)
def test_what_has_no_place_is_told_by_its_line_and_never_by_its_value(line: str, loss: str) -> None:
    assert told(line) == [loss]
    assert "planted" not in loss.lower() or "X-PLANTED" in loss


def test_an_address_that_stands_twice_is_taken_over_once_and_an_opt_out_wins() -> None:
    reading = card("TEL:+12025550100", "TEL;TYPE=home;X-DOWNTIMEKIT-OPTED-OUT=yes:+1 202 555 0100")
    (channel,) = reading.directory.contacts[0].channels

    assert channel.opted_out
    assert (reading.losses, reading.concerns) == (("line 6, TEL",), ())


def test_more_addresses_than_anybody_has_are_told() -> None:
    reading = card(*(f"TEL:+120255501{number:02}" for number in range(22)))

    assert len(reading.directory.contacts[0].channels) == 20
    assert reading.losses == ("line 25, TEL", "line 26, TEL")
    assert {concern.code for concern in reading.concerns} == {"too_many_addresses"}


def test_a_place_that_is_said_to_be_two_is_told() -> None:
    assert told("TEL;TYPE=cell,work:+12025550100") == ["line 5, TEL: is said to be more than mobile"]


def test_numbers_without_a_country_are_taken_over_where_the_region_is_known() -> None:
    lines = ("BEGIN:VCARD", "FN:A", "TEL:(202) 555-0100", "TEL:+44 20 7946 0018", "TEL:555", "END:VCARD")
    reading = read(*lines, otherwise=[Role.NURSE], region="US")

    assert [channel.address for channel in reading.directory.contacts[0].channels] == ["+12025550100", "+442079460018"]
    assert reading.losses == ("line 5, TEL",)
    assert [concern.code for concern in reading.concerns] == ["not_valid"]
    assert faults(*lines, otherwise=[Role.NURSE], region="us") == [
        "is not a region with phone numbers, such as US (ISO 3166-1)"
    ]


def test_a_role_is_found_in_the_words_of_the_card() -> None:
    def roles(*lines: str, **how: object) -> tuple[Role, ...]:
        reading = read("BEGIN:VCARD", "VERSION:4.0", "FN:A", *lines, "END:VCARD", **how)
        assert reading.losses == ()
        return reading.directory.contacts[0].roles

    assert roles("ROLE:Charge Nurse", "TITLE:IT-Lead", "CATEGORIES:scribe,runner,scribe") == (
        Role.CHARGE_NURSE,
        Role.IT_LEAD,
        Role.SCRIBE,
        Role.RUNNER,
    )
    assert roles("TITLE:Head of IT", roles={"head  of it": Role.IT_LEAD}) == (Role.IT_LEAD,)
    assert roles(otherwise=[Role.POINT_OF_CONTACT]) == (Role.POINT_OF_CONTACT,)
    assert roles("ROLE:nurse", otherwise=[Role.POINT_OF_CONTACT]) == (Role.NURSE,)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["FN:Carla Chen", "N:Chen;Carla;;;"], "Carla Chen"),
        (["FN;PREF=2:C. Chen", "FN;PREF=1:Carla Chen", "FN:Carla Chen"], "Carla Chen"),
        (["N:Chen;Carla;M.;Dr.;RN"], "Dr. Carla M. Chen RN"),
        (["N:Chen"], "Chen"),
        (["ORG:Vendor;Support"], "Vendor Support"),
        ([r"FN:Chen\, Carla\; RN \\ west"], r"Chen, Carla; RN \ west"),
        ([r"FN:Carla\nChen"], "Carla Chen"),
        (["FN:Zoë Müller"], "Zoë Müller"),
    ],
)
def test_a_name_is_found_wherever_the_card_has_it_on_one_line(lines: list[str], name: str) -> None:
    reading = read("BEGIN:VCARD", *lines, "ROLE:nurse", "END:VCARD")

    assert reading.directory.contacts[0].name == name
    assert len(reading.losses) == (1 if "FN;PREF=2:C. Chen" in lines else 0)


def test_a_card_without_an_id_gets_one_from_its_name_that_nobody_else_has() -> None:
    def one(name: str, *lines: str) -> list[str]:
        return ["BEGIN:VCARD", f"FN:{name}", "ROLE:nurse", *lines, "END:VCARD"]

    uuid = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    cards = [one("Zoë Müller"), one("ZOE MULLER"), one("王小明"), one("B", "UID:zoe-muller-2"), one("C", f"UID:{uuid}")]
    reading = read(*(line for lines in cards for line in lines))

    ids = [contact.id for contact in reading.directory.contacts]
    assert ids == ["zoe-muller", "zoe-muller-3", "card-3", "zoe-muller-2", uuid]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("fold", [" ", "\t"])
def test_lines_are_unfolded_also_inside_a_character(end: str, fold: str) -> None:
    name = "Zoë Müller of the Western Breast Imaging Centre"
    whole = f"FN:{name}".encode()
    for cut in range(4, len(whole)):
        content = (end + fold).encode().join([whole[:cut], whole[cut:]])
        head, tail = f"BEGIN:VCARD{end}VERSION:3.0{end}".encode(), f"{end}ROLE:nurse{end}{end}END:VCARD".encode()
        reading = read_vcards(b"\xef\xbb\xbf" + head + content + tail, source="x")
        assert reading.directory.contacts[0].name == name


def test_groups_of_cards_are_nobody_to_tell() -> None:
    person = ("BEGIN:VCARD", "VERSION:4.0", "FN:A", "ROLE:nurse", "END:VCARD")
    group = ("BEGIN:VCARD", "VERSION:4.0", "KIND:group", "FN:Ward", "MEMBER:urn:uuid:planted", "END:VCARD")
    reading = read(*person, *group)

    assert [contact.id for contact in reading.directory.contacts] == ["a"]
    assert reading.losses == ("card 2 (line 6)",)
    assert list(map(str, reading.concerns)) == ["card 2 (line 6): is a group of cards, and nobody to tell"]


def test_everything_that_is_no_card_is_told_at_once() -> None:
    lines = [
        "planted@example.org",
        "FN:planted outside",
        "BEGIN:VCARD",
        "VERSION:4.0",
        "FN:A",
        "UID:a",
        "END:VCARD",
        "BEGIN:VCARD",
        "VERSION:2.1",
        "FN:B",
        "ROLE:nurse",
        "END:VCARD",
        "BEGIN:VCARD",
        "ROLE:nurse",
        "UID:a",
        "END:VCARD",
        "BEGIN:VCARD",
        "FN:planted without end",
        "BEGIN:VCARD",
        "FN:C",
        "ROLE:nurse",
        "X-DOWNTIMEKIT-ON-CALL:planted",
        "END:VCARD",
        "BEGIN:VCARD",
        "FN:planted",
    ]
    found = faults(*lines)

    assert found == [
        "line 1: is not a property of a card: a name, a colon and a value",
        "line 2: stands outside of a card",
        "card 2 (line 8): is a vCard of another version; export it as 4.0 or 3.0",
        "card 4 (line 17): has no end before another begins in line 19",
        "card 6 (line 24): has no end: the file breaks off",
        f"card 1 (line 3), roles: must be one or more of: {', '.join(Role)}",
        "card 3 (line 13), id: is used before, in card 1 (line 3)",
        "card 3 (line 13), name: is missing",
        "card 5 (line 19), on_call.zone: is not the name of a time zone, such as America/New_York",
    ]
    assert "planted" not in "".join(found)


def test_a_file_in_another_encoding_names_its_lines() -> None:
    content = "BEGIN:VCARD\nFN:Zoë\nROLE:nurse\nEND:VCARD\n".encode("cp1252")
    with pytest.raises(InvalidInput, match="line 2: has characters that are not UTF-8"):
        read_vcards(content, source="x")


@pytest.mark.parametrize("content", ["", "\ufeff", b"", "\r\n\r\n"], ids=repr)
def test_a_file_without_cards_holds_nobody(content: str | bytes) -> None:
    with pytest.raises(InvalidInput, match="has no contacts"):
        read_vcards(content, source="x")
