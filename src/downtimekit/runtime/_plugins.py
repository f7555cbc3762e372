"""Where channels and renderers come from: entry points of what is installed, none imported before it may be."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from inspect import Parameter, signature
from traceback import extract_tb
from typing import Any, Protocol, TypeVar, cast

from attrs import define, field, frozen
from pydantic import BaseModel

_OURS = "downtimekit"
_OUR_MODULES = "downtimekit.adapters."
_SEPARATORS = re.compile(r"[-_.]+")


Made_co = TypeVar("Made_co", covariant=True)


class Plugin(Protocol[Made_co]):
    """What makes a channel or a renderer: a class, or a function with an attribute `Settings`.

    It is called with its settings, and with what it takes by keyword of what the host gives to all of its family. It
    opens no connection yet.
    """

    @property
    def Settings(self) -> type[BaseModel]:
        """The model that its settings are read by."""
        ...

    def __call__(self, settings: Any, /) -> Made_co:  # noqa: ANN401 - each has a model of its own
        """Return a channel or a renderer."""
        ...


@frozen
class Family:
    """Parts of one kind that plugins bring.

    Attributes:
        group: of the entry points.
        noun: what one is called in words.
    """

    group: str
    noun: str

    @property
    def log(self) -> logging.Logger:
        """Where it is said what is wrong with a plugin, without its settings."""
        return logging.getLogger(f"downtimekit.{self.noun}s")


CHANNELS = Family("downtimekit.notifiers", "channel")
RENDERERS = Family("downtimekit.renderers", "renderer")


@frozen
class Unusable:
    """A part that is installed and cannot be used.

    Attributes:
        why: in words that hold nothing of any setting.
    """

    why: str


@define
class Source:
    """A part that was found, and is imported when it is asked for.

    Attributes:
        origin: the distribution that brings it; empty where the host handed it in.
    """

    family: Family
    name: str
    origin: str
    _entry: EntryPoint | None = None
    _plugin: Plugin[object] | Unusable | None = field(default=None, repr=False)

    @classmethod
    def of(cls, family: Family, name: str, plugin: Plugin[object]) -> Source:
        """Return a part that the host has at hand."""
        return cls(family, name, "", None, plugin if not (fault := misshapen(plugin)) else Unusable(fault))

    def plugin(self) -> Plugin[object] | Unusable:
        """Return what makes the part; it is imported once, and where that fails, that is logged once."""
        if self._plugin is None:
            assert self._entry is not None  # noqa: S101 - it is one or the other
            self._plugin = _imported(self._entry)
            if isinstance(self._plugin, Unusable):
                self.left_out(f"it {self._plugin.why}")
        return self._plugin

    def left_out(self, why: str) -> None:
        """Log that it is not used."""
        self.family.log.warning("%s %r of %r is left out: %s", self.family.noun, self.name, self.origin, why)


def _imported(entry: EntryPoint) -> Plugin[object] | Unusable:
    try:
        found = entry.load()
    except (Exception, SystemExit) as error:  # whatever a stranger's module raises, the others go on
        return Unusable(f"cannot be imported: {in_short(error)}")
    return Unusable(fault) if (fault := misshapen(found)) else cast("Plugin[object]", found)


def misshapen(found: object) -> str:
    """Return what a plugin lacks; empty where it is one."""
    settings = getattr(found, "Settings", None)
    if not callable(found):
        return "is neither a class nor a function"
    if not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        return "has no attribute Settings that is a pydantic model"
    return ""


def in_short(error: BaseException) -> str:
    """Say what happened and where, without an error's own words: they may hold a setting."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"module {error.name!r} is not installed"
    frames = extract_tb(error.__traceback__)
    return (
        f"{type(error).__name__} in line {frames[-1].lineno} of {frames[-1].name}" if frames else type(error).__name__
    )


def accepted(plugin: Plugin[object], given: Mapping[str, object]) -> Mapping[str, object]:
    """Return what a plugin takes by keyword of what the host gives."""
    parameters = signature(plugin).parameters.values()
    named = {one.name for one in parameters if one.kind is Parameter.KEYWORD_ONLY}
    return {name: value for name, value in given.items() if name in named}


def installed(family: Family, allow: Collection[str], *, but: Collection[str] = ()) -> Mapping[str, Source | Unusable]:
    """Return the parts of a family that are installed; none is imported.

    Args:
        family: which kind of part.
        allow: the names of those that others than downtimekit bring, and that may be used.
        but: the names of those that are not looked for.
    """
    entries = _by_name(entry for entry in entry_points(group=family.group) if entry.name not in but)
    for name in sorted(set(allow) - entries.keys() - set(but)):
        family.log.warning("%s %r is allowed, and nothing that is installed brings it", family.noun, name)
    return {name: _chosen(family, name, found, allowed=name in allow) for name, found in entries.items()}


def _by_name(entries: Iterable[EntryPoint]) -> Mapping[str, Sequence[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for entry in entries:
        found.setdefault(entry.name, []).append(entry)
    return found


def _chosen(family: Family, name: str, entries: Sequence[EntryPoint], *, allowed: bool) -> Source | Unusable:
    usable = [entry for entry in entries if allowed or _is_ours(entry)]
    for entry in entries:
        if entry not in usable:
            family.log.info("%s %r of %r is not allowed, and was not imported", family.noun, name, _origin(entry))
    if not usable:
        return Unusable(
            f"is brought by {_origins(entries)}, which is not allowed: name it in allow, where you trust that"
        )
    if len(usable) > 1:
        origins = _origins(usable)
        words = "%s %r is brought more than once, by %s: none of them is used"
        family.log.warning(words, family.noun, name, origins)
        return Unusable(f"is brought more than once, by {origins}: hand in the one that is meant")
    return Source(family, name, _origin(usable[0]), usable[0])


def _origin(entry: EntryPoint) -> str:
    name = entry.dist.name if entry.dist else ""
    return _SEPARATORS.sub("-", name or "").lower()


def _origins(entries: Iterable[EntryPoint]) -> str:
    return ", ".join(repr(_origin(entry)) for entry in entries)


def _is_ours(entry: EntryPoint) -> bool:
    return _origin(entry) == _OURS and entry.value.startswith(_OUR_MODULES)
