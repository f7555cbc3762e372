"""The two clocks and the two people in a content tree, as a section of ours: DICOM has no template for a late entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError

from downtimekit.interop.dicom.content import Code, Item, ValueType, container, own, text
from downtimekit.interop.dicom.node import Node
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.reading import faults_of

LATE = own("late_entry", "Late entry")
STATEMENT = own("late_entry/statement", "Late entry statement")
_CLOCKS = {name: own(f"late_entry/{name}") for name in ("occurred_at", "recorded_at")}
_WORDS = {name: own(f"late_entry/{name}") for name in ("performed_by", "entered_by", "on_behalf_of", "reason")}


def written_late(late: LateEntry) -> Item:
    """Return the section: the statement for people, and each part of it for programs."""
    parts: list[Item] = [text(STATEMENT, late.statement)]
    parts += (Item(ValueType.DATETIME, code, getattr(late, name)) for name, code in _CLOCKS.items())
    parts += (text(code, getattr(late, name)) for name, code in _WORDS.items() if getattr(late, name))
    return container(LATE, parts)


def read_late(node: Node) -> LateEntry | None:
    """Return the two clocks and the two people; None where they do not stand there."""
    section = node.one(LATE, ValueType.CONTAINER)
    if section is None:
        return None
    section.words(STATEMENT)
    values: dict[str, object] = {name: _moment(section, code) for name, code in _CLOCKS.items()}
    values |= {name: section.words(code) for name, code in _WORDS.items()}
    return _late(values, section)


def _moment(section: Node, code: Code) -> datetime | None:
    found = section.one(code, ValueType.DATETIME)
    return found.item.value if found and isinstance(found.item.value, datetime) else None


def _late(values: Mapping[str, object], section: Node) -> LateEntry | None:
    try:
        return LateEntry.model_validate({name: value for name, value in values.items() if value})
    except ValidationError as error:
        for fault in faults_of(error):
            section.into.wrong(section.at, str(fault))
        return None
