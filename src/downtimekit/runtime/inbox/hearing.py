"""Write down what is heard of one notice to one contact: that they have it, or what a channel says of it."""

from __future__ import annotations

import hashlib

from attrs import frozen

from downtimekit.models.notice import Notice, ReceiptState
from downtimekit.models.people import Staff
from downtimekit.models.told import outranks
from downtimekit.notices.answer_words import TakenStatus
from downtimekit.notices.policy import TellingPolicy
from downtimekit.playbooks import Standing
from downtimekit.runtime.outage import Outage


@frozen
class Heard:
    """What is heard of a notice to a contact.

    Attributes:
        via: the name of the channel that says so; empty where the contact does, or nobody knows.
        remark: for the record; never an address.
    """

    notice: str
    contact: str
    state: ReceiptState
    via: str = ""
    remark: str = ""


def hear(outage: Outage, heard: Heard, *, policy: TellingPolicy, by: Staff, command: str) -> TakenStatus:
    """Write what is heard, unless it is no news: what is surer stands, in whatever order it is heard.

    Args:
        outage: the downtime; it holds the notice.
        heard: what is heard.
        policy: says whether an answer was waited for.
        by: who says so.
        command: an id under which it is written only once.
    """
    standing = outage.standing
    if outage.journal.receipt(outage.id, command):
        return TakenStatus.DUPLICATE
    told = standing.receipts.get((heard.notice, heard.contact))
    if told and not outranks(heard.state, _state_of_try(heard, standing)):
        return TakenStatus.ALREADY
    if heard.state is not ReceiptState.ACKNOWLEDGED:
        entries = outage.hear(
            heard.state,
            notice=heard.notice,
            contact=heard.contact,
            via=heard.via if told and any(one.via == heard.via for one in told.tries) else "",
            remark=heard.remark,
            by=by,
            command=command,
        )
        return TakenStatus.RECORDED if entries else TakenStatus.UNKNOWN
    late = is_late(standing, standing.notices[heard.notice], policy)
    remark = "late; " * late + heard.remark
    outage.acknowledge(heard.notice, contact=heard.contact, remark=remark, by=by, command=command)
    return TakenStatus.LATE if late else TakenStatus.RECORDED


def command_of(*about: str) -> str:
    """Return a command id that is the same whenever the same comes in again."""
    return "heard/" + hashlib.sha256("\n".join(about).encode()).hexdigest()[:40]


def is_late(standing: Standing, notice: Notice, policy: TellingPolicy) -> bool:
    """Say whether nobody waits for an answer any more: it is over, or everybody was asked, and too few answered."""
    if standing.is_over:
        return True
    chain = policy.rule(notice).escalation
    if chain is None or notice.id not in standing.carried:
        return False
    enough = min(level.acknowledgements for level in chain.levels)
    said = (told.state for (about, _), told in standing.receipts.items() if about == notice.id)
    return sum(state is ReceiptState.ACKNOWLEDGED for state in said) < enough


def _state_of_try(heard: Heard, standing: Standing) -> ReceiptState | None:
    """Return the state of what is spoken of: of all tries where a contact speaks, else of that channel's last."""
    told = standing.receipts[heard.notice, heard.contact]
    if told.state is ReceiptState.ACKNOWLEDGED or heard.state is ReceiptState.ACKNOWLEDGED:
        return told.state
    over_it = [one.state for one in told.tries if one.via == heard.via]
    return over_it[-1] if over_it else told.last.state
