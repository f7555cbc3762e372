"""What goes over the HTTP line and what comes back, in words of our own, and what an answer means for a notice."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from attrs import field, frozen

from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable

# RFC 9110, 15: a status that says that nothing was done with the request, so that the same may be sent again.
_NOTHING_DONE: Mapping[int, str] = {
    408: "it did not get the request in time",
    421: "it is not the server for this",
    425: "it wants a full handshake first",  # RFC 8470
    429: "it is asked too often",  # RFC 6585
    511: "the network in between wants a sign-in",  # RFC 6585; a hotspot's page, not the server's
}
_BUSY = 503
_NEVER: Mapping[int, str] = {501: "it cannot do this", 505: "it does not speak this HTTP"}
_SECONDS = re.compile(r"[0-9]{1,9}")


@frozen
class Call:
    """One HTTP request.

    Attributes:
        method: such as ``POST``.
        url: where to; often a credential by itself.
        headers: beside those that the line sets: Host, Content-Length, Accept-Encoding and User-Agent.
        content: the body, as it goes out.
        longest: how much of the answer is read, in bytes, where a list is asked for; else, and at least, as much as the
            line's settings say.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    longest: int = 0

    @classmethod
    def of_json(cls, method: str, url: str, document: object, *, headers: Mapping[str, str] | None = None) -> Call:
        """Return a call that carries a document as JSON."""
        content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(method, url, {"Content-Type": "application/json", **(headers or {})}, content)


@frozen
class Answer:
    """What a server answered.

    Attributes:
        status: the code of three digits.
        headers: by their names in small letters; of several with one name, the last.
        content: the body, not more than the line reads.
    """

    status: int
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)

    def fields(self) -> Mapping[str, object]:
        """Return the JSON object in the body; empty where there is none."""
        try:
            found = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def retry_after(self) -> float | None:
        """Return for how many seconds the server asks to be left alone; None where it does not say.

        A date is taken from the server's own, so that nobody's clock is read (RFC 9110, 10.2.3 and 6.6.1).
        """
        text = self.headers.get("retry-after", "").strip()
        if _SECONDS.fullmatch(text):
            return float(text)
        try:
            until, now = parsedate_to_datetime(text), parsedate_to_datetime(self.headers.get("date", ""))
            return max(0.0, (until - now).total_seconds())
        except (ValueError, OverflowError, TypeError):  # TypeError: one of them has a zone and the other has none
            return None


def judged(answer: Answer) -> Answer:
    """Return an answer that says that the request was taken (2xx).

    Raises:
        Rejected: a 4xx that is not among those below, 501, 505, or any redirection: none is followed.
        Unreachable: 408, 421, 425, 429, 511, or 503 with a Retry-After: nothing was done, and it may be sent again.
            Carries the seconds to wait where the server said them.
        OutcomeUnknown: 500, 502, 504, a 503 without Retry-After (which proxies answer for a line that broke), and
            whatever else: something may have been done.
    """
    status = answer.status
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110, 15.3
        return answer
    raise _meaning(status, answer.retry_after())


def _meaning(status: int, wait: float | None) -> PortError:
    if status in _NOTHING_DONE:
        return Unreachable(f"the server answered {status}: {_NOTHING_DONE[status]}", retry_after=wait)
    if status == _BUSY and wait is not None:
        return Unreachable(f"the server answered {status}: it is busy", retry_after=wait)
    if status in _NEVER:
        return Rejected(f"the server answered {status}: {_NEVER[status]}")
    if 300 <= status < 400:  # noqa: PLR2004 - RFC 9110, 15.4
        return Rejected(f"the server answered {status}: it points elsewhere, and nobody follows")
    if 400 <= status < 500:  # noqa: PLR2004 - RFC 9110, 15.5
        return Rejected(f"the server answered {status}: it refused the request")
    return OutcomeUnknown(f"the server answered {status}, which leaves open what it did")
