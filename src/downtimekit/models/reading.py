"""Turn what pydantic found into faults: all of them, with their paths, and without the input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from downtimekit.errors import Fault, InvalidInput

Model = TypeVar("Model", bound=BaseModel)

_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "model_type": "is not a set of fields",
    "extra_forbidden": "is not a known field",
    "string_pattern_mismatch": "has characters that are not allowed, or is too long",
    "string_too_short": "is empty",
    "union_tag_invalid": "is of a kind that is not known",
    "union_tag_not_found": "does not say of which kind it is",
    "date_from_datetime_parsing": "is not a date (write YYYY-MM-DD)",
    "date_parsing": "is not a date (write YYYY-MM-DD)",
    "datetime_parsing": "is not a date and time (write YYYY-MM-DDTHH:MM+HH:MM)",
    "datetime_from_date_parsing": "is not a date and time (write YYYY-MM-DDTHH:MM+HH:MM)",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_parsing": "is not a number",
    "bool_parsing": "is neither yes nor no",
}
_SHOW_MESSAGE = frozenset(
    {"enum", "literal_error", "greater_than", "greater_than_equal", "less_than", "less_than_equal", "string_too_long"}
)


def read(model: type[Model], found: object, *, source: str) -> Model:
    """Build a model from parsed data, such as what ``json.loads`` returned.

    Args:
        model: the model to build.
        found: mappings, lists and plain values.
        source: what was read, for the error.

    Raises:
        InvalidInput: with every fault; it never holds the input itself.
    """
    try:
        return model.model_validate(found)
    except ValidationError as error:
        faults = faults_of(error)
    # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
    raise InvalidInput(source, faults)


def faults_of(error: ValidationError, *, prefix: str = "") -> tuple[Fault, ...]:
    """Return every fault that a validation found, each under its path and without the value."""
    return tuple(
        Fault(_path(prefix, detail["loc"]), _words(detail))
        for detail in error.errors(include_url=False, include_input=False)
    )


def _path(prefix: str, location: tuple[int | str, ...]) -> str:
    path = prefix
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _words(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind in _WORDS:
        return _WORDS[kind]
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    if kind in _SHOW_MESSAGE:
        return detail["msg"].replace("Input should be", "must be").replace("String should have", "must have")
    return f"is not valid ({kind.replace('_', ' ')})"
