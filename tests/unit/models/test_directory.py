"""The clerk keeps the contacts in a table, and hears of everything that is wrong with it at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.directory import (
    COLUMNS,
    read_directory_csv,
    read_directory_json,
    write_directory_csv,
)
from downtimekit.models.people import ChannelKind, Role

HEADER = ",".join(COLUMNS)
NURSE = "nurse,Carla Chen,charge_nurse,west,carla@example.org,+1 202-555-0102,email phone"
CLERK = "clerk,Robin Roe,records_clerk,west,robin@example.org,,email"
EXAMPLE = Path(__file__).parents[3] / "examples" / "data" / "contacts.csv"


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_directory_csv(text, source="contacts.csv")
    assert caught.value.source == "contacts.csv"
    return [str(fault) for fault in caught.value.faults]


def test_the_example_has_somebody_for_every_task_and_people_without_email() -> None:
    directory = read_directory_csv(EXAMPLE.read_bytes(), source=EXAMPLE.name)
    first_tried = [next(contact.addresses())[0] for contact in directory.contacts]

    assert {role for contact in directory.contacts for role in contact.roles} == set(Role)
    assert [contact.id for contact in directory.contacts if contact.email is None] == ["charge-nurse", "tech-torres"]
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

    assert (lead.name, lead.phone) == ("Itoh, Ines", "+12025550101")
    assert lead.roles == (Role.IT_LEAD, Role.INCIDENT_COMMANDER)
    assert lead.sites == ("west", "east")
    assert lead.channels == (ChannelKind.PHONE, ChannelKind.EMAIL)


def test_every_faulty_line_is_named_in_one_go() -> None:
    roles = ", ".join(Role)
    key = "letters, digits and . _ : / - (at most 200, the first a letter or a digit)"
    text = "\n".join(
        [
            HEADER,
            "ann,Ann,nurse,west,ann@@example.org,202 555 0100,fax email",
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
        "line 2, channels: word 1 must be one or more of: email, phone",
        f"line 4, id: must be {key}",
        "line 4, name: is missing",
        f"line 4, sites: word 2 must be {key}",
        "line 4: cannot be reached: has neither an email address nor a phone number to use",
        "line 5, id: is used before, in line 3",
        "line 5, name: has a line break or a control character",
        f"line 7, roles: must be one or more of: {roles}",
        "line 7: cannot be reached: has neither an email address nor a phone number to use",
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
    assert faults(NURSE) == [f"line 1: must name the columns, with commas between: {HEADER}"]


def test_a_table_with_semicolons_between_the_columns_is_told_to_use_commas() -> None:
    assert faults(HEADER.replace(",", ";")) == [f"line 1: must name the columns, with commas between: {HEADER}"]


def test_unknown_and_lacking_columns_are_named_beside_the_faults_of_the_others() -> None:
    text = "id,name,roles,sites,email,pager,name,c@example.org\nann,Ann,nurse,west,ann,7,Ann,\n"

    assert faults(text) == [
        "line 1: has the column 'name' more than once",
        f"line 1: has the column 'pager', which is not known; the columns are {HEADER}",
        f"line 1: has the column no. 8, which is not known; the columns are {HEADER}",
        "line 1: lacks the column 'phone'",
        "line 1: lacks the column 'channels'",
        f"line 2, roles: word 1 must be one or more of: {', '.join(Role)}",
        "line 2, email: is not an email address, such as name@example.org",
    ]


def test_a_file_in_another_encoding_names_the_lines_that_cannot_be_read() -> None:
    text = "\r\n".join([HEADER, CLERK, NURSE.replace("Carla", "Zoë"), NURSE.replace("Chen", "Müller")])
    words = "has characters that are not UTF-8; save the file as 'CSV UTF-8'"

    assert faults(text.encode("cp1252")) == [f"line 3: {words}", f"line 4: {words}"]
    assert faults(text.encode("utf-16"))[0].startswith(f"line 1: {words}")


@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_an_address_in_the_wrong_column_is_not_repeated(column: int) -> None:
    cells = NURSE.split(",")
    cells[column] = "planted@@example.org +1 202 555 01999"

    assert "planted" not in "".join(faults(f"{HEADER}\n{','.join(cells)}\n{CLERK},"))


def test_json_is_read_to_the_same_directory() -> None:
    directory = read_directory_csv(f"{HEADER}\n{NURSE}\n{CLERK}\n", source="contacts.csv")

    assert read_directory_json(directory.model_dump_json(), source="contacts.json") == directory
    assert read_directory_json(b"\xef\xbb\xbf" + directory.model_dump_json().encode(), source="x") == directory


def test_json_faults_carry_their_path() -> None:
    entries = [
        {"id": "ann", "name": "Ann", "roles": ["nurse"], "phone": "5", "pager": 7},
        {"id": "ann", "name": "", "roles": ["it_lead"]},
    ]
    with pytest.raises(InvalidInput) as caught:
        read_directory_json(json.dumps({"contacts": entries}), source="contacts.json")

    assert [fault.path for fault in caught.value.faults] == [
        "contacts[0].roles[0]",
        "contacts[0].phone",
        "contacts[0].pager",
        "contacts[1].id",
        "contacts[1].name",
        "contacts[1]",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        '{"people": []}',
        '{"contacts": []}',
        '{"contacts": [7]}',
        b"\xff",
        '{"contacts":' + "[" * 9999,
    ],
)
def test_json_of_another_shape_is_refused(text: str | bytes) -> None:
    with pytest.raises(InvalidInput):
        read_directory_json(text, source="contacts.json")
