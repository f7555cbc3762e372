"""What a test of an outage asserts of its notices: who was told of what, how surely, by which channel; who was not."""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.models.notice import ReceiptState, Suppression
from downtimekit.models.told import Told, Try
from downtimekit.runtime import Outage

_SURE = (ReceiptState.QUEUED, ReceiptState.ACCEPTED, ReceiptState.DELIVERED, ReceiptState.ACKNOWLEDGED)
"""Each surer than those before it that somebody was told."""


def assert_told(
    outage: Outage, contact: str, *, of: str, at_least: ReceiptState = ReceiptState.ACCEPTED, via: str = ""
) -> None:
    """Assert that somebody was told.

        assert_told(outage, "radiologist", of="update", via="smtp")
        assert_told(outage, "charge_nurse", of="update", at_least=ReceiptState.QUEUED)  # a call stands on the sheet

    Args:
        outage: it may still go on.
        contact: their id; or the name of a board.
        of: the name of the notice in the playbook; of several the last counts.
        at_least: how sure it must be: queued, accepted, delivered and acknowledged, each surer than those before it.
        via: the channel's name, where it must be a certain one.

    Raises:
        AssertionError: they were not told, or not so; with every try, and what became of it.
    """
    __tracebackhide__ = True
    told = _told(outage, contact, of)
    enough = _SURE[_SURE.index(at_least) :]
    tries = [one for one in (told.tries if told else ()) if not via or one.via == via]
    if not any(one.state in enough for one in tries):
        wanted = f"told of '{of}'{f' via {via}' if via else ''}, and that at least {at_least}"
        raise AssertionError(f"{outage.id}: {contact} was to be {wanted}; {_what_is(told)}")


def assert_not_told(outage: Outage, contact: str, *, of: str, why: Suppression | None = None) -> None:
    """Assert that nothing went out to somebody, and perhaps why.

        assert_not_told(outage, "radiologist", of="update", why=Suppression.QUIET_HOURS)

    Args:
        outage: it may still go on.
        contact: their id; or the name of a board.
        of: the name of the notice in the playbook; of several the last counts.
        why: for which reason it was held back, or one of their ways to be reached was passed over.

    Raises:
        AssertionError: it went out or may have, or for other reasons it did not; with every try.
    """
    __tracebackhide__ = True
    told = _told(outage, contact, of)
    tries = told.tries if told else ()
    out = [one for one in tries if one.state in {*_SURE, ReceiptState.UNKNOWN}]
    reasons = {one.why for one in tries} | {passed.why for one in tries for passed in one.passed}
    if out or (why is not None and why not in reasons):
        because = f" because of '{why}'" if why else ""
        raise AssertionError(f"{outage.id}: {contact} was not to be told of '{of}'{because}; {_what_is(told)}")


def _told(outage: Outage, contact: str, of: str) -> Told | None:
    """Return what became of the last notice of a name to a contact.

    Raises:
        AssertionError: nothing of that name was ever owed: it could not be told, and is misspelt, perhaps.
    """
    __tracebackhide__ = True
    notices = outage.standing.notices
    named = [notice for notice in notices if _name(notice) == of]
    if not named:
        owed = ", ".join(f"'{name}'" for name in dict.fromkeys(map(_name, notices))) or "nothing"
        raise AssertionError(f"{outage.id}: nobody was ever owed a notice '{of}'; owed was: {owed}")
    return outage.standing.receipts.get((named[-1], contact))


def _name(notice: str) -> str:
    return notice.rpartition("/")[2]


def _what_is(told: Told | None) -> str:
    if told is None:
        return "there is no receipt of theirs"
    return "there is:" + "".join(f"\n  - {line}" for one in told.tries for line in _lines(one))


def _lines(one: Try) -> Iterator[str]:
    via = f" via {one.via or one.channel}" if one.via or one.channel else ""
    why = f", {one.why}" if one.why else ""
    yield f"try {one.attempt}{via}: {one.state}{why}{f' ({one.remark})' if one.remark else ''}"
    for passed in one.passed:
        yield f"try {one.attempt} passed {passed.kind or 'a board'} over: {passed.why}"
