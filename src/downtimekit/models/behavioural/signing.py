"""Who signed a note, with what credentials, and when; and who signed beside them."""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.concern import Concern
from downtimekit.models.strict import Instant, Name, Strict

_AUTHENTICATED = "42 CFR 482.24(c)(1)"


class Signature(Strict):
    """A signature on paper: the name in print, the credentials such as ``LCSW``, and when it was given."""

    name: Name
    credentials: Name
    signed_at: Instant


class Signed(NotePart):
    """What is signed.

    Attributes:
        co_signature_required: the author works under supervision, so that one signature is not enough.
    """

    signature: Signature | None = None
    co_signature_required: bool = False
    co_signature: Signature | None = None


def signature_concerns(note: Signed) -> Iterator[Concern]:
    """Yield what is missing or impossible about the signatures of a note."""
    signature, second = note.signature, note.co_signature
    if signature is None:
        yield Concern("signature_missing", "signature", "the note is not signed", _AUTHENTICATED)
    if second is not None:
        yield from _second_concerns(second, signature)
    elif note.co_signature_required:
        yield Concern("co_signature_missing", "co_signature", "the supervisor has not signed")


def _second_concerns(second: Signature, first: Signature | None) -> Iterator[Concern]:
    if first is None:
        yield Concern("co_signature_alone", "co_signature", "the supervisor signed a note that its author did not")
        return
    if second.name.casefold() == first.name.casefold():
        yield Concern("co_signature_own", "co_signature", "both signatures are of one person")
    if second.signed_at < first.signed_at:
        yield Concern("co_signature_early", "co_signature", "the supervisor signed before the author did")
