"""How somebody says that they have a notice: by a signed link, or by a code that they type into a reply.

Nothing of it is stored: whoever has the secrets works out again what a message asked. A link is signed with HMAC-SHA256
over everything that it says, its version and its end included, cut to 128 bits (RFC 2104, section 5, allows half of
the digest). A code is worked out from the notices and the contact, so that nobody's code tells anything of another's.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from attrs import field, frozen
from pydantic import SecretStr

from downtimekit.errors import Fault, InvalidInput
from downtimekit.notices import _answer_form as form
from downtimekit.notices._answer_form import CODE_ALPHABET, Asked

__all__ = ["CODE_ALPHABET", "AnswerKeys", "Answers", "Asked"]

SHORTEST_CODE, LONGEST_CODE = 4, 6

_LONGEST = 4096
_SHORTEST_SECRET = 32


@frozen
class Answers:
    """How one message is answered; empty where there is no such way."""

    link: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@frozen
class AnswerKeys:
    """Signs the links and codes of messages, and reads them again.

    Attributes:
        secrets: the newest first: it signs, and all of them are read, so that a secret can be changed while links are
            on their way; each at least 32 characters, such as ``secrets.token_urlsafe(32)``.
        page: the address of the host's own page, to which links lead; empty where it has none.
        valid_for: how long a link counts.
        code_length: how many characters a code has, 4 to 6.
        allow_plain: permits a page without encryption, as in a test.

    Raises:
        InvalidInput: with every fault; it holds nothing of a secret.
    """

    secrets: Sequence[SecretStr] = field(converter=tuple[SecretStr, ...], repr=False)
    page: str = ""
    valid_for: timedelta = timedelta(days=3)
    code_length: int = SHORTEST_CODE
    allow_plain: bool = False
    _links: tuple[bytes, ...] = field(init=False, repr=False, eq=False)
    _codes: tuple[bytes, ...] = field(init=False, repr=False, eq=False)

    @_links.default
    def _keys_of_links(self) -> tuple[bytes, ...]:
        return form.derived("answer link", self.secrets)

    @_codes.default
    def _keys_of_codes(self) -> tuple[bytes, ...]:
        return form.derived("answer code", self.secrets)

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be used, or is not safe."""
        faults = tuple(self._faults())
        if faults:
            raise InvalidInput("answer keys", faults)

    def answering(self, downtime: str, notices: Sequence[str], contact: str, *, now: datetime) -> Answers:
        """Return how a message is answered.

        Args:
            downtime: its id.
            notices: the ids of the notices that go out as the message.
            contact: the contact's id, or a board's name.
            now: when the link begins to count; with the same instant, a message that is sent again is the same.
        """
        code = self.code(downtime, notices, contact)
        if not self.page:
            return Answers(code=code)
        expires = now + self.valid_for
        return Answers(self.link(self.token(Asked(downtime, tuple(notices), contact, expires))), code)

    def token(self, asked: Asked) -> str:
        """Return what a link carries: letters, digits, ``-`` and ``_``.

        Raises:
            InvalidInput: an id has a line break.
        """
        body = form.written(asked)
        return form.VERSION + form.signature(self._links[0], body) + body

    def link(self, token: str) -> str:
        """Return the link to the host's page that carries a token."""
        return f"{self.page}{'&' if '?' in self.page else '?'}t={token}"

    def read(self, token: str, *, now: datetime) -> Asked:
        """Return what a token asks.

        Raises:
            InvalidInput: it was not signed here, with path ``token``; or it counted until before `now`, ``expires``.
        """
        fits = token.isascii() and token.startswith(form.VERSION) and len(token) <= _LONGEST
        rest = token[1:] if fits else ""
        signed, body = rest[: form.SIGNATURE], rest[form.SIGNATURE :]
        found = False
        for key in self._links:  # all of them, so that the time tells nothing
            found |= hmac.compare_digest(form.signature(key, body), signed)
        if not found:
            raise InvalidInput("link", [Fault("token", "was not signed here, or is not complete")])
        asked = form.read(body)
        if asked.expires <= now:
            raise InvalidInput("link", [Fault("expires", "is over: the link is too old")])
        return asked

    def code(self, downtime: str, notices: Sequence[str], contact: str) -> str:
        """Return what the contact may type into a reply to a message."""
        return form.code(self._codes[0], form.BETWEEN.join((downtime, contact, *notices)), length=self.code_length)

    def fits(self, code: str, *, downtime: str, notices: Sequence[str], contact: str) -> bool:
        """Say whether a code, in capitals, is that of a message."""
        about = form.BETWEEN.join((downtime, contact, *notices))
        typed, found = code if code.isascii() else "", False
        for key in self._codes:
            found |= hmac.compare_digest(form.code(key, about, length=self.code_length), typed)
        return found

    def _faults(self) -> Iterator[Fault]:
        if not self.secrets:
            yield Fault("secrets", "is empty: at least 1 entry is needed")
        for place, secret in enumerate(self.secrets):
            if len(secret.get_secret_value()) < _SHORTEST_SECRET:
                yield Fault(f"secrets[{place}]", f"needs at least {_SHORTEST_SECRET} characters that nobody can guess")
        if not SHORTEST_CODE <= self.code_length <= LONGEST_CODE:
            yield Fault("code_length", f"must be {SHORTEST_CODE} to {LONGEST_CODE}")
        if self.valid_for <= timedelta():
            yield Fault("valid_for", "must be longer than nothing")
        if self.page and not _is_page(self.page, plain=self.allow_plain):
            words = "is not the address of a page: https://, a host, no password, no # and no blanks"
            yield Fault("page", words)


def _is_page(page: str, *, plain: bool) -> bool:
    if not page.isascii() or any(char <= " " for char in page) or "#" in page:
        return False
    try:
        parts = urlsplit(page)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    return parts.scheme in ({"https", "http"} if plain else {"https"}) and bool(host) and user is None
