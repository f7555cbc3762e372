"""The lines of a result (OBX): the parts of its text, and what of a breast report was sent as more than text.

Categories and densities are read with the alias tables of the models. A line whose words can mean two things, or
nothing that is known, is told and left out: a category is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from attrs import Factory, define, field

from downtimekit.interop.hl7v2.entry_line import is_entry
from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.trail import Field, Segment
from downtimekit.interop.hl7v2.tree import SCHEME, Leaf
from downtimekit.interop.hl7v2.words import (
    ASSESSMENT_CODES,
    ASSESSMENT_NAMES,
    DENSITY_CODES,
    DENSITY_NAMES,
    DIAGNOSTIC_CODE_NAMES,
    LINE_STATUS,
    SECTION_CODES,
    SECTION_NAMES,
    SUFFIXES,
)
from downtimekit.models.breast import (
    ASSESSMENT_ALIASES,
    DENSITY_ALIASES,
    Assessment,
    Density,
    read_assessment,
    read_density,
)
from downtimekit.models.breast.written_assessment import fits
from downtimekit.models.results import ResultStatus, SectionKind

_ASSESSMENTS = (*ASSESSMENT_ALIASES, ASSESSMENT_CODES)
_DENSITIES = (*DENSITY_ALIASES, DENSITY_CODES)
# VistA's other diagnostic codes are small numbers with meanings of their own: its 1 is not BI-RADS 1.
_BREAST_CODE = re.compile(r"11\d\d", re.ASCII)
_NARRATIVE = ("TX", "FT")
Word = TypeVar("Word")


@define
class Lines:
    """What the lines of one result say.

    Attributes:
        texts: the lines of each part of the text; statuses: how far the lines are.
        densities, assessments: each with the lines that say so.
        leaves: observations of our own, each with its line.
        used: the lines that something was read from.
    """

    texts: dict[SectionKind, list[str]] = field(factory=dict, repr=False)
    statuses: set[ResultStatus] = Factory(set)
    densities: dict[Density, list[Segment]] = Factory(dict)
    assessments: dict[Assessment, list[Segment]] = Factory(dict)
    leaves: list[tuple[Leaf, Segment]] = field(factory=list, repr=False)
    used: list[Segment] = Factory(list)


def read_lines(run: Sequence[Segment], message: Message) -> Lines:
    """Read the lines of one result; the coded ones are not counted as read yet."""
    lines = Lines()
    for obx in run:
        if obx.name != "OBX" or is_entry(obx):
            continue
        obx.take(1)
        status = message.word(obx.field(11), LINE_STATUS)
        if status is not None:
            lines.statuses.add(status)
        if _take_in(obx, lines, message):
            obx.take(2)
            lines.used.append(obx)
    return lines


def agreed_on(found: Mapping[Word, Sequence[Segment]], message: Message, *, what: str) -> Word | None:
    """Return the one thing that all lines say; None, and told, where they say two."""
    if len(found) > 1:
        for segments in found.values():
            words = f"says another {what} than another line does: none was taken"
            message.doubt(f"{what}_differs", segments[0].path, words)
        return None
    return next(iter(found), None)


def _take_in(obx: Segment, lines: Lines, message: Message) -> bool:
    """Take in what a line says, and say whether it says anything that has a place."""
    name, value = obx.field(3), obx.field(5)
    suffix = name.peek(1, 2).strip().upper()
    if suffix in SUFFIXES:
        name.text(1, 2)
        return _write_down(SUFFIXES[suffix], obx, lines)
    if name.peek(3).strip() == SCHEME:
        lines.leaves.append(((name.peek(), obx.field(4).peek(), value.peek()), obx))
        return True
    names = {name.peek(at).strip().casefold() for at in (1, 2)}
    if names & DIAGNOSTIC_CODE_NAMES and _BREAST_CODE.fullmatch(value.peek().strip()):
        names |= DENSITY_NAMES if read_density(value.peek()) else ASSESSMENT_NAMES
    if names & ASSESSMENT_NAMES:
        return _note(lines.assessments, _assessment(value, message), obx)
    if names & DENSITY_NAMES:
        return _note(lines.densities, _density(value, message), obx)
    return _write_down(_section(obx), obx, lines)


def _write_down(section: SectionKind | None, obx: Segment, lines: Lines) -> bool:
    """Keep a line of text; a field that is to be cleared is none."""
    if section is None or obx.field(5).is_to_be_cleared:
        return False
    lines.texts.setdefault(section, []).append("\n".join(field.whole() for field in obx.fields(5)))
    return True


def _note(found: dict[Word, list[Segment]], value: Word | None, obx: Segment) -> bool:
    if value is not None:
        found.setdefault(value, []).append(obx)
    return value is not None


def _section(obx: Segment) -> SectionKind | None:
    """Return the part of the text that a line without a suffix belongs to; None where it is no text."""
    name = obx.field(3)
    known = SECTION_CODES.get(name.peek().strip()) or SECTION_NAMES.get(name.peek(2).strip().upper())
    if known is not None:
        name.take(1, 2, 3)
    return known or (SectionKind.OTHER if obx.field(2).peek().strip().upper() in _NARRATIVE else None)


def _assessment(value: Field, message: Message) -> Assessment | None:
    """Read a category from its code and its words, which must not contradict each other."""
    code, words = (read_assessment(value.peek(at), tables=_ASSESSMENTS) for at in (1, 2))
    meant = [category for category in code if fits(category, words)] if code and words else code or words
    if len(meant) == 1:
        return meant[0]
    if meant:
        message.doubt("category_ambiguous", value.path, "can mean more than one assessment category")
    elif code:
        message.doubt("category_ambiguous", value.path, "contradicts itself about the category")
    else:
        message.doubt("category_unknown", value.path, "is no assessment category that is known here")
    return None


def _density(value: Field, message: Message) -> Density | None:
    """Read a density from its code and its words, which must not contradict each other."""
    read = [reading for at in (1, 2) if (reading := read_density(value.peek(at), tables=_DENSITIES))]
    if len({reading.density for reading in read}) != 1:
        words = "contradicts itself" if read else "is no density that is known here"
        message.doubt("density_unknown", value.path, words)
        return None
    if any(reading.is_ambiguous for reading in read):
        message.doubt("density_ambiguous", value.path, "is written like an assessment category")
    return read[0].density
