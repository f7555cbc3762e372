"""The ports: what downtimekit needs from the world, one file each, with what each promises."""

from downtimekit.ports.agenda import Agenda
from downtimekit.ports.clock import Clock
from downtimekit.ports.entries import Commit, Entry
from downtimekit.ports.journal import Journal
from downtimekit.ports.listing import ListingRenderer
from downtimekit.ports.matcher import PatientMatcher
from downtimekit.ports.notifier import Answering, Capabilities, Message, Notifier, Sent
from downtimekit.ports.renderer import Press, Renderer
from downtimekit.ports.schedule_source import ScheduleSource
from downtimekit.ports.shelf import Shelf
from downtimekit.ports.target import BackfillTarget, ChartReader

__all__ = [
    "Agenda",
    "Answering",
    "BackfillTarget",
    "Capabilities",
    "ChartReader",
    "Clock",
    "Commit",
    "Entry",
    "Journal",
    "ListingRenderer",
    "Message",
    "Notifier",
    "PatientMatcher",
    "Press",
    "Renderer",
    "ScheduleSource",
    "Sent",
    "Shelf",
]
