"""The official examples of FHIR R4: what is read comes back, what is not is refused with its place, nothing crashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Read
from tests.fhir_official import READERS, Reader
from tests.fhir_oracles import R4, faults, loaded

EXAMPLES = sorted((R4 / "examples").glob("*.json"))
pytestmark = pytest.mark.skipif(not EXAMPLES, reason="needs the official examples")
# Elements in which a patient can stand; no error and no loss may repeat what they say.
PERSONAL = {"family", "given", "birthDate", "line", "postalCode", "valueString", "div", "data"}

# Values of the questionnaire of questionnaires, which are names of FHIR.
FHIR_WORDS = {"CodeableConcept", "Period", "Reference"}

# What every form of ours has: where a questionnaire has none, it is told that something was put in its place.
PUT_IN_ITS_PLACE = {"text", "title", "version"}

each_reader = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)


def answer(read: Callable[[object], Any], found: object) -> Read[Any] | InvalidInput | None:
    """Return what was read, or the refusal; None for a reader that answers with something else."""
    try:
        answered = read(found)
    except InvalidInput as error:
        return error
    return answered if isinstance(answered, Read) else None


def personal(found: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield what can be personal in a resource."""
    if isinstance(found, dict):
        for key, inner in found.items():
            yield from personal(inner, key)
    elif isinstance(found, list):
        for inner in found:
            yield from personal(inner, name)
    elif isinstance(found, str) and name in PERSONAL and len(found) > len("1234") and found not in FHIR_WORDS:
        yield found


def told(answered: Read[Any] | InvalidInput | None) -> str:
    """Return everything that a log could show of an answer."""
    if isinstance(answered, InvalidInput):
        return f"{answered} {answered!r} {answered.faults} {answered.__cause__!r} {answered.__context__!r}"
    return "" if answered is None else f"{answered!r} {answered.losses}"


@each_reader
def test_as_many_examples_are_read_as_before(reader: Reader) -> None:
    refusals = [isinstance(answer(reader.reads, example), InvalidInput) for _, example in reader.examples()]
    assert (refusals.count(False), refusals.count(True)) == (reader.read, reader.refused)
    assert bool(reader.refused) == bool(reader.because)


@each_reader
def test_a_refusal_says_where_and_nobody_is_named_in_it(reader: Reader) -> None:
    for name, example in reader.examples():
        answered = answer(reader.reads, example)
        said = told(answered)
        assert not [value for value in personal(example) if value in said], name
        if isinstance(answered, InvalidInput):
            assert answered.faults, name
            assert all(
                fault.path.partition(".")[0].partition("[")[0] in (reader.kind, "Bundle", "")
                for fault in answered.faults
            ), name


@each_reader
def test_a_loss_is_a_place_in_the_example(reader: Reader) -> None:
    for name, example in reader.examples():
        answered = answer(reader.reads, example)
        for loss in answered.losses if isinstance(answered, Read) else ():
            parent, _, last = loss.rpartition(".")
            put = reader.kind == "Questionnaire" and last in PUT_IN_ITS_PLACE and there(example, parent)
            assert there(example, loss) or put, (name, loss)


def there(resource: object, path: str) -> bool:
    """Say whether a resource has the element at a path; the extensions of a primitive stand beside it."""
    _, _, below = path.partition(".")
    for step in below.removesuffix(".extension").split(".") if below else ():
        name, _, number = step.removesuffix("]").partition("[")
        if not isinstance(resource, dict) or not {name, f"_{name}"} & resource.keys():
            return False
        resource = resource.get(name, resource.get(f"_{name}"))
        if number:
            assert isinstance(resource, list)
            resource = resource[int(number)]
    return True


@pytest.mark.parametrize(
    "reader", [pytest.param(one, id=name) for name, one in READERS.items() if one.writes and one.read]
)
def test_what_was_read_is_written_as_fhir_and_read_again(reader: Reader) -> None:
    assert reader.writes is not None
    for name, example in reader.examples():
        answered = answer(reader.reads, example)
        if not isinstance(answered, Read) or is_of_nobody(answered.model):
            continue
        written = reader.writes(answered.model)
        assert faults(written.resource) == [], name
        assert written.losses in ((), ("day", "zone")), name
        assert reader.reads(written.resource).model == answered.model, name


def is_of_nobody(model: object) -> bool:
    """Say whether an example does not say which patient it is about, so that it cannot be written."""
    about: Any = getattr(model, "about", "")
    return hasattr(about, "mrn") and about.mrn is None and about.subject is None


@each_reader
def test_no_example_at_all_crashes_a_reader(reader: Reader) -> None:
    for path in EXAMPLES:
        example = loaded(path)
        answered = answer(reader.reads, example)
        if example["resourceType"] not in (reader.kind, "Bundle"):
            assert isinstance(answered, InvalidInput), path.stem
        said = told(answered)
        assert not [value for value in personal(example) if value in said], path.stem
