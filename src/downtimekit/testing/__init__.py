"""For tests of programs that embed downtimekit: a clock to move, a journal to forget, a chart to fill.

What the ports promise stands in `downtimekit.testing.contracts`, as tests for adapters; they need pytest.
"""

from downtimekit.testing.clock import VirtualClock
from downtimekit.testing.memory_journal import MemoryJournal
from downtimekit.testing.memory_target import MemoryTarget

__all__ = ["MemoryJournal", "MemoryTarget", "VirtualClock"]
