"""A signed link that is opened, and the button on its page."""

from __future__ import annotations

from downtimekit.errors import InvalidInput
from downtimekit.notices.answer_words import Saying, TakenStatus, accepted, spoken
from downtimekit.notices.inbound import Inbound
from downtimekit.notices.taken import FORBIDDEN, GONE, NOT_FOUND, Taken, no_method, shown
from downtimekit.runtime.inbox.recent import Sent, is_acknowledged
from downtimekit.runtime.inbox.reception import Reception


def take_link(call: Inbound, *, at: Reception) -> Taken:
    """Show the page of a signed link, or write down that its button was pressed.

    Args:
        call: with the token as ``t`` in its address.
        at: where it came in.
    """
    if call.method not in {"GET", "HEAD", "POST"}:
        return no_method("GET, HEAD, POST")
    wanted = accepted(call.headers.get("accept-language", ""))
    try:
        token = call.query.get("t", "")
        asked = at.asked(token)
    except InvalidInput as error:
        return _refused(error, language=spoken(wanted))
    contact = at.contact(asked.contact)
    language = spoken([*(contact.languages if contact else ()), *wanted])
    sent = at.sent(asked)
    if sent is None:
        return shown(TakenStatus.UNKNOWN, language=language, http_status=NOT_FOUND)
    if call.method == "POST":
        return _page(sent, at.acknowledge(sent, remark="by link", event=("link", token)), language=language)
    return _page(sent, TakenStatus.ALREADY if is_acknowledged(sent) else TakenStatus.CONFIRM, language=language)


def _page(sent: Sent, status: TakenStatus, *, language: str) -> Taken:
    notices = sent.outage.standing.notices
    texts = [notices[notice].text((language,)) for notice in sent.notices]
    return shown(status, language=language, texts=texts, contact=sent.contact, notices=sent.notices)


def _refused(error: InvalidInput, *, language: str) -> Taken:
    if any(fault.path == "expires" for fault in error.faults):
        return shown(TakenStatus.REFUSED, language=language, http_status=GONE, saying=Saying.EXPIRED)
    return shown(TakenStatus.REFUSED, language=language, http_status=FORBIDDEN)
