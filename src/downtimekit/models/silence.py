"""What keeps patients out of the errors that pydantic makes; `strict` puts it under every model.

Pydantic hides the input from an error's text where it is told to, but not from its details, not where somebody sets a
field of a frozen instance, and not from the warning about an instance that was made without being checked. The name of
a field that is not known comes from the input, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticSerializationError

from downtimekit.errors import Fault, InvalidInput

Output = TypeVar("Output")

_FIELD = re.compile(r"[a-z_][A-Za-z0-9_-]{0,60}")


def shown(step: int | str) -> int | str:
    """Return a step of a path as it may be shown: what does not look like a field's name may be a patient's."""
    return step if isinstance(step, int) or _FIELD.fullmatch(step) else "(a field)"


def silenced(error: ValidationError) -> ValidationError:
    """Return the same faults, with the same types and words, in an error that holds nothing of the input."""
    return told(error.title, lines=lines_of(error))


def lines_of(error: ValidationError) -> list[InitErrorDetails]:
    """Return the faults of an error without anything of the input."""
    return [
        InitErrorDetails(
            type=PydanticCustomError(detail["type"], detail["msg"], _limits(detail.get("ctx", {}))),
            loc=tuple(map(shown, detail["loc"])),
            input=None,
        )
        for detail in error.errors(include_url=False, include_input=False)
    ]


def told(
    title: str, faults: Iterable[tuple[tuple[int | str, ...], str]] = (), *, lines: Sequence[InitErrorDetails] = ()
) -> ValidationError:
    """Return an error that a validator raises where it found several faults, each with a place of its own.

    Args:
        title: the model's name.
        faults: the steps to where it is, and what is wrong there, without the input.
        lines: faults of pydantic's, from `lines_of`.
    """
    own = [InitErrorDetails(type=PydanticCustomError("value_error", words), loc=at, input=None) for at, words in faults]
    return ValidationError.from_exception_data(title, [*lines, *own], hide_input=True)


def _limits(context: dict[str, object]) -> dict[str, object]:
    """Return what a rule allows, without the errors of validators: their tracebacks lead to what was read."""
    return {name: value for name, value in context.items() if not isinstance(value, BaseException)}


def checked(check: Callable[..., Output], /, *args: object, **how: object) -> Output:
    """Return what a validator of pydantic's makes.

    Args:
        check: the validator.
        *args: for the validator.
        **how: for the validator.

    Raises:
        ValidationError: a silent one.
    """
    try:
        return check(*args, **how)
    except ValidationError as error:
        silent = silenced(error)
    # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
    raise silent


def written(write: Callable[..., Output], /, source: str, *args: object, **how: object) -> Output:
    """Return what a serializer of pydantic's writes of something that is a model, or holds some.

    Args:
        write: the serializer.
        source: what is written, for the error.
        *args: for the serializer.
        **how: for the serializer.

    Raises:
        InvalidInput: an instance holds what its model does not allow; pydantic only warns, and repeats the value.
    """
    try:
        return write(*args, **{"warnings": "error", **how})
    except PydanticSerializationError:
        faults = [Fault("", "holds what it must not, and cannot be written: it was made or copied unchecked")]
    raise InvalidInput(source, faults)
