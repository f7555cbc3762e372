"""Whatever a model holds about a patient, and whatever somebody puts where it does not belong, is never said again."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import cycle
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.interop import fhir, hl7v2
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.shelf import Placed, Shelf
from downtimekit.interop.hl7v2.wire import tokenize
from downtimekit.interop.vcard.lines import ContentLine
from downtimekit.models.patient import Patient
from downtimekit.models.reading import read
from downtimekit.models.strict import PATIENT_DATA, Confidential, Strict
from downtimekit.ports.notifier import Message
from tests.every_model import CONCRETE, name_of
from tests.strategies import instances, parts, traces

FEW = settings(max_examples=3, phases=[Phase.generate])
ONE = settings(max_examples=1, phases=[Phase.generate])
MISPLACED = (
    "Plantagenet, Eluned *1931-07-13",
    "eluned plantagenet@example",
    "+12025550173 ext. 4711",
    "PLANT 4711",
    "1931-13-07",
    "1931-07-13T25:00",
    4711.5,
    4711_000_000_000,
    date(1931, 7, 13),
    ["PLANT-4711"],
    [["Plantagenet", {"name": "Eluned"}]],
    {"kind": "PLANT-4711", "record": "Plantagenet", "modality": "1931-07-13"},
    {"start": "Plantagenet", "id": ["PLANT-4711"]},
)
"""Patient data of every type, for fields of any other; most of it is wrong in some way wherever it stands."""


def secrets(held: object, *, is_secret: bool = False) -> Iterator[str]:
    """Yield the texts and dates in a value that are a patient's: found by the types of fields, not by what is shown."""
    if isinstance(held, Strict):
        whole = is_secret or isinstance(held, Confidential)
        for name, info in type(held).model_fields.items():
            marks = (*info.metadata, *parts(info.annotation)[1])
            yield from secrets(getattr(held, name), is_secret=whole or PATIENT_DATA in marks)
    elif isinstance(held, tuple | frozenset):
        yield from (secret for item in held for secret in secrets(item, is_secret=is_secret))
    elif is_secret and isinstance(held, str | date) and traces(str(held)):
        yield str(held)


def shown(instance: Strict) -> str:
    """Return everything that anybody is likely to show of an instance."""
    held = [instance, {"of": instance}, (instance,)]
    texts = [f"{instance}", f"{instance!r}", f"{instance!s:>10}", "%s %r" % (instance, instance), pprint.pformat(held)]  # noqa: UP031
    texts += [str(held), *(f"{name}={value!r}" for name, value in instance.__repr_args__())]  # what rich asks for
    record = logging.LogRecord("ward", logging.ERROR, __file__, 1, "kept %s of %r", (instance, held), None)
    return "\n".join([*texts, logging.Formatter().format(record)])


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_an_instance_does_not_show_whose_it_is(model: type[Strict]) -> None:
    @FEW
    @given(instances(model, planted=True))
    def check(instance: Strict) -> None:
        hidden = list(secrets(instance))
        copies = [copy.copy(instance), copy.deepcopy(instance), instance.model_copy()]
        if model.__name__.isidentifier():  # what is made by filling in brackets has no name that pickle could find
            copies.append(pickle.loads(pickle.dumps(instance)))
        for each in (instance, *copies):
            assert each == instance
            said = shown(each)
            assert [secret for secret in hidden if secret in said] == []

    check()


def said_by(error: BaseException) -> str:
    """Return everything that an error says and carries, and everything behind it."""
    texts = [str(error), repr(error), repr(error.args), repr(vars(error)), *traceback.format_exception_only(error)]
    if isinstance(error, ValidationError):
        texts += [repr(error.errors()), error.json()]
    behind = [other for other in (error.__cause__, error.__context__) if other is not None]
    return "\n".join([*texts, *map(said_by, behind)])


def said_when(act: Callable[[], object]) -> str:
    """Return everything that is said by the error that something raises; nothing where it goes well."""
    try:
        act()
    except (InvalidInput, ValidationError) as error:
        return said_by(error)
    return ""


def refusals(model: type[Strict], wrong: object) -> Iterator[str]:
    """Yield what is said where something is read in each of the ways in which it can be."""
    text = json.dumps(wrong, default=str)
    yield said_when(lambda: read(model, wrong, source="a sheet"))
    yield said_when(lambda: model.model_validate(wrong))
    yield said_when(lambda: model.model_validate_json(text))
    yield said_when(lambda: model.model_validate_json(text[:-2]))
    yield said_when(lambda: model.model_validate_strings(wrong))
    if isinstance(wrong, dict):
        yield said_when(lambda: model(**wrong))


def misplaced(model: type[Strict], valid: Mapping[str, object]) -> Iterator[object]:
    """Yield input that is wrong: in every field at once, in one field after the other, and as a whole."""
    for everywhere in MISPLACED:
        yield dict.fromkeys(model.model_fields, everywhere)
        yield everywhere
    for name, wrong in zip(model.model_fields, cycle(MISPLACED), strict=False):
        yield {**valid, name: wrong}


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_what_is_refused_is_not_repeated(model: type[Strict]) -> None:
    @ONE
    @given(instances(model))
    def check(instance: Strict) -> None:
        for wrong in misplaced(model, instance.model_dump(mode="json")):
            for said in refusals(model, wrong):
                assert traces(said) == [], wrong

    check()


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_a_field_that_is_not_known_is_refused_and_not_repeated(model: type[Strict]) -> None:
    said = list(refusals(model, {"Plantagenet, Eluned": "1931-07-13"}))

    assert all(said)
    assert [traces(words) for words in said if traces(words)] == []


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_what_somebody_tries_to_change_is_refused_and_not_repeated(model: type[Strict]) -> None:
    @ONE
    @given(instances(model))
    def check(instance: Strict) -> None:
        before = instance.model_copy()
        for name in (*model.model_fields, "diagnosis"):
            for act in (partial(setattr, instance, name, "Plantagenet"), partial(delattr, instance, name)):
                said = said_when(act)
                assert said
                assert traces(said) == []
        assert instance == before

    check()


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_what_was_never_checked_is_not_written_and_not_repeated(model: type[Strict]) -> None:
    wrong: dict[str, Any] = {name: [["Plantagenet", "PLANT-4711"]] for name in model.model_fields}
    unchecked = model.model_construct(**wrong)
    said = [said_when(unchecked.model_dump), said_when(unchecked.model_dump_json)]

    if model.model_fields:
        assert all(said)
    assert [traces(words) for words in said if traces(words)] == []


A_TREE: dict[str, Any] = {"family": "Plantagenet", "identifier": [{"value": "PLANT-4711"}], "birthDate": "1931-07-13"}
PLACED = Placed("Patient", A_TREE)
HALF_WAY = (
    Reading(values=dict(A_TREE)),
    PLACED,
    Shelf((PLACED,), {"Patient/PLANT-4711": PLACED}),
    fhir.Written(A_TREE),
    hl7v2.Written("PID|1||PLANT-4711||Plantagenet^Eluned||19310713"),
    tokenize("MSH|^~\\&\rPID|1||PLANT-4711||Plantagenet^Eluned||19310713"),
    ContentLine(1, "", "TEL", {"X-OF": ("Plantagenet",)}, "+12025550173"),
    Message(key="k", name="Carla Chen", address="eluned.plantagenet@example.org", subject="Down", body="Paper"),
)
"""What holds a patient's data, or an address, on its way between a model and the outside."""


@pytest.mark.parametrize("value", HALF_WAY, ids=lambda value: name_of(type(value)))
def test_what_is_on_its_way_does_not_show_what_it_carries(value: object) -> None:
    assert traces(f"{value!r} {value} {pprint.pformat([value])}") == []


def test_a_traceback_does_not_say_it_either() -> None:
    number, born = MISPLACED[3], MISPLACED[4]
    with pytest.raises(InvalidInput) as caught:
        read(Patient, {"mrn": number, "birth_date": born}, source="a sheet")

    assert len(caught.value.faults) == 2
    assert traces("".join(traceback.format_exception(caught.value))) == []


def test_an_error_can_be_carried_to_another_process() -> None:
    with pytest.raises(InvalidInput) as caught:
        read(Patient, {}, source="a sheet")
    error = caught.value
    carried = pickle.loads(pickle.dumps(error))

    assert (type(carried), str(carried), vars(carried)) == (type(error), str(error), vars(error))
