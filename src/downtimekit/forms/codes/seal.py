"""The seal on a page's code: who has no key of ours can neither make a code nor change one.

A token is 51 letters and digits: ``DK``, a version, and in base 32 (RFC 4648, which every scanner that poses as a
keyboard types right) the number of the key, a mark of the key, what `PageCode` says, and 80 bits of an HMAC-SHA-256
(RFC 2104) over all that. The keys are derived, so that the same secret may serve elsewhere.

80 bits: who has no key can only print codes and let them be read. A reader that answers a million codes a second
would have to be asked for some ten thousand million years. RFC 2104, 5 advises no fewer than 80; it also advises
half of the hash's, against adversaries who compute without asking, for whom a code on paper is nothing to work on.
The whole of it fits the smallest symbol that the rest needs; see `qr`.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32decode, b64decode
from binascii import unhexlify
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from attrs import field, frozen
from pydantic import AfterValidator, BeforeValidator, Field, SecretBytes

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.codes.page_code import PACKED, PageCode, packed, unpacked
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict

TOKEN_LENGTH = 51
"""How many characters a token has."""

_HOUSE, _VERSION = "DK", "1"
_HEAD = _HOUSE + _VERSION
_LIKE_OURS = re.compile(_HOUSE + "[0-9A-Z][A-Z2-7]{40,}")  # "DK" and a few digits are a Danish company's number
_SIGNED = _HEAD.encode()
_BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648, table 3
_COMMON = 15  # bytes of a body that pages of one form have in common, as a rule
_MAC = 10
_BODY = (6 + 8 + PACKED) // 8
_SHORTEST = 16
_DIGITS = frozenset("0123456789abcdefABCDEF")


def _from_text(found: object) -> object:
    """Read hexadecimal digits or base 64, which settings and environments hold; bytes are taken as they are."""
    if not isinstance(found, str):
        return found
    text = "".join(found.split())
    try:
        if _DIGITS.issuperset(text):
            return unhexlify(text)
        return b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise ValueError("must be written in hexadecimal digits or in base 64") from None


def _long_enough(secret: SecretBytes) -> SecretBytes:
    if len(secret) < _SHORTEST:
        raise ValueError(f"needs at least {_SHORTEST} bytes")
    return secret


class SealKey(Strict):
    """A key that seals the codes on pages.

    Attributes:
        id: its number, which stands in every code; a number is never used for another secret.
        secret: at least 16 bytes that nobody can guess; in settings in hexadecimal digits or base 64.
    """

    id: Annotated[int, Field(ge=0, le=63)]
    secret: Annotated[SecretBytes, BeforeValidator(_from_text), AfterValidator(_long_enough)]


class TokenAnswer(StrEnum):
    """What a code turned out to be.

    NOT_OURS: something else, such as the bar code of a wristband. FOREIGN: made with a key that we do not have.
    NEWER: made by a later release. FORGED: changed, or made by somebody without the key.
    """

    GENUINE = "genuine"
    FORGED = "forged"
    FOREIGN = "foreign"
    NEWER = "newer"
    NOT_OURS = "not_ours"


@frozen
class Opened:
    """What a token says, and whether it may be believed; without an answer of GENUINE it says nothing."""

    code: PageCode | None
    answer: TokenAnswer


@frozen
class _Sealing:
    id: int
    head: int  # the key's number and mark, where they stand in a body
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, key: SealKey) -> _Sealing:
        secret = key.secret.get_secret_value()
        mark = hmac.digest(secret, b"downtimekit page code key mark 1", "sha256")[0]
        derived = hmac.digest(secret, b"downtimekit page code seal 1", "sha256")
        return cls(key.id, (key.id << 8 | mark) << PACKED, derived)

    def mac(self, body: bytes) -> bytes:
        return hmac.digest(self.key, _SIGNED + body, "sha256")[:_MAC]


_PAIRS = [one + other for one in _BASE_32 for other in _BASE_32]


@lru_cache(512)
def _begun(body: bytes) -> str:
    """Return what tokens begin with whose bodies begin like this."""
    return _HEAD + _written(body)


def _written(body: bytes) -> str:
    """Return whole groups of five bytes in base 32, in a quarter of the time that `base64` takes."""
    pairs, text = _PAIRS, ""
    for at in range(0, len(body), 5):
        bits = int.from_bytes(body[at : at + 5])
        text += pairs[bits >> 30] + pairs[bits >> 20 & 1023] + pairs[bits >> 10 & 1023] + pairs[bits & 1023]
    return text


def _sealings(keys: Sequence[SealKey]) -> tuple[_Sealing, ...]:
    numbers = [key.id for key in keys]
    if not numbers or len(set(numbers)) < len(numbers):
        raise InvalidInput("seal", [Fault("keys", "at least one key is needed, and each needs a number of its own")])
    return tuple(_Sealing.of(key) for key in keys)


@frozen
class Seal:
    """Seals the codes on pages and opens them again; a repr shows the numbers of its keys and no secret.

    To change the key, put the new one first and keep the old one behind it until its paper is back.

    Attributes:
        keys: the first seals, all open.

    Raises:
        InvalidInput: there is no key, or two have one number.
    """

    _keys: tuple[_Sealing, ...] = field(converter=_sealings, repr=lambda keys: str([key.id for key in keys]))

    @classmethod
    def of(cls, secret: bytes | str) -> Seal:
        """Return a seal with one key, number 0.

        Raises:
            InvalidInput: the secret is too short, or cannot be read.
        """
        return cls([read(SealKey, {"id": 0, "secret": secret}, source="seal")])

    @classmethod
    def generate(cls) -> Seal:
        """Return a seal that nobody else has, and that cannot be had again: for a test or a demonstration."""
        return cls.of(secrets.token_bytes(32))

    def token(self, code: PageCode) -> str:
        """Return what is printed: `TOKEN_LENGTH` capital letters and digits."""
        return next(self.tokens(code))

    def tokens(self, first: PageCode) -> Iterator[str]:
        """Yield the tokens of a page and of those that follow it in its sheet, up to the last."""
        sealing = self._keys[0]
        bits = sealing.head | packed(first)
        for following in range(first.pages - first.page + 1):
            body = (bits + following).to_bytes(_BODY)  # the number of the page stands last
            yield _begun(body[:_COMMON]) + _written(body[_COMMON:] + sealing.mac(body))

    def open(self, token: str) -> Opened:
        """Return what a token says."""
        if not _LIKE_OURS.fullmatch(token):
            return Opened(None, TokenAnswer.NOT_OURS)
        if not token.startswith(_HEAD):
            return Opened(None, TokenAnswer.NEWER)
        if len(token) != TOKEN_LENGTH:
            return Opened(None, TokenAnswer.FORGED)
        body = b32decode(token[len(_HEAD) :])
        bits = int.from_bytes(body[:_BODY])
        sealing = next((key for key in self._keys if key.head >> PACKED == bits >> PACKED), None)
        if sealing is None:
            return Opened(None, TokenAnswer.FOREIGN)
        if not hmac.compare_digest(sealing.mac(body[:_BODY]), body[_BODY:]):
            return Opened(None, TokenAnswer.FORGED)
        return Opened(unpacked(bits & (1 << PACKED) - 1), TokenAnswer.GENUINE)
