"""Every model there is, found by walking the packages: a new one is tested from the day it lands."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from enum import Enum
from types import ModuleType

from attrs import has
from pydantic import BaseModel

import downtimekit
from downtimekit.models.strict import Confidential, Strict

_WALKED = {"models", "ports", "backfill", "forms", "playbooks", "interop", "readiness", "runtime"}


def modules() -> Iterator[ModuleType]:
    """Import and yield every module that may hold a model; adapters and what ships for tests hold none of a patient."""
    for room in pkgutil.iter_modules(downtimekit.__path__, f"{downtimekit.__name__}."):
        if room.ispkg and room.name.split(".")[1] in _WALKED:
            package = importlib.import_module(room.name)
            yield package
            for found in pkgutil.walk_packages(package.__path__, f"{room.name}."):
                yield importlib.import_module(found.name)


def _found(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for sub in model.__subclasses__():
        yield sub
        yield from _found(sub)


def _is_concrete(model: type[BaseModel]) -> bool:
    """Say whether it can be made: it is no private base, and every type that it is generic over is given."""
    return not model.__name__.startswith("_") and not model.__pydantic_generic_metadata__["parameters"]


MODULES: Sequence[ModuleType] = tuple(modules())
EVERY_MODEL: Sequence[type[Strict]] = sorted(
    {
        model
        for model in _found(Strict)
        if issubclass(model, Strict) and model is not Confidential and model.__module__.split(".")[1] in _WALKED
    },
    key=lambda model: (model.__module__, model.__qualname__),
)
CONCRETE: Sequence[type[Strict]] = [model for model in EVERY_MODEL if _is_concrete(model)]
EVERY_ENUM: Sequence[type[Enum]] = sorted(
    {
        found
        for module in MODULES
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Enum) and found.__module__ == module.__name__
    },
    key=lambda words: (words.__module__, words.__qualname__),
)
EVERY_VALUE: Sequence[type] = sorted(
    {
        found
        for module in MODULES
        for found in vars(module).values()
        if isinstance(found, type) and has(found) and found.__module__ == module.__name__
    },
    key=lambda value: (value.__module__, value.__qualname__),
)
"""Every attrs class."""


def name_of(found: type) -> str:
    """Return a name to tell tests apart by: the room and the class."""
    return f"{found.__module__.removeprefix('downtimekit.')}.{found.__qualname__}"
