"""What a person sees of a message in Slack.

Sources: docs.slack.dev, formatting message text and the reference of Block Kit: ``&``, ``<`` and ``>`` are escaped, a
text object holds 3,000 characters, a header 150. All blocks together were refused from about 13,200 characters on
(slackapi/bolt-js #2509). A link is text and not a button, unless the host takes clicks: else Slack shows a warning
beside it (slackapi/node-slack-sdk #869).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from downtimekit.adapters._wording import asking, cut, fitting
from downtimekit.notices.callbacks import SLACK_ACTION
from downtimekit.ports.notifier import Answering, Message

_LONGEST_HEADER = 150
_LONGEST_SECTION = 3000
_LONGEST_BODY = 10_000
_PIECE = 500  # of one line; a character may become five when it is escaped
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,2900}")  # RFC 3986, without what ends a link


def shown(letter: Message, *, buttons: bool = False) -> dict[str, object]:
    """Return the message as Slack shows it; Slack opens no link by itself, which would answer in somebody's place.

    Args:
        letter: a message that `sendable` has looked at.
        buttons: whether the host takes clicks.
    """
    return {
        "text": _escaped(letter.subject),
        "blocks": list(_blocks(letter, buttons=buttons)),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _blocks(letter: Message, *, buttons: bool) -> Iterator[dict[str, object]]:
    yield {"type": "header", "text": _plain(cut(letter.subject, _LONGEST_HEADER))}
    for part in _sections(letter.body):
        yield _section(part)
    answering, words = letter.answering or Answering(), asking(letter.language)
    token = parse_qs(urlsplit(answering.link).query).get("t", [""])[0] if _LINK.fullmatch(answering.link) else ""
    if buttons and token:
        button = {"type": "button", "text": _plain(words.link), "action_id": SLACK_ACTION, "value": token}
        yield {"type": "actions", "elements": [button]}
    elif _LINK.fullmatch(answering.link):
        yield _section(f"<{_escaped(answering.link)}|{words.link}>")
    code = [_plain(words.reply.format(code=answering.code))] if answering.code else []
    yield {"type": "context", "elements": [*code, _plain(f"Ref: {letter.key}")]}


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _sections(body: str) -> Iterator[str]:
    """Yield the text in parts that Slack takes, each of whole lines where it can be."""
    body, part = fitting(body.strip("\n"), _LONGEST_BODY, size=lambda text: len(_escaped(text))), ""
    for line in body.splitlines(keepends=True):
        for start in range(0, len(line), _PIECE):
            piece = _escaped(line[start : start + _PIECE])
            if len(part) + len(piece) > _LONGEST_SECTION:
                yield part
                part = ""
            part += piece
    if part:
        yield part


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": _escaped(text), "emoji": False}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
