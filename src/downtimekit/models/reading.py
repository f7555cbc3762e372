"""Turn what pydantic found into faults: all of them, with their paths, and without the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.silence import shown
from downtimekit.models.strict import KEY_PATTERN

Model = TypeVar("Model", bound=BaseModel)

_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "model_type": "is not a set of fields",
    "model_attributes_type": "is not a set of fields",
    "extra_forbidden": "is not a known field",
    "string_pattern_mismatch": "has characters that are not allowed, or is too long",
    "string_type": "is not text",
    "string_too_short": "is empty",
    "tuple_type": "is not a list",
    "list_type": "is not a list",
    "set_type": "is not a list",
    "frozen_set_type": "is not a list",
    "dict_type": "is not a set of fields",
    "date_type": "is not a date (write YYYY-MM-DD)",
    "date_from_datetime_inexact": "is not a date alone (write YYYY-MM-DD)",
    "datetime_type": "is not a date and time (write YYYY-MM-DDTHH:MM+HH:MM)",
    "time_parsing": "is not a time of day (write HH:MM)",
    "time_type": "is not a time of day (write HH:MM)",
    "int_type": "is not a whole number",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "decimal_type": "is not a number",
    "decimal_parsing": "is not a number",
    "bool_type": "is neither yes nor no",
    "path_type": "is not the path of a file or folder",
    "union_tag_invalid": "is of a kind that is not known",
    "union_tag_not_found": "does not say of which kind it is",
    "unknown_kind": "is of a kind that is not known, or does not say of which",
    "date_from_datetime_parsing": "is not a date (write YYYY-MM-DD)",
    "date_parsing": "is not a date (write YYYY-MM-DD)",
    "datetime_parsing": "is not a date and time (write YYYY-MM-DDTHH:MM+HH:MM)",
    "timezone_aware": "needs a time zone or an offset from UTC",
    "datetime_from_date_parsing": "is not a date and time (write YYYY-MM-DDTHH:MM+HH:MM)",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_parsing": "is not a number",
    "bool_parsing": "is neither yes nor no",
}
_HOW_KEYS_ARE = ": write Latin letters, digits and . _ : / -, with a letter or a digit first, 200 at most"
_COUNTED = frozenset({"too_short", "too_long"})
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
    details = error.errors(include_url=False, include_input=False)
    return tuple(
        Fault(_path(prefix, detail["loc"]), _words(detail)) for detail in details if not _only_follows(detail, details)
    )


def _only_follows(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Say whether a list is too short only because pydantic did not count the members that are wrong."""
    depth = len(detail["loc"])
    return detail["type"] == "too_short" and any(
        other["loc"][:depth] == detail["loc"] for other in details if len(other["loc"]) > depth
    )


def _path(prefix: str, location: tuple[int | str, ...]) -> str:
    path = prefix
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{shown(step)}" if path else f"{shown(step)}"
    return path


def _words(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind in _COUNTED:
        return _count_words(kind, detail.get("ctx", {}))
    if kind in _WORDS:
        return _WORDS[kind] + (_HOW_KEYS_ARE if detail.get("ctx", {}).get("pattern") == KEY_PATTERN else "")
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    if kind in _SHOW_MESSAGE:
        return detail["msg"].replace("Input should be", "must be").replace("String should have", "must have")
    return f"is not valid ({kind.replace('_', ' ')})"


def _count_words(kind: str, context: Mapping[str, Any]) -> str:
    """Say how many entries a list may have; how many it has is left to the clerk to count."""
    few = kind == "too_short"
    limit = context["min_length" if few else "max_length"]
    entries = "entry" if limit == 1 else "entries"
    if few and limit == 1:
        return "is empty: at least 1 entry is needed"
    return f"needs at least {limit} {entries}" if few else f"may have at most {limit} {entries}"
