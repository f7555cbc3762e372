"""Whatever contacts a clinic has, its table, its document and its cards hold them all."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.interop.vcard import read_vcards, write_vcards
from downtimekit.models.people import Directory, OnCall, QuietHours, Shift
from downtimekit.models.people.concerns import directory_concerns
from downtimekit.models.people.document import read_directory_json, write_directory_json
from downtimekit.models.people.table import COLUMNS, MORE_COLUMNS, read_directory_csv, write_directory_csv
from tests.property import directories as some


@given(some.directories)
def test_a_table_that_was_written_is_read_back_to_the_same_people(directory: Directory) -> None:
    table = write_directory_csv(directory)

    assert read_directory_csv(table, source="contacts.csv") == directory
    assert read_directory_csv(table.encode(), source="contacts.csv") == directory


@given(some.directories)
def test_a_document_that_was_written_is_read_back_to_the_same_people(directory: Directory) -> None:
    document = write_directory_json(directory)

    assert read_directory_json(document, source="contacts.json") == directory
    assert Directory.model_validate_json(directory.model_dump_json()) == directory


@given(some.directories, st.booleans())
def test_cards_that_were_written_are_read_back_to_the_same_people(directory: Directory, bare: bool) -> None:
    cards = write_vcards(directory)
    reading = read_vcards(cards.replace("\r\n", "\n") if bare else cards.encode(), source="contacts.vcf")

    assert reading.directory == directory
    assert reading.losses == ()
    assert max(len(line) for line in cards.encode().split(b"\r\n")) <= 75


@given(some.shifts, some.on_call, some.quiet_hours)
def test_hours_are_read_back_from_their_text(shift: Shift, on_call: OnCall, quiet: QuietHours) -> None:
    assert Shift.model_validate(shift.text) == shift
    assert OnCall.model_validate(on_call.text) == on_call
    assert QuietHours.model_validate(quiet.text) == quiet


@given(some.directories)
def test_no_address_and_no_number_is_shown_by_a_directory_or_a_concern(directory: Directory) -> None:
    shown = repr(directory) + str(directory) + "".join(map(str, directory_concerns(directory)))

    for contact in directory.contacts:
        for channel in contact.channels:
            # A short pager number may stand in an id by chance.
            assert len(channel.address) < 8 or channel.address not in shown or channel.address in contact.name


ALL_COLUMNS = (*COLUMNS, *MORE_COLUMNS)
CELLS = st.text(st.sampled_from("a@.+12025550100 ;\t\"'()\r\n,\0é\u2028"), max_size=12)
ROWS = st.lists(st.lists(CELLS | st.sampled_from(ALL_COLUMNS), max_size=14).map(",".join), max_size=6)


@given(st.sampled_from([(), COLUMNS, ALL_COLUMNS]), ROWS.map("\n".join) | st.binary(max_size=80))
def test_whatever_is_in_the_table_the_clerk_gets_contacts_or_a_list_of_faults(
    columns: tuple[str, ...], rows: str | bytes
) -> None:
    head = ",".join(columns) + "\n" if columns else ""
    text = head + rows if isinstance(rows, str) else head.encode() + rows
    try:
        directory = read_directory_csv(text, source="contacts.csv")
    except InvalidInput as error:
        found: object = error.faults
    else:
        found = directory.contacts
    assert found


WORDS = ["channels", "phone", "email", "kind", "address", "label", "id", "name", "roles", "on_call", "zone", "weekly"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "phone", "nurse", "+12025550100", "Mon 7-8"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(WORDS), JSON, max_size=8))
def test_whatever_is_in_the_document_the_program_gets_contacts_or_a_list_of_faults(entry: dict[str, object]) -> None:
    try:
        found: object = read_directory_json(json.dumps({"contacts": [entry]}), source="contacts.json").contacts
    except InvalidInput as error:
        found = error.faults
    assert found


LINES = st.sampled_from(
    [
        "BEGIN:VCARD",
        "END:VCARD",
        "VERSION:3.0",
        "VERSION:4.0",
        "VERSION:2.1",
        "FN:Carla Chen",
        "N:Chen;Carla;;;",
        "N:;;;;;;;;",
        "UID:a b",
        "UID:a",
        "TEL;CELL:+1 202 555 0100",
        "TEL;TYPE=cell,text,voice;PREF=x:tel:+12025550100",
        'TEL;TYPE="pager:4711',
        "EMAIL;PREF=999999999999999999999:a@example.org",
        "item1.EMAIL:b@example.org",
        "item1.X-ABLabel:_$!<Home>!$_",
        "ROLE:Charge Nurse",
        "CATEGORIES:nurse\\,,scribe",
        "LANG:e",
        "X-DOWNTIMEKIT-ON-CALL:x",
        "X-DOWNTIMEKIT-SITE:",
        " folded",
        "",
        ":",
        "NOTE",
        "KIND:group",
    ]
)


@given(st.lists(LINES, max_size=12).map("\n".join) | st.text(max_size=60) | st.binary(max_size=60))
def test_whatever_is_in_the_cards_the_program_gets_contacts_or_a_list_of_faults(content: str | bytes) -> None:
    try:
        found: object = read_vcards(content, source="contacts.vcf").directory.contacts
    except InvalidInput as error:
        found = error.faults
    assert found
