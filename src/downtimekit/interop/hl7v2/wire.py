"""The wire: text into segments and fields, and back. It knows line ends and framing, and no segment but MSH.

No library does this here; docs/adr/0010-hl7v2-library.md says why. A line that is no segment is left out and told by
its number; only a message whose MSH cannot be used is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs
from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.separators import SOURCE, Separators, named_in
from downtimekit.models.concern import Concern, Gravity

NULL = '""'
"""What stands in a field that the receiver is told to clear; an empty field says nothing (HL7 v2.5.1, 2.5.3.5)."""


@frozen
class Wire:
    """A message as it stands on the wire.

    Attributes:
        segments: name and fields of each, in order; ``fields[n]`` is field n, in MSH too.
        losses: the lines that were left out, such as ``line 4``.
        concerns: what is wrong with the framing.
    """

    separators: Separators
    segments: Sequence[tuple[str, Sequence[str]]] = attrs.field(repr=False)
    losses: Sequence[str] = ()
    concerns: Sequence[Concern] = ()


_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}", re.ASCII)
# A byte order mark, what MLLP puts around a message, and what files end with.
_FRAMING = "\ufeff\x0b\x1c\x00"


def tokenize(text: str) -> Wire:
    """Cut a message into segments and fields.

    Raises:
        InvalidInput: there is no MSH segment, it names no separators, or a second message begins.
    """
    lines = [line.strip(_FRAMING).lstrip() for line in _LINE_ENDS.split(text)]
    start = _head(lines)
    separators, concerns = named_in(lines[start])
    # What stands before MSH is no segment, whatever it looks like.
    read = [None] * start + [_segment(line, separators) for line in lines[start:]]
    segments = [segment for segment in read if segment]
    losses = [f"line {number}" for number, line in enumerate(lines, 1) if line and read[number - 1] is None]
    if sum(name == "MSH" for name, _ in segments) > 1:
        raise InvalidInput(SOURCE, [Fault("MSH[2]", "a second message begins here: read them one at a time")])
    return Wire(separators, segments, losses, [*concerns, *map(_left_out, losses)])


def _head(lines: Sequence[str]) -> int:
    for number, line in enumerate(lines):
        if line[:3].upper() == "MSH":
            return number
    raise InvalidInput(SOURCE, [Fault("MSH", "is missing: this is not an HL7 version 2 message")])


def _segment(line: str, separators: Separators) -> tuple[str, Sequence[str]] | None:
    """Cut a line into name and fields; None where it is no segment."""
    name = line[:3].upper()
    if line[3:4] not in ("", separators.field) or not _NAME.fullmatch(name):
        return None
    fields = line.split(separators.field)
    return name, [name, separators.field, *fields[1:]] if name == "MSH" else fields


def _left_out(path: str) -> Concern:
    return Concern("not_a_segment", path, "is not a segment and was left out", gravity=Gravity.WARNING)


def render(segments: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Write segments, each ended by a carriage return, without the empty fields at their ends.

    Args:
        segments: name and fields of each, from field 1 on, already escaped; MSH from field 2 on.
    """
    return "".join("|".join([name, *fields]).rstrip("|") + "\r" for name, fields in segments)
