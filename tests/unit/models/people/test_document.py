"""The directory as a JSON document, as a program or a clerk writes it."""

from __future__ import annotations

import json

import pytest

from downtimekit.errors import InvalidInput, NewerDocument
from downtimekit.models.people import Channel, ChannelKind
from downtimekit.models.people.document import read_directory_json, write_directory_json
from downtimekit.models.people.table import COLUMNS, read_directory_csv
from downtimekit.models.versions import SCHEMA

TABLE = f"""{",".join(COLUMNS)}
nurse,Carla Chen,charge_nurse,west,carla@example.org,+1 202-555-0102,phone email
clerk,Robin Roe,records_clerk,west,robin@example.org,,email
"""


def test_what_was_written_is_read_to_the_same_directory() -> None:
    directory = read_directory_csv(TABLE, source="contacts.csv")
    document = write_directory_json(directory)

    assert read_directory_json(document, source="contacts.json") == directory
    assert read_directory_json(b"\xef\xbb\xbf" + document.encode(), source="x") == directory
    assert read_directory_json(directory.model_dump_json(), source="x") == directory
    assert "opted_out" not in document, "what is as usual is left out"


def test_a_document_says_its_schema_and_one_of_a_later_release_is_refused() -> None:
    document = json.loads(write_directory_json(read_directory_csv(TABLE, source="contacts.csv")))

    assert next(iter(document)) == "schema"
    with pytest.raises(NewerDocument) as caught:
        read_directory_json(json.dumps(document | {"schema": 99}), source="contacts.json")
    words = f"was written by a newer release (schema 99; this one reads up to {SCHEMA})"
    assert str(caught.value) == f"contacts.json: 1 fault\n  - schema: {words}"
    with pytest.raises(InvalidInput, match="schema: is not the number of a schema"):
        read_directory_json(json.dumps(document | {"schema": "new"}), source="contacts.json")


@pytest.mark.parametrize("schema", [{}, {"schema": 1}])
def test_a_document_of_release_0_1_0_is_read(schema: dict[str, int]) -> None:
    # That release wrote no number, one address of each kind, and the order of their kinds.
    carla: dict[str, object] = {"id": "nurse", "name": "Carla Chen", "roles": ["charge_nurse"], "sites": ["west"]}
    carla |= {"email": "carla@example.org", "phone": "+12025550102", "channels": ["phone", "email"]}
    robin: dict[str, object] = {"id": "clerk", "name": "Robin Roe", "roles": ["records_clerk"], "sites": ["west"]}
    robin |= {"email": "robin@example.org", "phone": None, "channels": ["email", "phone"]}
    document = json.dumps(schema | {"contacts": [carla, robin]})

    directory = read_directory_json(document, source="contacts.json")

    assert directory == read_directory_csv(TABLE, source="contacts.csv")
    assert json.loads(write_directory_json(directory))["schema"] == SCHEMA


def test_addresses_may_stand_under_the_names_of_their_kinds() -> None:
    entry = {
        "id": "nurse",
        "name": "Carla Chen",
        "roles": ["charge_nurse"],
        "sites": ["west"],
        "email": "carla@example.org",
        "phone": "+1 202-555-0102",
        "channels": ["phone", "email"],
    }
    (nurse,) = read_directory_json(json.dumps({"contacts": [entry]}), source="x").contacts

    assert nurse == read_directory_csv(TABLE, source="contacts.csv").contacts[0]


def test_a_program_writes_each_channel_with_what_is_known_of_it() -> None:
    channel = {"kind": "sms", "address": "+1 202 555 0102", "label": "mobile", "verified": True}
    entry = {"id": "nurse", "name": "Carla Chen", "roles": ["nurse"], "channels": [channel]}
    (nurse,) = read_directory_json(json.dumps({"contacts": [entry]}), source="x").contacts

    expected = Channel(kind=ChannelKind.SMS, address="+12025550102", label="mobile", verified=True)
    assert nurse.channels == (expected,)


def test_faults_carry_their_path() -> None:
    entries = [
        {"id": "ann", "name": "Ann", "roles": ["nurses"], "phone": "5", "beeper": 7},
        {"id": "ann", "name": "", "roles": ["it_lead"]},
        {
            "id": "bob",
            "name": "Bob",
            "roles": ["it_lead"],
            "channels": [{"kind": "sms", "address": "5"}, {"kind": "fax"}],
        },
        {"id": "cas", "name": "Cas", "roles": ["it_lead"], "phone": 5, "channels": ["phone", "fax"]},
        {"id": "dot", "name": "Dot", "roles": ["it_lead"], "phone": "5; 6", "channels": "phone"},
        {"id": "eve", "name": "Eve", "roles": ["it_lead"], "channels": 7, "on_call": "UTC; Mon-Fri 7-19"},
        {"id": "fay", "name": "Fay", "roles": ["it_lead"], "channels": [{"kind": "sms", "address": "5"}, "phone"]},
    ]
    with pytest.raises(InvalidInput) as caught:
        read_directory_json(json.dumps({"contacts": entries}), source="contacts.json")

    assert [fault.path for fault in caught.value.faults] == [
        "contacts[0].roles[0]",
        "contacts[0].phone",
        "contacts[0].beeper",
        "contacts[1].id",
        "contacts[1].name",
        "contacts[2].channels[0].address",
        "contacts[2].channels[1].kind",
        "contacts[2].channels[1].address",
        "contacts[3].phone",
        "contacts[3].channels[1]",
        "contacts[4].phone[0]",
        "contacts[4].phone[1]",
        "contacts[4].channels",
        "contacts[5].on_call.weekly[0]",
        "contacts[5].channels",
        "contacts[6].channels[0]",
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


PLANTED = "planted@@example.org +1 202 555 01999"
FIELDS = ("id", "name", "roles", "sites", "phone", "channels", "languages", "on_call", "quiet_hours")
SHAPES: dict[str, object] = {
    "text": PLANTED * 5,
    "list": [PLANTED],
    "channel": [{"kind": "phone", "address": PLANTED, "label": PLANTED}],
    "group": {"zone": PLANTED, PLANTED: PLANTED, "weekly": [PLANTED]},
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_an_address_in_the_wrong_place_is_not_repeated(field: str, shape: str) -> None:
    entry = {"id": "ann", "name": "Ann", "roles": ["nurse"], "unknown": PLANTED, field: SHAPES[shape]}
    with pytest.raises(InvalidInput) as caught:
        read_directory_json(json.dumps({"contacts": [entry]}), source="contacts.json")

    assert PLANTED not in str(caught.value)
    assert "01999" not in str(caught.value)


def test_a_field_that_stands_twice_is_refused_and_not_taken_from_the_last() -> None:
    twice = '{"contacts": [{"id": "a", "name": "Ann", "roles": ["nurse"], "email": "a@b.example", "email": "planted"}]}'
    with pytest.raises(InvalidInput, match=r"1 fault\n  - names a field twice in one place") as caught:
        read_directory_json(twice, source="contacts.json")
    assert "planted" not in str(caught.value)


def test_a_number_of_thousands_of_digits_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="a number of thousands of digits"):
        read_directory_json('{"contacts": ' + "9" * 5000 + "}", source="contacts.json")


def test_a_document_may_hold_numbers_as_they_are_dialled_in_the_region() -> None:
    entry = {"id": "nurse", "name": "Carla Chen", "roles": ["charge_nurse"], "phone": "(202) 555-0102"}
    document = json.dumps({"contacts": [entry]})
    directory = read_directory_json(document.encode("utf-16"), source="contacts.json", region="US")

    assert directory.contacts[0].address(ChannelKind.PHONE) == "+12025550102"
    with pytest.raises(InvalidInput, match="with \\+ and country code"):
        read_directory_json(document, source="contacts.json")
    with pytest.raises(InvalidInput, match="region: 1 fault"):
        read_directory_json(document, source="contacts.json", region="XX")
