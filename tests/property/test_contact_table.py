"""Whatever contacts a clinic has, its table holds them all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.models.directory import COLUMNS, read_directory_csv, write_directory_csv
from downtimekit.models.people import ChannelKind, Contact, Directory, Role

KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,20}", fullmatch=True)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)
PHONES = st.from_regex(r"\+1202555[0-9]{4}", fullmatch=True) | st.just("+442079460018")
EMAILS = st.from_regex(r"[a-z+']{1,9}(\.[a-z]{1,5})?@[a-z]{1,9}\.example\.org", fullmatch=True)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    by_mail = draw(st.booleans())
    channels = draw(st.permutations(list(ChannelKind)))
    return Contact(
        id=draw(KEYS),
        name=draw(NAMES),
        roles=tuple(draw(st.lists(st.sampled_from(Role), min_size=1, max_size=3))),
        sites=tuple(draw(st.lists(KEYS, max_size=3))),
        email=draw(EMAILS) if by_mail else None,
        phone=draw(PHONES | st.none()) if by_mail else draw(PHONES),
        channels=tuple(channels),
    )


@given(st.lists(contacts(), min_size=1, max_size=5, unique_by=lambda contact: contact.id))
def test_a_table_that_was_written_is_read_back_to_the_same_people(people: list[Contact]) -> None:
    directory = Directory(contacts=tuple(people))
    table = write_directory_csv(directory)

    assert read_directory_csv(table, source="contacts.csv") == directory
    assert read_directory_csv(table.encode(), source="contacts.csv") == directory


CELLS = st.text(st.sampled_from("a@.+12025550100 ;\t\"'\r\n,\0é\u2028"), max_size=12)
ROWS = st.lists(st.lists(CELLS | st.sampled_from(COLUMNS), max_size=9).map(",".join), max_size=6)


@given(st.booleans(), ROWS.map("\n".join) | st.binary(max_size=80))
def test_whatever_is_in_the_file_the_clerk_gets_contacts_or_a_list_of_faults(header: bool, rows: str | bytes) -> None:
    head = ",".join(COLUMNS) + "\n" if header else ""
    text = head + rows if isinstance(rows, str) else head.encode() + rows
    try:
        directory = read_directory_csv(text, source="contacts.csv")
    except InvalidInput as error:
        found: object = error.faults
    else:
        found = directory.contacts
    assert found
