"""The settings of channels as a configuration has them, and every fault in them, in words that repeat no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen
from pydantic import BaseModel, SecretStr

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.reading import read
from downtimekit.models.silence import shown
from downtimekit.models.strict import Name, Strict
from downtimekit.runtime._plugins import in_short

Settings = Mapping[str, Any] | BaseModel | None
"""The settings of one channel, as ``json.loads`` returns them, or as an instance of its model; None for none at all."""

_TELLING = 6  # letters; a shorter value may stand in a word of ours


@frozen
class Entry:
    """One channel of a configuration.

    Attributes:
        path: where its settings stand.
    """

    path: str
    name: str
    settings: Settings


class _Listed(Strict):
    channel: Name
    settings: Any = None


def listed(config: object) -> tuple[Sequence[Entry], list[Fault]]:
    """Return the channels of a configuration, and what is wrong with its shape."""
    if isinstance(config, Mapping):
        return [Entry(str(shown(str(name))), str(name), settings) for name, settings in config.items()], []
    if not isinstance(config, Sequence) or isinstance(config, str | bytes):
        return [], [Fault("", "is neither a set of channels by their names nor a list of channels")]
    entries, faults = [], []
    for place, found in enumerate(config):
        try:
            entry = read(_Listed, found, source="channels")
        except InvalidInput as error:
            faults += [under(f"[{place}]", fault) for fault in error.faults]
        else:
            entries.append(Entry(f"[{place}].settings", entry.channel, entry.settings))
    return entries, faults


def under(path: str, fault: Fault) -> Fault:
    """Return a fault of a part as one of the whole."""
    inner = f".{fault.path}" if fault.path and not fault.path.startswith("[") else fault.path
    return Fault(f"{path}{inner}", fault.words)


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
