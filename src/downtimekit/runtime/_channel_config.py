"""Channels as a configuration lists them, and what is wrong with the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.reading import read
from downtimekit.models.silence import shown
from downtimekit.models.strict import Name, Strict
from downtimekit.runtime._plugin_shelf import Settings


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
