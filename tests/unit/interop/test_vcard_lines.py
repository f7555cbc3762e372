"""The lines of a card, taken apart and put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.errors import Fault
from downtimekit.interop.vcard.lines import ContentLine, content_lines, escaped, unescaped, written_line


def lines(content: str | bytes) -> list[ContentLine]:
    faults: list[Fault] = []
    found = list(content_lines(content, faults=faults))
    assert faults == []
    return found


def line(content: str) -> ContentLine:
    (found,) = lines(content)
    return found


@pytest.mark.parametrize(
    ("content", "name", "group", "parameters", "value"),
    [
        ("FN:Carla", "FN", "", {}, "Carla"),
        ("fn:Carla: Chen; RN", "FN", "", {}, "Carla: Chen; RN"),
        ("item1.X-ABLabel:Ward", "X-ABLABEL", "ITEM1", {}, "Ward"),
        ("TEL;TYPE=WORK,Voice;PREF=1:+1", "TEL", "", {"TYPE": ["work", "voice"], "PREF": ["1"]}, "+1"),
        ('TEL;TYPE="work,voice":+1', "TEL", "", {"TYPE": ["work", "voice"]}, "+1"),
        ("TEL;TYPE=WORK;TYPE=VOICE:+1", "TEL", "", {"TYPE": ["work", "voice"]}, "+1"),
        ("TEL;WORK;VOICE:+1", "TEL", "", {"TYPE": ["work", "voice"]}, "+1"),
        ("TEL;TYPE=:+1", "TEL", "", {"TYPE": []}, "+1"),
        ('ADR;LABEL="a:b;c,d":x', "ADR", "", {"LABEL": ["a:b;c,d"]}, "x"),
        ("ADR;LABEL=a^nb^'c^^d^e:x", "ADR", "", {"LABEL": ['a\nb"c^d^e']}, "x"),
        ("  FN:indented at the top", "FN", "", {}, "indented at the top"),
        ("NOTE:", "NOTE", "", {}, ""),
    ],
)
def test_a_line_is_taken_apart_however_it_is_written(
    content: str, name: str, group: str, parameters: dict[str, list[str]], value: str
) -> None:
    found = line(content)

    assert (found.name, found.group, dict(found.parameters), found.value) == (name, group, parameters, value)


@pytest.mark.parametrize("content", ["FN", "Carla Chen", ":Carla", 'TEL;TYPE="work:+1', "TEL;=:x", "F N:x", "é:x"])
def test_what_is_no_property_is_told_by_its_line(content: str) -> None:
    faults: list[Fault] = []

    assert list(content_lines(f"\n\n{content}\n", faults=faults)) == []
    assert [fault.path for fault in faults] == ["line 3"]


def test_lines_are_counted_as_they_stand_in_the_file() -> None:
    found = lines("FN:a\r\n b\r\n\r\nNOTE:c\n\td\n e\rTEL:+1")

    assert [(each.number, each.value) for each in found] == [(1, "ab"), (4, "cde"), (7, "+1")]


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a;b;;c;", ["a", "b", "", "c", ""]),
        (r"a\;b;c", ["a;b", "c"]),
        (r"a\\;b", ["a\\", "b"]),
        (r"a\\\;b", ["a\\;b"]),
        ("a\\", ["a\\"]),
    ],
)
def test_a_list_is_split_where_no_backslash_stands_before(value: str, parts: list[str]) -> None:
    assert line(f"N:{value}").parts(";") == parts


@pytest.mark.parametrize(
    ("parameters", "preference"),
    [("", 101), (";PREF=1", 1), (";PREF=100", 100), (";TYPE=home,pref", 1), (";PREF=x", 101), (";PREF=²", 101)],
)
def test_a_preference_is_a_number_or_the_word_of_the_older_version(parameters: str, preference: int) -> None:
    assert line(f"TEL{parameters}:+1").preference == preference


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_a_text_comes_back_from_its_escapes_and_its_folds(text: str) -> None:
    written = written_line("NOTE", escaped(text))

    assert unescaped(escaped(text)) == text
    assert line(written).text == text
    assert all(len(part) <= 75 for part in written.encode().split(b"\r\n"))


def test_empty_parameters_are_left_out() -> None:
    assert written_line("TEL", "+1", TYPE="", PREF="1", X_LABEL="ward") == "TEL;PREF=1;X-LABEL=ward:+1\r\n"
