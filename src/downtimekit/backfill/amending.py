"""Corrections of what is final: nothing is written over, a correction beside it says what it was and should be.

An amendment keeps the original legible and says who, when and why (CMS Program Integrity Manual, pub. 100-08,
chapter 3, section 3.3.2.5). Who and when stand in the entry's two clocks and two people; what and why stand here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.behavioural import NursingNote, PrescriberNote, TherapistNote
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Content
from downtimekit.models.plan import FieldComparison

_LONGEST = 4000
_REASON = "the sheet was typed in wrongly, and was typed again"
_PART = re.compile(r"\[(.*?)\]")


def is_final(content: Content) -> bool:
    """Tell whether somebody answers for a content, such as a final report or a signed note: it is never edited."""
    if isinstance(content, BreastReport):
        return content.status is ReportStatus.FINAL
    return isinstance(content, TherapistNote | PrescriberNote | NursingNote) and content.signature is not None


def correction(record: str, *, fields: Sequence[FieldComparison], reason: str = "") -> WrittenAmendment:
    """Return the correction of something final that was entered from a sheet, and differs from it.

    Args:
        record: the chart's identifier of what is corrected.
        fields: where it differs: `now` is what it says, `paper` what it should say.
        reason: why, beside that it was typed wrongly.
    """
    text = "\n".join(map(_line, fields))
    return WrittenAmendment(
        kind=AmendmentKind.CORRECTION,
        amends=record,
        text=text if len(text) <= _LONGEST else f"{text[: _LONGEST - 40]}...\nMore differs: see the sheet.",
        reason=f"{_REASON}: {reason}"[:_LONGEST] if reason else _REASON,
    )


def _line(found: FieldComparison) -> str:
    was = f"it says {found.now}" if found.now is not None else "it says nothing"
    said = f"it should say {found.paper}" if found.paper is not None else "it should say nothing"
    return f"{_words(found.path)}: {was}; {said}."


def _words(path: str) -> str:
    """Return a path in words: ``findings[left mass 1].size_mm`` as "findings (left mass 1), size mm"."""
    return _PART.sub(r" (\1)", path).replace(".", ", ").replace("_", " ").capitalize()
