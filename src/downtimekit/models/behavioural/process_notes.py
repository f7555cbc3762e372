"""Process notes are kept out: no model of this room has a place for them.

Process notes, which HIPAA calls psychotherapy notes, document or analyse what was said in a session and are kept apart
from the rest of the record (45 CFR 164.501); hardly anybody but their author may use them without an authorization of
its own (45 CFR 164.508(a)(2)). The same holds for counseling notes on substance use (42 CFR 2.11, 2.31(b)). Entered
into a chart, they lose that protection. Start and stop, modality, test results and summaries of diagnosis, function,
plan, symptoms, prognosis and progress are no process notes, and stand in the progress note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import model_validator

from downtimekit.models.strict import Confidential

REASON = (
    "process notes (psychotherapy notes) stay with their author, apart from the chart, and are not entered: "
    "45 CFR 164.501 and 164.508(a)(2); for counseling notes on substance use 42 CFR 2.11 and 2.31(b)"
)
SOURCE = "45 CFR 164.501"

_NAME = r"(?:sud[ _-]?)?(?:process|psychotherapy|private|counsell?ing)[ _-]?notes?"
_FIELD = re.compile(rf"{_NAME}(?:[ _-].*)?", re.IGNORECASE)
# Alone on its line, before a mark that ends a heading, or after a mark that begins one.
_HEADING = re.compile(
    rf"^\s*(?:{_NAME}\s*(?:[:.(\u2013\u2014-]|$)|[#*_>\u2022-]+\s*{_NAME}\b)", re.IGNORECASE | re.MULTILINE
)


class NotePart(Confidential):
    """A part of the record of behavioural health: a field named like process notes is refused, with the reason."""

    @model_validator(mode="before")
    @classmethod
    def _keeps_process_notes_out(cls, given: object) -> object:
        if isinstance(given, Mapping) and any(_FIELD.fullmatch(str(name).strip()) for name in given):
            raise ValueError(REASON)
        return given


def is_headed_as_process_notes(text: str) -> bool:
    """Say whether a line of a text is a heading such as *Process notes:*."""
    return _HEADING.search(text) is not None
