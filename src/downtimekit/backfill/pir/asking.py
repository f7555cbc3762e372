"""What a person must decide, and cannot be known."""

from __future__ import annotations

from attrs import frozen

from downtimekit.models.capture import ReviewCode


@frozen
class Question:
    """Something that a person must decide.

    Attributes:
        code: what it is about.
        study: the study in question; accession: the exam; either may be empty.
        candidates: the accession numbers, or the studies, that come into question.
    """

    code: ReviewCode
    study: str = ""
    accession: str = ""
    candidates: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the sentence, without a patient's number."""
        about = [f"study {self.study}" if self.study else "", f"exam {self.accession}" if self.accession else ""]
        told = f" ({', '.join(filter(None, about))})" if any(about) else ""
        return f"{self.code.words}{told}"
