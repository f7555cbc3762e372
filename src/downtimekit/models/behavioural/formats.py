"""The formats of a progress note: which sections each of them has, as a table.

SOAP, DAP, BIRP and SIRP are named by the first letters of their sections. The full form has the sections that a
downtime form for therapists asks for. A section that stands in another format than the note's is kept all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from downtimekit.models.behavioural.process_notes import SOURCE, NotePart, is_headed_as_process_notes
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.reading import read
from downtimekit.models.strict import PatientText


class NoteFormat(StrEnum):
    """How a progress note is laid out."""

    FULL = "full"
    SOAP = "soap"
    DAP = "dap"
    BIRP = "birp"
    SIRP = "sirp"


class Sections(NotePart):
    """The sections of all formats; a note fills those of its own.

    Attributes:
        presentation: how the client came across; mental status in words.
        subjective: what the client said; objective: what the clinician saw; data: both together.
        behaviour: what the client did and showed; situation: what brought the client here today.
        interventions: what the clinician did; response: how the client took it.
        progress: towards the goals of the treatment plan.
        assessment: what the clinician makes of it.
        plan: what comes next, with homework.
    """

    presentation: PatientText = ""
    subjective: PatientText = ""
    objective: PatientText = ""
    data: PatientText = ""
    behaviour: PatientText = ""
    situation: PatientText = ""
    interventions: PatientText = ""
    response: PatientText = ""
    progress: PatientText = ""
    assessment: PatientText = ""
    plan: PatientText = ""

    def missing(self, format: NoteFormat) -> tuple[str, ...]:
        """Return the sections of a format in which nothing is written, in its order."""
        return tuple(name for name in FORMATS[format] if not getattr(self, name))

    def joined(self, own: Sections) -> Sections:
        """Return sections that begin with these and go on with others, in paragraphs of their own.

        Raises:
            InvalidInput: a section becomes too long.
        """
        texts = {name: (getattr(self, name), getattr(own, name)) for name in type(self).model_fields}
        joined = {name: "\n\n".join(filter(None, pair)) for name, pair in texts.items()}
        return read(Sections, joined, source="sections")


FORMATS: Mapping[NoteFormat, Sequence[str]] = {
    NoteFormat.FULL: ("presentation", "subjective", "interventions", "response", "progress", "plan"),
    NoteFormat.SOAP: ("subjective", "objective", "assessment", "plan"),
    NoteFormat.DAP: ("data", "assessment", "plan"),
    NoteFormat.BIRP: ("behaviour", "interventions", "response", "plan"),
    NoteFormat.SIRP: ("situation", "interventions", "response", "plan"),
}


def section_concerns(sections: Sections, format: NoteFormat) -> Iterator[Concern]:
    """Yield the sections that a note lacks, and those that look like process notes."""
    for name in sections.missing(format):
        yield Concern("section_missing", f"sections.{name}", f"nothing is written under '{name}'")
    for name in type(sections).model_fields:
        if is_headed_as_process_notes(getattr(sections, name)):
            words = "has a heading like that of process notes, which are kept apart from the chart"
            yield Concern("process_notes_heading", f"sections.{name}", words, SOURCE, Gravity.WARNING)
