"""A channel whose constructor takes something else than settings, as a configuration opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import frozen

from downtimekit.models.strict import Strict
from downtimekit.ports.notifier import Notifier

Its = TypeVar("Its", bound=Strict)


@frozen
class Opening(Generic[Its]):
    """Makes a channel of its settings, as `downtimekit.runtime.channels.Plugin` wants it."""

    Settings: type[Its]
    _make: Callable[[Its], Notifier]

    def __call__(self, settings: Its, /) -> Notifier:
        """Return the channel."""
        return self._make(settings)
