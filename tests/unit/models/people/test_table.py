"""The clerk keeps the contacts in a table, and hears of everything that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.models.people.table import COLUMNS, MORE_COLUMNS, read_directory_csv, write_directory_csv

HEADER = ",".join(COLUMNS)
NURSE = "nurse,Carla Chen,charge_nurse,west,carla@example.org,+1 202-555-0102,email phone"
KNOWN = f"{HEADER}, and there may be {','.join(MORE_COLUMNS)}"
CLERK = "clerk,Robin Roe,records_clerk,west,robin@example.org,,email"
EXAMPLE = Path(__file__).parents[4] / "examples" / "data" / "contacts.csv"


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_directory_csv(text, source="contacts.csv")
    assert caught.value.source == "contacts.csv"
    return [str(fault) for fault in caught.value.faults]


TASKS = {
    Role.HELP_DESK,
    Role.IT_LEAD,
    Role.INCIDENT_COMMANDER,
    Role.CHARGE_NURSE,
    Role.FRONT_DESK,
    Role.TECHNOLOGIST,
    Role.RADIOLOGIST,
    Role.RECORDS_CLERK,
    Role.VENDOR_SUPPORT,
}


def test_the_example_has_somebody_for_every_task_and_people_without_email() -> None:
    directory = read_directory_csv(EXAMPLE.read_bytes(), source=EXAMPLE.name)
    first_tried = [next(contact.reached_by()).kind for contact in directory.contacts]
    without_email = [contact.id for contact in directory.contacts if contact.address(ChannelKind.EMAIL) is None]

    assert {role for contact in directory.contacts for role in contact.roles} == TASKS
    assert without_email == ["charge-nurse", "tech-torres"]
    assert first_tried.count(ChannelKind.PHONE) > 2
    assert write_directory_csv(directory) == EXAMPLE.read_text()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_from_any_spreadsheet_is_read(line_end: str, mark: str) -> None:
    text = mark + line_end.join([HEADER, NURSE, "", ",,,,,,", CLERK])

    for form in (text, text.encode()):
        directory = read_directory_csv(form, source="contacts.csv")
        assert [contact.name for contact in directory.contacts] == ["Carla Chen", "Robin Roe"]


def test_columns_may_stand_in_any_order_and_several_words_in_a_cell() -> None:
    text = (
        "Phone, NAME ,channels,id,sites,roles,email\n"
        '+1 202 555 0101,"Itoh, Ines",phone;email,lead,west; east,it_lead incident_commander,ines@example.org\n'
    )
    (lead,) = read_directory_csv(text, source="contacts.csv").contacts

    assert (lead.name, lead.address(ChannelKind.PHONE)) == ("Itoh, Ines", "+12025550101")
    assert lead.roles == (Role.IT_LEAD, Role.INCIDENT_COMMANDER)
    assert lead.sites == ("west", "east")
    assert [channel.kind for channel in lead.channels] == [ChannelKind.PHONE, ChannelKind.EMAIL]


def test_every_faulty_line_is_named_in_one_go() -> None:
    roles = ", ".join(Role)
    key = "letters, digits and . _ : / - (at most 200, the first a letter or a digit)"
    text = "\n".join(
        [
            HEADER,
            "ann,Ann,nurses,west,ann@@example.org,202 555 0100,fax email",
            NURSE,
            "b b,,records_clerk,west é,,,",
            '"nurse","two\nlines",records_clerk,,,+1 202 555 0101,',
            "cas,Cas,,,,,email",
            "dot,Dot,technologist,west,dot@example.org",
            "eve,Eve,technologist,west,eve@example.org,+1 202 555 0103 x5,phone",
            'fay,"Fay,technologist,west,fay@example.org,,',
        ]
    )

    assert faults(text) == [
        f"line 2, roles: word 1 must be one or more of: {roles}",
        "line 2, email: is not an email address, such as name@example.org",
        "line 2, phone: must be a phone number with + and country code, and no extension: +1 202 555 0100",
        f"line 2, channels: word 1 must be one or more of: {', '.join(ChannelKind)}",
        f"line 4, id: must be {key}",
        "line 4, name: is missing",
        f"line 4, sites: word 2 must be {key}",
        "line 5, id: is used before, in line 3",
        "line 5, name: has a line break or a control character",
        f"line 7, roles: must be one or more of: {roles}",
        "line 8: has 5 cells, and the first line has 7",
        "line 9, phone: must be a phone number with + and country code, and no extension: +1 202 555 0100",
        "line 10: has a quotation mark out of place, or a cell without end; what follows was not read",
    ]


@pytest.mark.parametrize("text", ["", "\ufeff", "\r\n\r\n", ",,,", b""], ids=repr)
def test_an_empty_file_says_what_belongs_there(text: str | bytes) -> None:
    assert faults(text) == [f"is empty; its first line must be {HEADER}"]


def test_a_table_of_nobody_is_no_directory() -> None:
    assert faults(HEADER) == ["has no contacts: nobody could be told"]


def test_a_table_without_the_line_of_columns_is_refused_without_repeating_an_address() -> None:
    assert faults(NURSE) == [f"line 1: must name the columns, with commas, semicolons or tabs between: {HEADER}"]


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("mark", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_as_the_spreadsheet_of_any_country_writes_it(mark: str, encoding: str, told: bool) -> None:
    lines = [f"sep={mark}"] * told + [line.replace(",", mark) for line in (HEADER, NURSE, CLERK)]
    lines[-1] = lines[-1].replace("robin@example.org", '"robin@example.org; r@example.org"')
    directory = read_directory_csv("\r\n".join(lines).encode(encoding), source="contacts.csv")

    assert [contact.id for contact in directory.contacts] == ["nurse", "clerk"]
    assert [channel.address for channel in directory.contacts[1].channels] == ["robin@example.org", "r@example.org"]


def test_a_line_is_counted_as_the_clerk_sees_it_also_behind_the_delimiter() -> None:
    wrong = NURSE.replace("carla@example.org", "planted").replace(",", ";")

    assert faults(f"sep=;\n{HEADER.replace(',', ';')}\n{wrong}") == [
        "line 3, email: is not an email address, such as name@example.org"
    ]


@pytest.mark.parametrize(
    ("number", "column", "address"),
    [
        ("(202) 555-0102", "phone", "+12025550102"),
        ("202 555 0102 (mobile)", "sms", "+12025550102"),
        ("+44 20 7946 0018", "phone", "+442079460018"),
        ("4711", "pager", "4711"),
        ("(202) 555-0102", "pager", "+12025550102"),
    ],
)
def test_a_number_is_written_as_it_is_dialled_in_the_region(number: str, column: str, address: str) -> None:
    cells = {"phone": "", "sms": "", "pager": ""} | {column: number}
    row = f"nurse,Carla Chen,nurse,,,{cells['phone']},{column},{cells['sms']},{cells['pager']}"
    directory = read_directory_csv(f"{HEADER},sms,pager\n{row}", source="contacts.csv", region="US")

    assert [channel.address for channel in directory.contacts[0].channels] == [address]


def test_what_is_no_number_of_the_region_is_refused_and_so_is_what_is_no_region() -> None:
    short = NURSE.replace("+1 202-555-0102", "555-01")
    with pytest.raises(InvalidInput, match=r"contacts.csv: 1 fault\n  - line 2, phone: ") as caught:
        read_directory_csv(f"{HEADER}\n{short}", source="contacts.csv", region="US")
    assert "555" not in str(caught.value).replace("+1 202 555 0100", "")
    with pytest.raises(InvalidInput, match="region: 1 fault\n  - is not a region with phone numbers"):
        read_directory_csv(f"{HEADER}\n{NURSE}", source="contacts.csv", region="us")


def test_a_cell_that_holds_the_mark_between_the_columns_is_told_to_need_quotation_marks() -> None:
    row = "nurse;Carla Chen;charge_nurse;west;c@example.org; d@example.org;;email"
    (fault,) = faults(f"{HEADER.replace(',', ';')}\n{row}")

    assert fault.startswith("line 2: has 8 cells, and the first line has 7: a cell")
    assert fault.endswith("needs quotation marks")


def test_what_only_begins_as_utf_16_is_refused() -> None:
    assert faults(b"\xff\xfeabc") == ["begins as UTF-16, and is not: save it as UTF-8"]


def test_unknown_and_lacking_columns_are_named_beside_the_faults_of_the_others() -> None:
    text = "id,name,roles,sites,email,beeper,name,c@example.org\nann,Ann,nurses,west,ann,7,Ann,\n"

    assert faults(text) == [
        "line 1: has the column 'name' more than once",
        f"line 1: has the column 'beeper', which is not known; the columns are {KNOWN}",
        f"line 1: has the column no. 8, which is not known; the columns are {KNOWN}",
        "line 1: lacks the column 'phone'",
        "line 1: lacks the column 'channels'",
        f"line 2, roles: word 1 must be one or more of: {', '.join(Role)}",
        "line 2, email: is not an email address, such as name@example.org",
    ]


def test_a_file_in_another_encoding_names_the_lines_that_cannot_be_read() -> None:
    text = "\r\n".join([HEADER, CLERK, NURSE.replace("Carla", "Zoë"), NURSE.replace("Chen", "Müller")])
    words = "has characters that are not UTF-8; save it as UTF-8, in a spreadsheet as 'CSV UTF-8'"

    assert faults(text.encode("cp1252")) == [f"line 3: {words}", f"line 4: {words}"]


@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_an_address_in_the_wrong_column_is_not_repeated(column: int) -> None:
    cells = NURSE.split(",")
    cells[column] = "planted@@example.org +1 202 555 01999"

    assert "planted" not in "".join(faults(f"{HEADER}\n{','.join(cells)}\n{CLERK},"))


def read_one(columns: str, cells: str) -> Contact:
    (contact,) = read_directory_csv(f"{columns}\n{cells}\n", source="contacts.csv").contacts
    return contact


def test_several_addresses_of_a_kind_stand_in_a_cell_with_what_is_known_of_each() -> None:
    nurse = read_one(
        f"{HEADER},sms,chat,pager,languages,on_call,quiet_hours",
        "n,N,nurse,,n@example.org (work),+1 202-555-0101 (mobile verified); +1 (202) 555-0102 ( Home  Opted-Out );,"
        "phone email sms phone,+1 202-555-0101,xmpp:n@example.org,4711,en es-mx,"
        '"America/New_York; Mon,Fri 7:00-19:00; 2026-12-25 off",UTC; Sun 00:00-24:00; unless critical',
    )

    assert nurse.channels == (
        ChannelKind.PHONE.at("+12025550101", label="mobile", verified=True),
        ChannelKind.EMAIL.at("n@example.org", label="work"),
        ChannelKind.SMS.at("+12025550101"),
        ChannelKind.PHONE.at("+12025550102", label="home", opted_out=True),
        ChannelKind.CHAT.at("xmpp:n@example.org", opted_out=True),
        ChannelKind.PAGER.at("4711", opted_out=True),
    )
    assert nurse.languages == ("en", "es-MX")
    assert nurse.on_call
    assert nurse.quiet_hours
    table = write_directory_csv(Directory(contacts=(nurse,)))
    assert read_directory_csv(table, source="again").contacts == (nurse,)


@pytest.mark.parametrize(
    ("order", "tried"),
    [
        ("", ["a@", "b@", "01", "02"]),
        ("phone", ["01", "02"]),
        ("phone email", ["01", "02", "a@", "b@"]),
        ("phone email phone", ["01", "a@", "b@", "02"]),
        ("phone phone phone email", ["01", "02", "a@", "b@"]),
        ("pager phone", ["01", "02"]),
    ],
)
def test_each_mention_of_a_kind_takes_its_next_address_and_the_last_the_rest(order: str, tried: list[str]) -> None:
    addresses = "a@example.org; b@example.org,+1 202-555-0101; +1 202-555-0102"
    contact = read_one(HEADER, f"n,N,nurse,,{addresses},{order}")

    shown = [channel.address.removesuffix("example.org").removeprefix("+120255501") for channel in contact.reached_by()]
    assert shown == tried
    assert len(contact.channels) == 4, "what is not tried is kept"


def test_a_person_without_an_address_is_kept_and_left_to_the_concerns() -> None:
    assert read_one(HEADER, "n,N,nurse,,,,").channels == ()


def test_a_cell_with_several_addresses_says_which_is_wrong() -> None:
    cells = 'n,N,nurse,,a@example.org; b@@example.org,+1 202-555-0101 (two words); 5 (work),,"Mon 07:00-19:00",en sp'
    words = "must be a phone number with + and country code, and no extension: +1 202 555 0100"

    assert faults(f"{HEADER},on_call,languages\n{cells}\n") == [
        "line 2, languages: word 2 names a language that is not known:"
        " two letters of ISO 639-1, such as es for Spanish",
        "line 2, email: address 2 is not an email address, such as name@example.org",
        "line 2, phone: address 1 label must be one word in small letters, such as work, mobile or home",
        f"line 2, phone: address 2 {words}",
        "line 2, on_call: is not the name of a time zone, such as America/New_York",
    ]


def test_one_address_twice_is_told() -> None:
    assert faults(f"{HEADER}\nn,N,nurse,,a@example.org; A@example.org,,\n") == [
        "line 2, channels: has the same address more than once"
    ]


def test_columns_that_nobody_needs_are_not_written() -> None:
    plain = Contact(id="n", name="N", roles=(Role.NURSE,), channels=(ChannelKind.EMAIL.at("n@example.org"),))
    texted = plain.model_copy(update={"channels": (Channel(kind=ChannelKind.SMS, address="+1 202 555 0101"),)})

    assert write_directory_csv(Directory(contacts=(plain,))).splitlines()[0] == HEADER
    assert write_directory_csv(Directory(contacts=(texted,))).splitlines() == [
        f"{HEADER},sms",
        "n,N,nurse,,,,sms,+1 202-555-0101",
    ]
