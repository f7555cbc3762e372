"""Models with the same fields as ours and nothing else: what somebody would write in an hour, without us.

Only the types are taken over: no limits, no patterns, no rules, unknown fields are ignored, and instances can change.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo


@cache
def bare(model: type[BaseModel]) -> type[BaseModel]:
    """Return a model with the same fields as another, and bare models in place of its parts."""
    fields: dict[str, Any] = {name: _field(info) for name, info in model.model_fields.items()}
    return create_model(f"Bare{model.__name__}", **fields)


def _field(info: FieldInfo) -> tuple[object, object]:
    annotation = _plain(info.annotation, told_apart_by=_tag([info]))
    if info.is_required():
        return annotation, ...
    if info.default_factory is not None:
        return annotation, Field(default_factory=info.default_factory)
    return annotation, info.default


def _tag(marks: list[object]) -> str | None:
    """Return the name of the field by which models are told apart, where one is named."""
    tags = [mark.discriminator for mark in marks if isinstance(mark, FieldInfo)]
    return next((tag for tag in tags if isinstance(tag, str)), None)


def _plain(annotation: object, *, told_apart_by: str | None = None) -> Any:  # noqa: ANN401  (a type to be)
    """Return a type without all that it is annotated with."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _plain(args[0], told_apart_by=_tag(list(args)))
    if origin in (Union, types.UnionType):
        union: Any = Union[tuple(map(_plain, args))]  # noqa: UP007  (made while running)
        return Annotated[union, Field(discriminator=told_apart_by)] if told_apart_by else union
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bare(annotation)
    composed: Any = origin  # a tuple, a list, a mapping
    return composed[tuple(map(_plain, args))] if origin not in (None, Literal) else annotation
