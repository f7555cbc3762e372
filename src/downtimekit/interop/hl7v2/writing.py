"""Writing: segments from fields by their number, and fields from components. Nothing here reads a clock.

Whatever is written is escaped on the way, so a name with a separator in it, or a line break, stays one name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NewType

from attrs import field, frozen

from downtimekit.interop.hl7v2.escapes import escape
from downtimekit.interop.hl7v2.wire import NULL

Raw = NewType("Raw", str)
"""A field as it stands on the wire, escaped and with its separators."""

CLEAR = Raw(NULL)
"""Tells the receiver to clear a field."""


Line = tuple[str, Sequence[Raw]]
"""A segment: its name, and its fields from the first one on."""


def plain(text: str | None) -> Raw:
    """Write a text as a field with one component."""
    # Two quotation marks alone would tell the receiver to clear the field.
    return Raw("\\X22\\" * 2) if text == NULL else Raw(escape(text or ""))


def components(*texts: str | None) -> Raw:
    """Write texts as the components of a field, without the empty ones at its end."""
    return Raw("^".join(plain(text) for text in texts).rstrip("^"))


def parts(*texts: str | None) -> Raw:
    """Write texts as the parts of one component."""
    return Raw("&".join(plain(text) for text in texts).rstrip("&"))


def joined(*written: Raw) -> Raw:
    """Join components that are written already."""
    return Raw("^".join(written).rstrip("^"))


def repeated(written: Iterable[Raw]) -> Raw:
    """Join the repetitions of a field."""
    return Raw("~".join(written))


def segment(name: str, fields: Mapping[int, Raw]) -> Line:
    """Return a segment with each field in its place."""
    return name, [fields.get(number, Raw("")) for number in range(1, max(fields, default=0) + 1)]


@frozen
class Outgoing:
    """A message without its envelope.

    Attributes:
        code, trigger, structure: what stands in MSH-9.
        segments: what follows MSH.
    """

    code: str
    trigger: str
    structure: str
    segments: Sequence[Line] = field(repr=False)


@frozen
class Dialect:
    """How the receiver wants to be spoken to.

    Attributes:
        version: of HL7, such as ``2.5.1``.
        mrn_issuer: whose medical record numbers the patients' numbers are; empty leaves that out.
    """

    version: str
    mrn_issuer: str = ""
