"""What came of a call that a person made: read off the paper afterwards, or entered on a screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from downtimekit.models.notice import ReceiptState
from downtimekit.models.strict import Instant, Key, Strict


class CallOutcome(StrEnum):
    """How a call ended."""

    REACHED = "reached"
    """The person was spoken to."""
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"

    @property
    def label(self) -> str:
        """What a sheet calls it."""
        return self.value.replace("_", " ")

    @property
    def state(self) -> ReceiptState:
        """What it means for the notice: whether anybody hears a voicemail is not known."""
        return _STATES[self]


_STATES: Mapping[CallOutcome, ReceiptState] = {
    CallOutcome.REACHED: ReceiptState.ACKNOWLEDGED,
    CallOutcome.VOICEMAIL: ReceiptState.UNKNOWN,
    CallOutcome.NO_ANSWER: ReceiptState.FAILED,
    CallOutcome.WRONG_NUMBER: ReceiptState.FAILED,
}


class CallResult(Strict):
    """What came of one call.

    Attributes:
        key: of the message that was to be told, as in `Message.key`.
        outcome: how it ended.
        at: when.
        initials: of whoever called, such as ``CC``.
        via: the name of the channel on whose paper the call stood.
    """

    key: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    outcome: CallOutcome
    at: Instant
    initials: Annotated[str, StringConstraints(pattern=r"^[^\W\d_](?:[-. ]?[^\W\d_]){0,4}\.?$"), Field(repr=False)]
    via: Key = "call_sheet"
