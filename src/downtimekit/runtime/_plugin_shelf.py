"""Parts that are opened by their names and settings, and every fault in those, in words that repeat no value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen
from pydantic import BaseModel, SecretStr

from downtimekit.errors import Fault, InvalidInput, UnknownName
from downtimekit.models.reading import read
from downtimekit.runtime._plugins import Family, Plugin, Source, Unusable, accepted, in_short, installed

Settings = Mapping[str, Any] | BaseModel | None
"""The settings of one part, as ``json.loads`` returns them, or as an instance of its model; None for none at all."""

_TELLING = 6  # letters; a shorter value may stand in a word of ours


@frozen
class PluginShelf:
    """The parts of one family that may be used.

    Attributes:
        given: what they take by keyword, such as the line over which all HTTP goes.
    """

    family: Family
    sources: Mapping[str, Source | Unusable]
    given: Mapping[str, object] = field(factory=dict, repr=False)

    @classmethod
    def of(
        cls, family: Family, plugins: Mapping[str, Plugin[object]], *, given: Mapping[str, object] | None
    ) -> PluginShelf:
        """Return these parts and no others; nothing is looked for."""
        return cls(family, {name: Source.of(family, name, plugin) for name, plugin in plugins.items()}, given or {})

    @classmethod
    def installed(
        cls,
        family: Family,
        *,
        allow: Collection[str],
        plus: Mapping[str, Plugin[object]] | None,
        given: Mapping[str, object] | None,
    ) -> PluginShelf:
        """Return the shipped parts, of those that are installed beside them the allowed ones, and the host's own."""
        at_hand = cls.of(family, plus or {}, given=None).sources
        return cls(family, {**installed(family, frozenset(allow), but=at_hand), **at_hand}, given or {})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that may be opened."""
        return tuple(sorted(name for name, source in self.sources.items() if isinstance(source, Source)))

    def made(self, name: str, settings: Settings, *, lacking: Callable[[Any], str]) -> object | Sequence[Fault]:
        """Return a part, or every fault of its settings.

        Args:
            name: as it is registered.
            settings: as its model `Settings` has them.
            lacking: says what something lacks to be such a part; empty where it is one.

        Raises:
            UnknownName: nothing is called so; carries the names that are known.
        """
        source = self.sources.get(name)
        if source is None:
            raise UnknownName(self.family.noun, name, known=self.names)
        plugin = source.plugin() if isinstance(source, Source) else source
        if isinstance(plugin, Unusable):
            return [Fault("", plugin.why)]
        return self.made_of(plugin, settings, lacking=lacking)

    def made_of(
        self, plugin: Plugin[object], settings: Settings, *, lacking: Callable[[Any], str]
    ) -> object | Sequence[Fault]:
        """Return the part that a plugin makes, or every fault of its settings."""
        checked = read_settings(plugin.Settings, settings)
        if isinstance(checked, Sequence):
            return checked
        try:
            part = plugin(checked, **accepted(plugin, self.given))
            fault = lacking(part)
        except InvalidInput as error:
            return error.faults
        except Exception as error:  # whatever a stranger's code raises
            fault = f"cannot be opened: {in_short(error)}"
        return [Fault("", fault)] if fault else part

    def described(self) -> Iterator[tuple[Source, Plugin[object], Mapping[str, Any]]]:
        """Yield what can be opened with the JSON Schema of its settings; what cannot be imported is left out."""
        for name in self.names:
            source = self.sources[name]
            if isinstance(source, Unusable) or isinstance(plugin := source.plugin(), Unusable):
                continue
            try:
                schema = plugin.Settings.model_json_schema()
            except Exception as error:  # whatever a stranger's model raises, the others go on
                source.left_out(f"its settings have no JSON Schema: {in_short(error)}")
                continue
            yield source, plugin, schema


def read_settings(model: type[BaseModel], settings: Settings) -> BaseModel | Sequence[Fault]:
    """Return settings as their model, or all their faults.

    The model may be a stranger's: whatever its validators say or raise, none of the values is repeated.
    """
    found = {} if settings is None else settings
    try:
        return read(model, found, source="settings")
    except InvalidInput as error:
        values = [text for text in _texts(found) if len(text) >= _TELLING]
        return [_without(values, fault) for fault in error.faults]
    except Exception as error:  # a validator that raises what pydantic does not take for a fault
        return [Fault("", f"cannot be read: {in_short(error)}")]


def _without(values: Sequence[str], fault: Fault) -> Fault:
    return Fault(fault.path, "is not valid") if any(value in fault.words for value in values) else fault


def _texts(found: object) -> Iterator[str]:
    """Yield every text in settings."""
    if isinstance(found, BaseModel):
        yield from _texts(dict(found))
    elif isinstance(found, Mapping):
        for value in found.values():
            yield from _texts(value)
    elif isinstance(found, str):
        yield found
    elif isinstance(found, SecretStr):
        yield found.get_secret_value()
    elif isinstance(found, Sequence | set | frozenset):
        for value in found:
            yield from _texts(value)
