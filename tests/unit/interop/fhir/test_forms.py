"""A form as a Questionnaire: what is asked, under which name it is answered, and what only paper has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from downtimekit.errors import InvalidInput
from downtimekit.forms import LIBRARY
from downtimekit.interop.fhir import forms
from downtimekit.models.forms import FormDefinition
from tests.fhir_oracles import examples, faults, loaded
from tests.fhir_roads import SYSTEMS
from tests.forms_made_up import definitions
from tests.property.test_fhir_round_trips import differences, without

FINDINGS = {
    "key": "findings",
    "label": "Findings",
    "kind": "table",
    "columns": [
        {"key": "side", "label": "Side", "kind": "one_of", "choices": [{"key": "left", "label": "Left", "mark": "L"}]}
    ],
}
FORM = FormDefinition.model_validate(
    {
        "key": "reading-sheet",
        "version": 3,
        "title": "Reading sheet",
        "record": "report",
        "filled_in_by": "Radiologist",
        "sections": [
            {
                "title": "Result",
                "fields": [
                    {"key": "impression", "label": "Impression", "short": "Imp.", "kind": "text", "required": True},
                    {
                        "key": "reasons",
                        "label": "Why",
                        "kind": "many_of",
                        "choices": [{"key": "pain", "label": "Pain"}, {"key": "lump", "label": "Lump"}],
                    },
                    FINDINGS,
                ],
            }
        ],
    }
)


def written() -> Any:  # noqa: ANN401
    return forms.to_fhir(FORM, systems=SYSTEMS).resource


def test_a_question_has_the_name_of_the_field_that_answers_it() -> None:
    (section,) = written()["item"]
    impression, reasons, findings = section["item"]
    assert impression.pop("extension") == [{"url": "urn:downtimekit:short", "valueString": "Imp."}]
    assert impression == {"linkId": "impression", "text": "Impression", "type": "string", "required": True}
    assert (reasons["type"], reasons["repeats"]) == ("choice", True)
    assert [one["valueCoding"]["code"] for one in reasons["answerOption"]] == ["pain", "lump"]
    assert (findings["type"], findings["repeats"]) == ("group", True)
    assert [column["linkId"] for column in findings["item"]] == ["findings.side"]


def test_a_form_comes_back() -> None:
    assert faults(written()) == []
    assert forms.from_fhir(written(), systems=SYSTEMS).model == FORM


@pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
def test_every_form_of_the_library_is_a_questionnaire_and_comes_back(form: FormDefinition) -> None:
    whole = forms.to_fhir(form, systems=SYSTEMS)
    again = forms.from_fhir(whole.resource, systems=SYSTEMS)
    assert faults(whole.resource) == []
    assert (whole.losses, again.losses) == ((), ())
    assert again.model == form


@pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
def test_a_server_that_takes_no_extensions_of_ours_gets_none_and_what_they_say_is_told(form: FormDefinition) -> None:
    plain = forms.to_fhir(form, systems=SYSTEMS, own_extensions=False)
    again = forms.from_fhir(plain.resource, systems=SYSTEMS)
    lost = {re.sub(r"\[\d+\]", "", loss).rpartition(".")[2] for loss in plain.losses}
    assert "'url': 'urn:downtimekit:" not in str(plain.resource)
    assert lost <= {
        "diagram",
        "kind",
        "lines",
        "critical",
        "required_if",
        "groups",
        "copy_mark",
        "done_by",
        "done_at",
        "source",
        "translations",
        "codes",
    }
    assert again.losses == ()
    assert [field.label for field in again.model.fields()] == [field.label for field in form.fields()]


@pytest.mark.parametrize("path", examples("Questionnaire"), ids=lambda path: path.stem)
def test_the_official_examples_come_in_go_out_valid_and_come_in_again(path: Path) -> None:
    first = forms.from_fhir(loaded(path), systems=SYSTEMS)
    out = forms.to_fhir(first.model, systems=SYSTEMS)
    again = forms.from_fhir(out.resource, systems=SYSTEMS)

    assert faults(out.resource) == []
    assert (out.losses, again.losses) == ((), ())
    assert again.model == first.model


@pytest.mark.parametrize("path", examples("Questionnaire"), ids=lambda path: path.stem)
def test_every_word_of_an_official_example_is_in_the_form_or_told_as_lost(path: Path) -> None:
    found = loaded(path)
    read = forms.from_fhir(found, systems=SYSTEMS)
    kept = str(read.model.model_dump())
    lost = set(read.losses)
    # A fall-back that stands in for words that are missing is told like a loss, and is none.
    unsaid = [
        (at, value)
        for at, value in leaves(found, "Questionnaire")
        if isinstance(value, str) and value.strip() not in kept and not any(at.startswith(loss) for loss in lost)
    ]
    structural = ("type", "operator", "system", "url", "resourceType", "status", "subjectType[0]")
    assert [at for at, _ in unsaid if not at.rpartition(".")[2].startswith(structural)] == []


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(definitions())
def test_without_extensions_of_ours_what_is_not_told_as_lost_comes_back(form: FormDefinition) -> None:
    plain = forms.to_fhir(form, systems=SYSTEMS, own_extensions=False)
    again = forms.from_fhir(plain.resource, systems=SYSTEMS)
    assert again.losses == ()
    assert differences(without(form, plain.losses), without(again.model, plain.losses)) == []


def leaves(found: Any, at: str) -> Iterator[tuple[str, object]]:  # noqa: ANN401
    """Yield every value of a resource with its path."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from leaves(value, f"{at}.{key}")
    elif isinstance(found, list):
        for number, value in enumerate(found):
            yield from leaves(value, f"{at}[{number}]")
    else:
        yield at, found


def item(**changes: Any) -> dict[str, Any]:
    """Return a question."""
    return {"linkId": "q", "text": "Asked", "type": "string", **changes}


def read_items(*items: dict[str, Any], **more: Any) -> tuple[FormDefinition, list[str]]:
    """Read a Questionnaire of somebody else's; return the form, and what was lost of the items."""
    found = {"resourceType": "Questionnaire", "id": "theirs", "title": "Theirs", "version": "1", "status": "active"}
    read = forms.from_fhir({**found, "item": list(items), **more}, systems=SYSTEMS)
    return read.model, [loss.removeprefix("Questionnaire.") for loss in read.losses]


TYPES = {
    "boolean": ("yes_no", False),
    "decimal": ("number", False),
    "integer": ("number", True),
    "date": ("date", False),
    "dateTime": ("date_time", False),
    "time": ("time", False),
    "string": ("text", False),
    "text": ("note", False),
    "url": ("text", True),
    "attachment": ("text", True),
    "reference": ("text", True),
    "quantity": ("number", True),
    "display": ("statement", False),
    "choice": ("text", True),
    "open-choice": ("text", True),
}


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_of_item_is_a_kind_of_field_or_told(type_: str) -> None:
    kind, told = TYPES[type_]
    form, losses = read_items(item(type=type_))

    assert form.fields()[0].kind == kind
    assert losses == (["item[0].type"] if told else [])


EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
SHORT = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText"


@pytest.mark.parametrize(
    ("changes", "field", "losses"),
    [
        ({"prefix": "1.1"}, {"label": "1.1 Asked"}, []),
        ({"required": True}, {"required": True}, []),
        ({"code": [{"system": "http://loinc.org", "code": "1-8", "display": "x"}]}, {}, ["item[0].code[0].display"]),
        ({"maxLength": 5}, {}, ["item[0].maxLength"]),
        ({"initial": [{"valueString": "x"}]}, {}, ["item[0].initial"]),
        ({"readOnly": True}, {}, ["item[0].readOnly"]),
        ({"definition": "http://x.example.org/#y"}, {}, ["item[0].definition"]),
        ({"repeats": True}, {}, ["item[0].repeats"]),
        ({"repeats": False}, {}, []),
        ({"extension": [{"url": f"{EXTENSION}entryFormat", "valueString": "year"}]}, {"hint": "year"}, []),
        ({"extension": [{"url": SHORT, "valueString": "Year"}]}, {"short": "Year"}, []),
        ({"extension": [{"url": SHORT, "valueString": "Y" * 61}]}, {}, ["item[0].extension[0]"]),
        ({"extension": [{"url": f"{EXTENSION}maxSize", "valueDecimal": 1}]}, {}, ["item[0].extension[0]"]),
        (
            {"extension": [{"url": f"{EXTENSION}minValue", "valueDecimal": 1.5}], "type": "decimal"},
            {"minimum": "1.5"},
            [],
        ),
        (
            {"extension": [{"url": f"{EXTENSION}maxValue", "valueInteger": 9}], "type": "integer"},
            {"maximum": "9"},
            ["item[0].type"],
        ),
        (
            {
                "extension": [{"url": f"{EXTENSION}questionnaire-unit", "valueCoding": {"code": "mm"}}],
                "type": "decimal",
            },
            {"unit": "mm"},
            [],
        ),
        ({"linkId": "a b"}, {"key": "a_b"}, ["item[0].linkId"]),
        ({"item": [item(linkId="r")]}, {}, ["item[0].item"]),
    ],
)
def test_every_element_of_an_item_has_its_place_or_is_told(
    changes: dict[str, Any], field: dict[str, Any], losses: list[str]
) -> None:
    form, lost = read_items(item(**changes))

    assert {name: getattr(form.fields()[0], name) for name in field} == field
    assert lost == losses


def test_boxes_come_from_options_and_from_value_sets_that_are_at_hand() -> None:
    options = [
        {"valueCoding": {"system": "http://loinc.org", "code": "LA33-6", "display": "Yes"}},
        {"valueString": "Not sure"},
        {"valueInteger": 3},
        {
            "valueCoding": {"code": "none", "display": "None of these"},
            "extension": [{"url": f"{EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}],
        },
    ]
    concepts = [{"code": "a", "display": "Always"}, {"code": "n"}]
    value_set = {"resourceType": "ValueSet", "compose": {"include": [{"system": "urn:oid:1.2", "concept": concepts}]}}
    found = {"resourceType": "Questionnaire", "id": "theirs", "title": "T", "version": "1", "status": "active"}
    items = [
        item(type="choice", answerOption=options),
        item(linkId="r", type="choice", answerValueSet="urn:v", repeats=True),
    ]
    read = forms.from_fhir({**found, "item": items}, systems=SYSTEMS, value_sets={"urn:v": value_set})
    one, many = read.model.fields()

    assert [(choice.key, choice.label, choice.alone) for choice in one.choices] == [
        ("LA33-6", "Yes", False),
        ("Not_sure", "Not sure", False),
        ("3", "3", False),
        ("none", "None of these", True),
    ]
    assert (many.kind, [(choice.key, choice.label) for choice in many.choices]) == (
        "many_of",
        [("a", "Always"), ("n", "n")],
    )
    assert many.choices[0].codes[0].system == "urn:oid:1.2"


@pytest.mark.parametrize("include", [{"filter": [{}]}, {"valueSet": ["x"]}, {}, {"concept": [], "filter": []}])
def test_a_value_set_that_only_says_how_to_find_its_concepts_gives_no_boxes(include: dict[str, Any]) -> None:
    contained = [{"resourceType": "ValueSet", "id": "v", "compose": {"include": [include]}}]
    form, losses = read_items(item(type="choice", answerValueSet="#v"), contained=contained)

    assert form.fields()[0].kind == "text"
    assert {"item[0].answerValueSet", "item[0].type"} <= set(losses)


# Conditions

ASKED = [
    item(linkId="yes", type="boolean"),
    item(linkId="count", type="decimal"),
    item(linkId="way", type="choice", answerOption=[{"valueCoding": {"system": "urn:x:y", "code": "bus"}}]),
    item(linkId="words"),
]


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ({"question": "yes", "operator": "=", "answerBoolean": True}, ("yes", "=", "true")),
        ({"question": "yes", "operator": "exists", "answerBoolean": False}, ("yes", "exists", "false")),
        ({"question": "count", "operator": ">=", "answerDecimal": 2.5}, ("count", ">=", "2.5")),
        ({"question": "count", "operator": "<", "answerInteger": 2}, ("count", "<", "2")),
        (
            {"question": "way", "operator": "!=", "answerCoding": {"system": "urn:x:y", "code": "bus"}},
            ("way", "!=", "bus"),
        ),
        ({"question": "words", "operator": "=", "answerString": "Ja"}, ("words", "=", "Ja")),
        ({"question": "words", "operator": "=", "answerCoding": {"code": "Y"}}, ("words", "=", "Y")),
        ({"question": "way", "operator": "=", "answerCoding": {"system": "urn:x:y", "code": "car"}}, None),
        ({"question": "later", "operator": "=", "answerString": "x"}, None),
        ({"question": "q", "operator": "exists", "answerBoolean": True}, None),
        ({"question": "yes", "operator": "=", "answerReference": {"reference": "Patient/1"}}, None),
    ],
)
def test_a_condition_has_its_place_or_is_told_and_the_question_is_then_not_required(
    when: dict[str, Any], condition: tuple[str, str, str] | None
) -> None:
    form, losses = read_items(*ASKED, item(required=True, enableWhen=[when]))
    field = form.fields()[-1]

    assert [(each.field, each.operator, each.value) for each in field.shown_if] == ([condition] if condition else [])
    assert field.required == bool(condition)
    assert losses == ([] if condition else ["item[4].enableWhen[0]", "item[4].required"])


@pytest.mark.parametrize(
    "when",
    [
        {"question": "yes", "operator": "~", "answerBoolean": True},
        {"question": "yes", "operator": "="},
        {"question": "yes", "answerBoolean": True},
        {"question": "yes", "operator": "=", "answerBoolean": True, "answerString": "x"},
        "yes",
    ],
)
def test_a_condition_that_is_none_is_refused(when: object) -> None:
    with pytest.raises(InvalidInput, match=r"item\[4\]\.enableWhen\[0\]: "):
        read_items(*ASKED, item(enableWhen=[when]))


def test_what_stands_in_a_group_takes_its_conditions_over() -> None:
    yes = {"question": "yes", "operator": "=", "answerBoolean": True}
    more = {"question": "count", "operator": ">", "answerDecimal": 1}
    inner = item(enableWhen=[more])
    group = {"linkId": "g", "type": "group", "text": "More", "enableWhen": [yes], "item": [inner]}
    form, losses = read_items({"linkId": "s", "type": "group", "text": "All", "item": [*ASKED, group]})
    heading, question = form.fields()[-2:]

    assert (heading.kind, heading.label) == ("statement", "More")
    assert [each.field for each in heading.shown_if] == ["yes"]
    assert [each.field for each in question.shown_if] == ["yes", "count"]
    assert losses == ["item[0].linkId", "item[0].item[4].type"]


def test_a_condition_on_words_that_fhir_cannot_hold_is_told() -> None:
    told = FORM.model_dump(mode="json")
    told["sections"][0]["fields"][1]["shown_if"] = [{"field": "impression", "value": "two\x0bpages"}]
    form = FormDefinition.model_validate(told)
    resource, losses = forms.to_fhir(form, systems=SYSTEMS).resource, forms.to_fhir(form, systems=SYSTEMS).losses

    assert any("shown_if" in loss for loss in losses)
    assert faults(resource) == []
    assert "enableWhen" not in str(resource)


def test_conditions_that_paper_cannot_join_are_told() -> None:
    either = [
        {"question": "yes", "operator": "=", "answerBoolean": True},
        {"question": "count", "operator": ">", "answerDecimal": 1},
    ]
    inner = item(enableWhen=either, enableBehavior="any", required=True)
    group = {"linkId": "g", "type": "group", "enableWhen": either[:1], "item": [inner]}
    form, losses = read_items(*ASKED, group)

    assert [each.field for each in form.fields()[-1].shown_if] == ["yes", "count"]
    assert not form.fields()[-1].required
    assert {"item[4].enableWhen", "item[4].item[0].required"} <= set(losses)


def test_one_of_several_conditions_of_which_any_is_enough_is_not_left_out_alone() -> None:
    known = {"question": "yes", "operator": "=", "answerBoolean": True}
    unknown = {"question": "later", "operator": "=", "answerString": "x"}
    for behaviour, kept in (("any", []), ("all", ["yes"])):
        form, losses = read_items(*ASKED, item(enableWhen=[known, unknown], enableBehavior=behaviour))
        assert [each.field for each in form.fields()[-1].shown_if] == kept
        assert losses == ["item[4].enableWhen[1]"]


def test_hidden_questions_are_not_printed() -> None:
    hidden = item(linkId="h", extension=[{"url": f"{EXTENSION}questionnaire-hidden", "valueBoolean": True}])
    form, losses = read_items(item(), hidden)

    assert [field.key for field in form.fields()] == ["q"]
    assert losses == ["item[1]"]


# Translations


def translated(text: str, **others: str) -> dict[str, Any]:
    """Return a text with its translations beside it."""
    parts = [
        {
            "url": f"{EXTENSION}translation",
            "extension": [{"url": "lang", "valueCode": tag}, {"url": "content", "valueString": words}],
        }
        for tag, words in others.items()
    ]
    return {"text": text, "_text": {"extension": parts}}


def test_words_in_other_languages_come_in_where_they_are_complete() -> None:
    user = {"code": {"system": "http://terminology.hl7.org/CodeSystem/usage-context-type", "code": "user"}}
    context = [{**user, "valueCodeableConcept": translated("the patient", de="die Patientin", fr="la patiente")}]
    title = translated("Theirs", de="Ihres", fr="Le leur")
    form, losses = read_items(
        {
            "linkId": "s",
            "type": "group",
            **translated("All", de="Alles", fr="Tout"),
            "item": [{**item(prefix="1"), **translated("Asked", de="Gefragt")}],
        },
        useContext=context,
        _title=title["_text"],
    )

    (german,) = form.translations
    assert german.texts == {"Theirs": "Ihres", "the patient": "die Patientin", "All": "Alles", "1 Asked": "1 Gefragt"}
    assert len([loss for loss in losses if loss.endswith("extension[1]")]) == 3  # French lacks the question


# The whole


@pytest.mark.parametrize("version", ["3.1", "", "0", "-3", None, "\u0663"])
def test_a_version_that_is_no_whole_number_is_told_and_the_form_is_the_first(version: object) -> None:
    resource = {name: value for name, value in written().items() if name != "version"}
    read = forms.from_fhir(resource | ({} if version is None else {"version": version}), systems=SYSTEMS)
    assert (read.model.version, read.losses) == (1, ("Questionnaire.version",))


def test_a_draft_is_told_and_a_form_that_is_not_in_use_is_refused() -> None:
    assert forms.from_fhir(written() | {"status": "draft"}, systems=SYSTEMS).losses == ("Questionnaire.status",)
    for status in ("retired", "unknown", None, 3):
        with pytest.raises(InvalidInput, match=r"Questionnaire\.status: "):
            forms.from_fhir(written() | {"status": status}, systems=SYSTEMS)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"resourceType": "Patient"}, "resourceType"),
        ({"version": 3}, "version"),
        ({"modifierExtension": [{}]}, "modifierExtension"),
        ({"implicitRules": "x"}, "implicitRules"),
        ({"item": None}, "item"),
        ({"item": ["x"]}, "item[0]"),
        ({"item": [item(type="question")]}, "item[0].type"),
        ({"item": [item(), item()]}, "item[1].linkId"),
        ({"item": [{"text": "Asked", "type": "string"}]}, "item[0].linkId"),
        ({"item": [item(linkId=" ")]}, "item[0].linkId"),
        ({"item": [item(linkId=3)]}, "item[0].linkId"),
        ({"item": [{"type": "group", "item": [item()]}]}, "item[0].linkId"),
        ({"item": [{"linkId": "g", "type": "group", "item": [{"type": "group"}]}]}, "item[0].item[0].linkId"),
        (
            {"item": [{"linkId": "t", "type": "group", "repeats": True, "item": [{"type": "string"}]}]},
            "item[0].item[0].linkId",
        ),
        ({"item": [item(required="yes")]}, "item[0].required"),
        ({"item": [item(text=" ")]}, "item[0].text"),
        ({"item": [item(text="x" * 2001)]}, "item[0].text"),
        ({"item": [item(modifierExtension=[{}])]}, "item[0].modifierExtension"),
        ({"identifier": [], "url": "x y"}, "identifier"),
        ({"language": "sp"}, "language"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(changes: dict[str, Any], at: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        forms.from_fhir({**written(), **changes}, systems=SYSTEMS)
    assert f"Questionnaire.{at}" in [fault.path for fault in caught.value.faults]


def test_a_form_whose_name_nobody_knows_takes_what_else_can_be_one() -> None:
    for name, value in (("id", "theirs"), ("name", "theirs"), ("url", "http://example.org/Questionnaire/theirs")):
        found = {**written(), "identifier": [{"system": "urn:other", "value": "x y"}], "url": "x", name: value}
        assert forms.from_fhir(found, systems=SYSTEMS).model.key == "theirs"
