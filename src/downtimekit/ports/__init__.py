"""The ports: what downtimekit needs from the world, one file each, with what each promises."""

from downtimekit.ports.clock import Clock
from downtimekit.ports.journal import Commit, Entry, Journal
from downtimekit.ports.notifier import Message, Notifier, Sent
from downtimekit.ports.renderer import Renderer
from downtimekit.ports.target import BackfillTarget

__all__ = ["BackfillTarget", "Clock", "Commit", "Entry", "Journal", "Message", "Notifier", "Renderer", "Sent"]
