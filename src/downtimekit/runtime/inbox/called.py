"""What came of a call that a person made: written down as if the contact had answered themselves, or had not."""

from __future__ import annotations

from downtimekit.models.called import CallResult
from downtimekit.models.notice import ENGLISH, ReceiptState
from downtimekit.notices.answer_words import TakenStatus
from downtimekit.notices.taken import Taken, said
from downtimekit.runtime.inbox.finding import of_key
from downtimekit.runtime.inbox.reception import Reception


def take_call(result: CallResult, *, at: Reception) -> Taken:
    """Write down what came of a call; the same result counts once, however often it is handed in.

    Args:
        result: as `CallSheet.results` returns it.
        at: where it came in.
    """
    sent = of_key(at.recent.all(), result.key, contacts=at.people.by_id.keys())
    if sent is None:
        return said(TakenStatus.UNKNOWN, language=ENGLISH)
    outcome = result.outcome
    via = "" if outcome.state is ReceiptState.ACKNOWLEDGED else result.via
    status = at.hear(
        sent,
        outcome.state,
        via=via,
        remark=f"called: {outcome.label}, {result.at:%Y-%m-%dT%H:%M%z}, {result.initials}",
        event=("call", result.model_dump_json()),
    )
    return said(status, language=ENGLISH, contact=sent.contact, notices=sent.notices)
