"""For tests of programs that embed downtimekit: a clock to move, parts that remember or fail, outages as scripts.

What the ports promise stands in `downtimekit.testing.contracts`, as tests for adapters; they need pytest. Fixtures for
all of this come with `downtimekit.testing.plugin`, which pytest finds by itself.

A name is loaded when it is asked for: whoever has downtimekit installed and tests something else pays nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from downtimekit.testing.asserting import assert_cadence_kept, assert_nothing_lost, assert_refused
    from downtimekit.testing.clock import VirtualClock
    from downtimekit.testing.journals import FailingJournal, PassingJournal, RecordingJournal
    from downtimekit.testing.memory_journal import MemoryJournal
    from downtimekit.testing.memory_target import MemoryTarget
    from downtimekit.testing.notifiers import FailingNotifier, NullNotifier, RecordingNotifier
    from downtimekit.testing.people import clinic, staff
    from downtimekit.testing.playing import Played, play
    from downtimekit.testing.renderers import FailingRenderer, NullRenderer, RecordingRenderer
    from downtimekit.testing.script import OutageScript
    from downtimekit.testing.script_reading import at, load_script, script_from, script_of
    from downtimekit.testing.targets import FailingTarget, NullTarget, RecordingTarget
    from downtimekit.testing.told import assert_not_told, assert_told
    from downtimekit.testing.trouble import Fuse, PowerCut, Trouble, Troubles, Way
    from downtimekit.testing.wall import wall_time

__all__ = [
    "FailingJournal",
    "FailingNotifier",
    "FailingRenderer",
    "FailingTarget",
    "Fuse",
    "MemoryJournal",
    "MemoryTarget",
    "NullNotifier",
    "NullRenderer",
    "NullTarget",
    "OutageScript",
    "PassingJournal",
    "Played",
    "PowerCut",
    "RecordingJournal",
    "RecordingNotifier",
    "RecordingRenderer",
    "RecordingTarget",
    "Trouble",
    "Troubles",
    "VirtualClock",
    "Way",
    "assert_cadence_kept",
    "assert_not_told",
    "assert_nothing_lost",
    "assert_refused",
    "assert_told",
    "at",
    "clinic",
    "load_script",
    "play",
    "script_from",
    "script_of",
    "staff",
    "wall_time",
]

if not TYPE_CHECKING:
    _ROOMS = {
        "asserting": ("assert_cadence_kept", "assert_nothing_lost", "assert_refused"),
        "clock": ("VirtualClock",),
        "journals": ("FailingJournal", "PassingJournal", "RecordingJournal"),
        "memory_journal": ("MemoryJournal",),
        "memory_target": ("MemoryTarget",),
        "notifiers": ("FailingNotifier", "NullNotifier", "RecordingNotifier"),
        "people": ("clinic", "staff"),
        "playing": ("Played", "play"),
        "renderers": ("FailingRenderer", "NullRenderer", "RecordingRenderer"),
        "script": ("OutageScript",),
        "script_reading": ("at", "load_script", "script_from", "script_of"),
        "targets": ("FailingTarget", "NullTarget", "RecordingTarget"),
        "told": ("assert_not_told", "assert_told"),
        "trouble": ("Fuse", "PowerCut", "Trouble", "Troubles", "Way"),
        "wall": ("wall_time",),
    }
    _ROOM_OF = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}

    def __getattr__(name: str) -> object:
        """Load a name from its room, once."""
        if name not in _ROOM_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_ROOM_OF[name]), name)
        return found

    def __dir__() -> list[str]:
        """Return every name, also of what is not loaded yet."""
        return sorted({*globals(), *__all__})
