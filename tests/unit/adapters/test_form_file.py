"""A vendor's own form from a file, and what is said where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from downtimekit.adapters.form_file import form_from, form_text, read_form, read_forms, write_form
from downtimekit.errors import InvalidInput
from downtimekit.forms import LIBRARY
from downtimekit.models.forms import Choice, Code, Condition, FieldKind, FormDefinition, Operator
from tests.own_form import FORM

HEAD = "key: falls\nversion: 1\ntitle: Falls\nfilled_in_by: the nurse\n"
SHORT = (
    HEAD
    + """\
fields:
  fell: {label: "Fallen?", kind: yes_no, required: true}
  story: What happened
  aid:
    label: Walking aid
    choices: [None of these, "Stick, or cane", {frame: Walking frame}, {key: chair, label: Wheelchair, mark: W}]
    codes: http://loinc.org|1234-5
    shown_if: fell = yes
  helped:
    label: Helped by
    kind: many_of
    choices:
      staff: Staff
      nobody: {label: Nobody, alone: true}
    shown_if: {any: [fell, "aid = stick, or cane", aid is answered]}
  drugs:
    label: Medicines
    columns:
      drug: Name
      dose: {label: Dose, kind: number, minimum: 0.5, required_if: drug != none}
  body: {label: Where, diagram: body}
groups:
  - {label: Story or place, fields: [story, body], at_most: null}
translations:
  es:
    Falls: Caídas
"""
)
WORDS = [
    *("the nurse", "Fallen?", "What happened", "Walking aid", "None of these", "Stick, or cane", "Walking frame"),
    *("Wheelchair", "Helped by", "Staff", "Nobody", "Medicines", "Name", "Dose", "Where", "Story or place"),
]
SHORT += "".join(f'    "{words}": "{words} (es)"\n' for words in WORDS)


def faults(text: str, source: str = "falls.yaml") -> list[str]:
    """Return what is wrong with a file."""
    with pytest.raises(InvalidInput) as caught:
        form_from(text, source=source)
    return [str(fault) for fault in caught.value.faults]


def test_a_form_is_written_in_few_words() -> None:
    form = form_from(SHORT, source="falls.yaml")
    fell, story, aid, helped, drugs, body = form.fields()

    assert form.record == "form"
    assert [section.title for section in form.sections] == ["Falls"]
    assert (fell.kind, fell.required, story.kind, story.label) == (
        FieldKind.YES_NO,
        True,
        FieldKind.TEXT,
        "What happened",
    )
    assert aid.kind is FieldKind.ONE_OF
    assert aid.choices == (
        Choice(key="none_of_these", label="None of these"),
        Choice(key="stick_or_cane", label="Stick, or cane"),
        Choice(key="frame", label="Walking frame"),
        Choice(key="chair", label="Wheelchair", mark="W"),
    )
    assert aid.codes == (Code(system="http://loinc.org", code="1234-5"),)
    assert aid.shown_if == (Condition(field="fell"),)
    assert helped.choices[1] == Choice(key="nobody", label="Nobody", alone=True)
    assert helped.shown_if_any
    assert [condition.operator for condition in helped.shown_if] == [Operator.EQUALS, Operator.EQUALS, Operator.EXISTS]
    assert (drugs.kind, body.kind) == (FieldKind.TABLE, FieldKind.DIAGRAM)
    assert drugs.columns[1].minimum == "0.5"
    assert drugs.columns[1].required_if == Condition(field="drug", operator=Operator.NOT_EQUALS, value="none")
    assert (form.groups[0].key, form.groups[0].at_most) == ("story_or_place", None)
    assert form.translations[0].texts["Falls"] == "Caídas"


@pytest.mark.parametrize(
    ("text", "field", "operator", "value"),
    [
        ("on", "on", "=", "true"),
        ("on = no", "on", "=", "false"),
        ("on is answered", "on", "exists", "true"),
        ("on is empty", "on", "exists", "false"),
        ("way = By Bus", "way", "=", "bus"),
        ("way != bus", "way", "!=", "bus"),
        ("count>= 3", "count", ">=", "3"),
        ("count < '10'", "count", "<", "10"),
    ],
)
def test_a_condition_is_one_line(text: str, field: str, operator: str, value: str) -> None:
    fields = "fields:\n  on: {label: On, kind: yes_no}\n  way: {label: Way, choices: {bus: By bus, foot: On foot}}\n"
    fields += f'  count: {{label: Count, kind: number}}\n  then: {{label: Then, shown_if: "{text}"}}\n'
    form = form_from(HEAD + fields, source="falls.yaml")

    assert form.fields()[-1].shown_if == (Condition(field=field, operator=Operator(operator), value=value),)


@pytest.mark.parametrize(("written", "record"), [("none", None), ("null", None), ("~", None), ("order", "order")])
def test_a_file_says_what_a_sheet_becomes(written: str, record: str | None) -> None:
    text = f"{HEAD}record: {written}\nfields: {{say: {{label: Call 4711., kind: statement}}}}\n"

    assert form_from(text, source="card.yaml").record == record


def test_conditions_in_a_list_must_all_hold() -> None:
    fields = "fields:\n  a: {label: A, kind: yes_no}\n  b: {label: B, kind: yes_no}\n"
    for written, any_ in (("[a, b]", False), ("{all: [a, b]}", False), ("{any: [a, b]}", True)):
        last = form_from(f"{HEAD}{fields}  c: {{label: C, shown_if: {written}}}\n", source="a.yaml").fields()[-1]
        assert ([condition.field for condition in last.shown_if], last.shown_if_any) == (["a", "b"], any_)


def test_every_fault_has_its_path_and_its_line() -> None:
    text = """\
key: falls
version: zero
titel: Falls
sections:
  - title: One
    fields:
      - key: fell
        label: Fallen
        kind: tick
      - label: Nameless
      - key: then
        label: Then
        shown_if: fell equals yes
        codes: 1234-5
      - key: aid
        label: Aid
        choices:
          - 拐杖
"""
    kinds = "'text', 'note', 'number', 'date', 'time', 'date_time', 'yes_no', 'one_of', 'many_of', 'diagram', 'table', "
    assert faults(text) == [
        "title (line 1): is missing",
        "filled_in_by (line 1): is missing",
        "version (line 2): is not a whole number",
        "titel (line 3): is not a known field",
        f"sections[0].fields[0].kind (line 9): must be {kinds}'signature' or 'statement'",
        "sections[0].fields[1].key (line 10): is missing",
        "sections[0].fields[2].shown_if[0] (line 13): is no condition: write a condition as: way = bus, week > 3, "
        "way is answered, or way is empty",
        "sections[0].fields[2].codes[0] (line 14): is not a code: write http://loinc.org|24606-6",
        "sections[0].fields[3].choices[0] (line 18): needs a key of Latin letters or digits: write key: label",
    ]


def test_what_nobody_could_answer_is_a_fault_too() -> None:
    fields = "fields:\n  day: {label: Day, kind: date, minimum: today}\n  way: {label: Way, choices: [Bus, bus]}\n"

    assert faults(HEAD + fields) == ["sections[0].fields[1].choices (line 7): two choices have one key"]
    assert faults(HEAD + fields.replace("[Bus, bus]", "{a: Bus, b: bus}")) == [
        "sections[0].fields[0] (line 6): the minimum is not a date (write YYYY-MM-DD)",
        "sections[0].fields[1] (line 7): two boxes have the same label",
    ]


def test_what_does_not_fit_together_is_told_beside_the_rest_each_with_its_line() -> None:
    text = """\
fields:
  then: {label: Then, shown_if: before}
  weight: {label: Weight, kind: nubmer}
  helped:
    label: Helped by
    choices: [Staff, Nobody]
  who:
    label: Who
    shown_if:
      - helped = staff
      - helped = nobdy
    required_if: who is answered
groups:
  - label: Some
    fields:
      - then
      - when
translations:
  es:
    Falls: Caídas
    the nurse: enfermería
    Then: Entonces
    Weight: Peso
    Helped by: Ayuda de
    Staff: Personal
    Nobody: Nadie
    Some: Algunos
    Height: Altura
"""
    found = faults(HEAD + text)
    assert found.pop(1).startswith("sections[0].fields[1].kind (line 7): must be 'text'")
    assert found == [
        "sections[0].fields[0].shown_if[0].field (line 6): before is no field of this form",
        "sections[0].fields[3].shown_if[1].value (line 15): is no box of helped",
        "sections[0].fields[3].required_if.field (line 16): is the field itself",
        "groups[0].fields[1] (line 21): when is no field of this form",
        "translations[0].texts (line 23): lacks the words for: Who",
        "translations[0].texts (line 23): the form does not say: Height",
    ]


def test_a_form_is_read_by_its_name_too(tmp_path: Path) -> None:
    write_form(FORM, str(tmp_path / "arrival.yaml"))

    assert read_form(str(tmp_path / "arrival.yaml")) == FORM
    assert [*read_forms(str(tmp_path))] == [FORM]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "key: a\nkey: b\ntitle: x\ntitle: y\n",
            ["line 2: has 'key' more than once", "line 4: has 'title' more than once"],
        ),
        ("a: [1\nb: 2", ["line 2: is not YAML that this reader takes"]),
        ("", [": is not YAML"]),
        ("!!python/object/apply:os.system ['true']", ["line 1: has a tag, which this reader does not take"]),
        ("key: !!map [a]", ["line 1: has a tag"]),
        ("? [a]\n: b", ["line 1: has a key that is no word"]),
        ("&a [*a]", ["line 1: is larger than a form can be, or holds itself"]),
        ("a: " + "[" * 60 + "]" * 60, ["line 1: is larger than a form can be, or holds itself"]),
        ("[" * 100_000, ["is not YAML"]),
        ("just words", ["line 1: is not a set of fields"]),
        ("- 1\n- 2", ["line 1: is not a set of fields"]),
        ("key: \x07", ["is not YAML"]),
        ("x" * 2_000_001, ["is longer than a form can be"]),
    ],
    ids=range(13),
)
def test_what_is_no_form_is_refused(text: str, told: list[str]) -> None:
    found = faults(text)
    assert len(found) == len(told)
    assert all(words.lstrip(": ") in fault for fault, words in zip(found, told, strict=True))


def test_an_anchor_that_multiplies_itself_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))

    assert "is larger than a form can be" in faults(bomb)[0]


def test_boxes_that_are_used_again_are_written_once() -> None:
    text = HEAD + "fields:\n  a: {label: A, choices: &known [Yes, No, Unknown]}\n  b: {label: B, choices: *known}\n"
    a, b = form_from(text, source="falls.yaml").fields()

    assert a.choices == b.choices


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"key": "a",\n "key": "b"}', "line 2: has 'key' more than once"),
        ('{"key": "a",\n', "line 2: is not JSON"),
        ('{"version": NaN}', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[" * 60 + "]" * 60, "line 1: is larger than a form can be, or holds itself"),
        (
            '{"key": "a", "version": 1, "title": "A", "filled_in_by": "x",\n "sections": [{"title": "T", "fields": [\n'
            '  {"key": "b", "label": "B", "kind": "number", "minimum": 1},\n  {"key": "c", "label": 5}]}]}',
            "sections[0].fields[1].label (line 4): is not text",
        ),
    ],
    ids=range(6),
)
def test_json_has_its_lines_too(text: str, told: str) -> None:
    assert faults(text, "falls.json") == [told]


@pytest.mark.parametrize("form", [FORM, *LIBRARY.values()], ids=lambda form: form.key)
@pytest.mark.parametrize("name", ["form.yaml", "form.YML", "form.json"])
def test_a_form_that_was_written_is_read_again_as_it_was(form: FormDefinition, name: str, tmp_path: Path) -> None:
    write_form(form, tmp_path / name)
    again = read_form(tmp_path / name)

    assert again == form
    assert again.digest == form.digest


def test_words_that_look_like_something_else_stay_words(tmp_path: Path) -> None:
    odd = ["null", "~", "yes", "1e3", "0x10", "2026-03-03", "a: b", "# no", "'", '"', "{x", "é\u200f", "012"]
    fields: list[dict[str, Any]] = [
        {"key": f"f{number}", "label": words, "kind": "text", "hint": words} for number, words in enumerate(odd)
    ]
    form = FormDefinition.model_validate(
        {
            **FORM.model_dump(exclude={"sections", "groups", "done_by"}),
            "record": None,
            "sections": [{"title": "null", "fields": fields}],
        }
    )

    assert form_from(form_text(form), source="a.yaml") == form
    assert form_from(form_text(form, is_yaml=False), source="a.json") == form


def test_a_folder_of_versions_is_a_book(tmp_path: Path) -> None:
    (tmp_path / "falls-1.yaml").write_text(SHORT, encoding="utf-8")
    (tmp_path / "falls-2.yml").write_text(SHORT.replace("version: 1", "version: 2"), encoding="utf-8-sig")
    (tmp_path / "arrival.json").write_text(form_text(FORM, is_yaml=False), encoding="utf-8-sig")
    (tmp_path / "notes.txt").write_text("no form")
    book = read_forms(tmp_path)

    assert book.newest("falls").version == 2
    assert {form.key for form in book} == {"falls", "arrival"}


def test_a_folder_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("key: a\nkey: b\n")
    (tmp_path / "b.json").write_text("{")
    (tmp_path / "c.yaml").write_bytes(b"\xff")
    write_form(FORM, tmp_path / "d.json")
    with pytest.raises(InvalidInput) as caught:
        read_forms(tmp_path)

    assert [str(fault) for fault in caught.value.faults] == [
        "a.yaml: line 2: has 'key' more than once",
        "b.json: line 1: is not JSON",
        "c.yaml: is not text in UTF-8",
    ]


def test_two_files_with_one_version_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SHORT, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SHORT.replace("Fallen?", "Fell?"), encoding="utf-8")
    with pytest.raises(InvalidInput, match="falls: version 1 was published before"):
        read_forms(tmp_path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for act in (lambda: read_form(tmp_path / "a.yaml"), lambda: read_forms(tmp_path / "none")):
        with pytest.raises(InvalidInput, match="cannot be read"):
            act()
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_form(FORM, tmp_path / "none" / "a.yaml")
