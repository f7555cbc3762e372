"""What holds for every model, whoever wrote it: nobody can change it, slip something into it, or wonder what it is."""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest
from attrs import fields
from pydantic import BaseModel, TypeAdapter, ValidationError

from downtimekit.backfill.matching.grading import Thresholds
from downtimekit.backfill.matching.weights import LevelWeight
from downtimekit.models.drawing import DrawnMark
from downtimekit.models.forms import FormPlan, Place
from downtimekit.models.matching import Candidate, Evidence
from downtimekit.models.reading import faults_of
from downtimekit.models.strict import PATIENT_DATA, Confidential, Strict
from tests.every_model import CONCRETE, EVERY_ENUM, EVERY_MODEL, EVERY_VALUE, MODULES, name_of
from tests.strategies import parts

WRITTEN = [model for model in EVERY_MODEL if not model.__pydantic_generic_metadata__["args"]]
"""Those that somebody wrote: not `Chain[BreastReport]`, but `Chain`."""

IDENTIFYING = {"mrn", "family", "given", "birth_date", "deceased_on", "patient_name", "patient_address", "ssn", "prior"}
UNITS = (
    "_mm",
    "_cm",
    "_kg",
    "_mgy",
    "_n",
    "_hours",
    "_minutes",
    "_years",
    "_years_ago",
    "years",
    "_percent",
    "_ml",
    "_seconds",
)


def leaves(annotation: object) -> Iterator[object]:
    """Yield the plain types that an annotation is made of."""
    base, _ = parts(annotation)
    inner = get_args(base)
    yield from (leaf for part in inner for leaf in leaves(part)) if inner else (base,)


def is_marked(annotation: object) -> bool:
    """Say whether patient data stands in an annotation, itself or as a part."""
    base, marks = parts(annotation)
    return PATIENT_DATA in marks or any(is_marked(part) for part in get_args(base))


def resolved(annotation: object, names: dict[str, Any]) -> object:
    """Return what an annotation means in its module."""
    try:
        return eval(annotation, names) if isinstance(annotation, str) else annotation
    except TypeError:  # a type that refers to itself by name: no patient's
        return annotation


def test_there_are_models_to_test() -> None:
    names = {model.__name__ for model in CONCRETE}

    assert {"Patient", "BreastReport", "Capture", "Downtime", "PaperPrescription", "TherapistNote"} <= names


def test_every_model_stands_on_the_common_ground() -> None:
    loose = [
        f"{module.__name__}.{found.__name__}"
        for module in MODULES
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == module.__name__
        if not issubclass(found, Strict)
    ]

    assert loose == []


@pytest.mark.parametrize("words", EVERY_ENUM, ids=name_of)
def test_a_list_of_words_can_be_told_to_the_last_one(words: type[Enum]) -> None:
    told = {name for name, found in inspect.getmembers(words) if isinstance(found, property)}

    assert [(word.name, name) for word in words for name in told if getattr(word, name) == ""] == []
    assert all(type(word.value) is str for word in words)
    assert {word.name for word in words} == words.__members__.keys()  # none is another's second name


@pytest.mark.parametrize("model", EVERY_MODEL, ids=name_of)
def test_nobody_changes_it_or_adds_to_it(model: type[Strict]) -> None:
    config = model.model_config

    assert config.get("frozen") is True
    assert config.get("extra") == "forbid"
    assert config.get("hide_input_in_errors") is True
    assert config.get("from_attributes", False) is False
    assert [name for name, info in model.model_fields.items() if info.frozen is False] == []


@pytest.mark.parametrize("model", WRITTEN, ids=name_of)
def test_it_says_what_it_is(model: type[Strict]) -> None:
    words = vars(model).get("__doc__") or ""

    assert words.strip() or model.__name__.startswith("_")
    assert [name for name, info in model.model_fields.items() if info.annotation is None] == []


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_its_patient_data_is_silent(model: type[Strict]) -> None:
    told = {name for name, info in model.model_fields.items() if info.repr}
    if issubclass(model, Confidential):
        return
    hints = get_type_hints(model, include_extras=True)
    shown = [name for name in told if (is_marked(hints[name]) or name in IDENTIFYING) and name not in model._silent]

    assert shown == []


@pytest.mark.parametrize("value", EVERY_VALUE, ids=name_of)
def test_a_plain_value_does_not_show_patient_data_either(value: type) -> None:
    names = {
        name: found for one in reversed(value.__mro__) for name, found in vars(sys.modules[one.__module__]).items()
    }
    shown = [field.name for field in fields(value) if field.repr and is_marked(resolved(field.type, names))]

    assert shown == []


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_its_schema_names_every_field(model: type[Strict]) -> None:
    schema = model.model_json_schema()
    described: dict[str, Any] = schema if "properties" in schema else schema["$defs"][schema["$ref"].split("/")[-1]]

    assert set(described.get("properties", {})) == set(model.model_fields)
    assert described["additionalProperties"] is False


def measured(model: type[Strict]) -> set[str]:
    """Return the fields that hold a number with a fraction."""
    return {name for name, info in model.model_fields.items() if {float, Decimal}.intersection(leaves(info.annotation))}


MEASURED = [model for model in CONCRETE if measured(model)]
UNIT_IN_WORDS = {Place, FormPlan, DrawnMark, Evidence, Candidate, Thresholds, LevelWeight}
"""Places, where x and y are what they are everywhere; evidence in bits, and shares of one: the class says so."""


@pytest.mark.parametrize("model", [model for model in MEASURED if model not in UNIT_IN_WORDS], ids=name_of)
def test_a_measured_number_says_its_unit(model: type[Strict]) -> None:
    has_unit = any("unit" in name for name in model.model_fields)

    assert has_unit or [name for name in measured(model) if not name.endswith(UNITS)] == []


@pytest.mark.parametrize("model", MEASURED, ids=name_of)
@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_a_number_is_a_number(model: type[Strict], number: float) -> None:
    """JSON has no word for anything else: it would come back as nothing."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(dict.fromkeys(model.model_fields, number))

    assert measured(model) <= {str(detail["loc"][0]) for detail in caught.value.errors() if detail["loc"]}


ADAPTERS = [
    (f"{module.__name__}.{name}", found)
    for module in MODULES
    for name, found in vars(module).items()
    if isinstance(found, TypeAdapter)
]


@pytest.mark.parametrize("adapter", [adapter for _, adapter in ADAPTERS], ids=[name for name, _ in ADAPTERS])
def test_what_reads_a_union_is_as_silent_as_the_models(adapter: TypeAdapter[object]) -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        adapter.validate_python({"planted": "Plantagenet", "kind": "PLANT-4711"})

    assert "lantagenet" not in str(caught.value)
    assert "4711" not in str(caught.value)


def test_an_unknown_kind_is_told_in_words() -> None:
    from downtimekit.models.facts import FACT  # noqa: PLC0415

    with pytest.raises(ValueError, match="kind that is not known") as caught:
        FACT.validate_python({"kind": "gossip"})

    assert [str(fault) for fault in faults_of(caught.value)] == [  # type: ignore[arg-type]
        "is of a kind that is not known, or does not say of which"
    ]
