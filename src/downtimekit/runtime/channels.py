"""The channels that a host opens by their names, from a configuration: shipped ones, and plugins that it allows.

A plugin is found by an entry point of the group ``downtimekit.notifiers``. What others than downtimekit bring is not
even imported unless its name is allowed: whatever is installed beside it could else read every notice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias, cast

from attrs import field, frozen
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import Fault, InvalidInput, UnknownName
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.strict import ADAPTER, Key
from downtimekit.ports.notifier import Notifier
from downtimekit.runtime._channel_config import listed, under
from downtimekit.runtime._plugin_shelf import PluginShelf, Settings
from downtimekit.runtime._plugins import CHANNELS, Plugin
from downtimekit.runtime.sync_channel import PlainNotifier, adapted

__all__ = ["ChannelPlugin", "Channels", "Described", "Settings"]

ChannelPlugin: TypeAlias = Plugin[Notifier | PlainNotifier]
"""What makes a channel, of its settings."""

_NAME = TypeAdapter[str](Key, config=ADAPTER)


@frozen
class Described:
    """What can be opened under a name.

    Attributes:
        origin: the distribution that brings it; empty where the host handed it in.
        settings: their JSON Schema, such as for a form on a screen.
        capabilities: of the channel, where they are the same for all settings; else with the first of the schema's
            examples; None where there are none.
    """

    name: str
    origin: str
    settings: Mapping[str, Any] = field(repr=False)
    capabilities: Capabilities | None


@frozen
class Channels:
    """Opens channels by their names.

        channels = Channels.installed(allow=["acme-pager"])
        notifiers = channels.open_all({"smtp": {"host": ...}, "acme-pager": {"gateway": ...}})

    What is wrong with a plugin is logged as ``downtimekit.channels``, without its settings.
    """

    _shelf: PluginShelf

    @classmethod
    def of(cls, plugins: Mapping[str, ChannelPlugin], *, given: Mapping[str, object] | None = None) -> Channels:
        """Return these channels and no others; nothing is looked for.

        Args:
            plugins: by the names under which they are opened.
            given: what channels take by keyword, such as ``{"line": Line(...)}``, over which all HTTP goes.
        """
        return cls(PluginShelf.of(CHANNELS, plugins, given=given))

    @classmethod
    def installed(
        cls,
        *,
        allow: Collection[str] = (),
        plus: Mapping[str, ChannelPlugin] | None = None,
        given: Mapping[str, object] | None = None,
    ) -> Channels:
        """Return the shipped channels, and of those that are installed beside them the ones that are allowed.

        Args:
            allow: their names. Nothing else of others is imported. Where an allowed one is called as another that may
                be used, neither is taken.
            plus: channels that the host has at hand; each takes the place of any other of its name.
            given: what channels take by keyword; as in `of`.
        """
        return cls(PluginShelf.installed(CHANNELS, allow=allow, plus=plus, given=given))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that may be opened; whether one can be imported shows when it is asked for."""
        return self._shelf.names

    def open(self, name: str, settings: Settings = None) -> Notifier:
        """Open one channel; one whose `send` is a plain function runs in worker threads.

        Args:
            name: as it is registered.
            settings: as its model `Settings` has them.

        Raises:
            UnknownName: nothing is called so; carries the names that are known.
            InvalidInput: with every fault of the settings; or it is installed and cannot be used, and why. It holds
                nothing of the settings.
        """
        opened = self._opened(name, settings)
        if isinstance(opened, Sequence):
            raise InvalidInput(f"channel '{name}'", opened)
        return opened

    def open_all(self, config: Mapping[str, Settings] | Sequence[Mapping[str, Any]]) -> tuple[Notifier, ...]:
        """Open every channel of a configuration, as JSON or YAML has it.

        Args:
            config: settings by names, ``{"smtp": {"host": ...}}``; or, where there are several of one name, a list of
                ``{"channel": "slack", "settings": {"room": ...}}``.

        Raises:
            InvalidInput: with every fault of all channels.
        """
        notifiers: list[Notifier] = []
        entries, faults = listed(config)
        taken: dict[str, str] = {}
        for entry in entries:
            try:
                opened = self._opened(entry.name, entry.settings)
            except UnknownName as error:
                opened = [Fault("", f"is no channel that is known; known: {', '.join(error.known) or 'none'}")]
            if isinstance(opened, Sequence):
                faults += [under(entry.path, fault) for fault in opened]
                continue
            called = opened.capabilities.name
            if called in taken:
                faults.append(Fault(entry.path, f"has the same name as {taken[called]}: give one of them another"))
            taken[called] = entry.path
            notifiers.append(opened)
        if faults:
            raise InvalidInput("channels", faults)
        return tuple(notifiers)

    def describe(self) -> tuple[Described, ...]:
        """Return what can be opened, by its names; what cannot be imported is logged and left out."""
        return tuple(
            Described(source.name, source.origin, schema, self._capabilities(plugin, schema))
            for source, plugin, schema in self._shelf.described()
        )

    def _capabilities(self, plugin: object, schema: Mapping[str, Any]) -> Capabilities | None:
        constant = getattr(plugin, "capabilities", None)
        if isinstance(constant, Capabilities):
            return constant
        for example in schema.get("examples", ())[:1]:
            made = self._shelf.made_of(cast("ChannelPlugin", plugin), example, lacking=_fault_of)
            return None if isinstance(made, Sequence) else cast("Notifier", made).capabilities
        return None

    def _opened(self, name: str, settings: Settings) -> Notifier | Sequence[Fault]:
        made = self._shelf.made(name, settings, lacking=_fault_of)
        return made if isinstance(made, Sequence) else adapted(cast("Notifier | PlainNotifier", made))


def _fault_of(notifier: object) -> str:
    """Return what keeps something from being a notifier; empty where nothing does."""
    if not callable(getattr(notifier, "send", None)):
        return "has no function send"
    said = getattr(notifier, "capabilities", None)
    if not isinstance(said, Capabilities):
        return "has no attribute capabilities that says what it can do"
    try:
        _NAME.validate_python(said.name, strict=True)
    except ValidationError:
        return "has a name that may not stand in a receipt"
    return ""
