"""The renderers that a host opens by their names, from a configuration: shipped ones, and plugins that it allows.

A plugin is found by an entry point of the group ``downtimekit.renderers``. What others than downtimekit bring is not
even imported unless its name is allowed: whatever is installed beside it could else read every sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias, cast

from attrs import field, frozen

from downtimekit.errors import InvalidInput
from downtimekit.forms.codes import Seal
from downtimekit.ports.renderer import Renderer
from downtimekit.runtime._plugin_shelf import PluginShelf, Settings
from downtimekit.runtime._plugins import RENDERERS, Plugin

__all__ = ["DescribedRenderer", "RendererPlugin", "Renderers"]

RendererPlugin: TypeAlias = Plugin[Renderer]
"""What makes a renderer: it is called with its settings and, by keyword where it takes one, with the `seal`."""


@frozen
class DescribedRenderer:
    """What can be opened under a name.

    Attributes:
        origin: the distribution that brings it; empty where the host handed it in.
        settings: their JSON Schema, such as for a form on a screen.
    """

    name: str
    origin: str
    settings: Mapping[str, Any] = field(repr=False)


@frozen
class Renderers:
    """Opens renderers by their names.

        renderers = Renderers.installed(seal=seal, allow=["acme-labels"])
        pdf = renderers.open("pdf", {"fonts": ["NotoSans-Regular.ttf"]})

    What is wrong with a plugin is logged as ``downtimekit.renderers``, without its settings.
    """

    _shelf: PluginShelf

    @classmethod
    def of(cls, plugins: Mapping[str, RendererPlugin], *, seal: Seal) -> Renderers:
        """Return these renderers and no others; nothing is looked for."""
        return cls(PluginShelf.of(RENDERERS, plugins, given={"seal": seal}))

    @classmethod
    def installed(
        cls, *, seal: Seal, allow: Collection[str] = (), plus: Mapping[str, RendererPlugin] | None = None
    ) -> Renderers:
        """Return the shipped renderers, and of those that are installed beside them the ones that are allowed.

        Args:
            seal: what the codes on the pages are made with.
            allow: their names. Nothing else of others is imported. Where an allowed one is called as another that may
                be used, neither is taken.
            plus: renderers that the host has at hand; each takes the place of any other of its name.
        """
        return cls(PluginShelf.installed(RENDERERS, allow=allow, plus=plus, given={"seal": seal}))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that may be opened; whether one can be imported shows when it is asked for."""
        return self._shelf.names

    def open(self, name: str, settings: Settings = None) -> Renderer:
        """Open a renderer.

        Args:
            name: as it is registered.
            settings: as its model `Settings` has them.

        Raises:
            UnknownName: nothing is called so; carries the names that are known.
            InvalidInput: with every fault of the settings; or it is installed and cannot be used, and why. It holds
                nothing of the settings.
        """
        made = self._shelf.made(name, settings, lacking=_lacking)
        if isinstance(made, Sequence):
            raise InvalidInput(f"renderer '{name}'", made)
        return cast("Renderer", made)

    def describe(self) -> tuple[DescribedRenderer, ...]:
        """Return what can be opened, by its names; what cannot be imported is logged and left out."""
        return tuple(
            DescribedRenderer(source.name, source.origin, schema) for source, _, schema in self._shelf.described()
        )


def _lacking(found: object) -> str:
    if not callable(getattr(found, "compile", None)):
        return "has no function compile"
    suffix = getattr(found, "suffix", None)
    if not isinstance(suffix, str) or not suffix.startswith(".") or not suffix[1:].isalnum():
        return "has no attribute suffix that is the ending of a file, with its dot"
    return ""
