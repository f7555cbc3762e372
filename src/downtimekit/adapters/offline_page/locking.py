"""What locks a page and what it exports: AES-256-GCM, under a key that is made of a passphrase.

PBKDF2 with HMAC-SHA-256, because every browser has it. This module alone needs the extra ``encryption``.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from pydantic import SecretStr

from downtimekit.errors import Fault, InvalidInput

_MOST_ROUNDS = 10_000_000  # a file that asks for more only wastes time
_LARGEST = 64 * 1024 * 1024
_PAGE, _EXPORT = b"downtimekit page", b"downtimekit export"
_KIND = "downtimekit.offline_export.locked"


@frozen(repr=False)
class PageLock:
    """A key, and the other that makes the nonces: the same text is locked to the same bytes, two texts never alike.

    Attributes:
        salt: what the key was made with, beside the passphrase.
    """

    salt: bytes
    rounds: int
    _key: bytes = field(alias="key")
    _nonces: bytes = field(alias="nonces")

    @classmethod
    def of(cls, passphrase: SecretStr, *, salt: bytes, rounds: int) -> PageLock:
        """Make the key; that takes a fraction of a second, on purpose."""
        made = _derived(passphrase, salt, rounds)
        return cls(salt, rounds, key=made[:32], nonces=made[32:])

    def locked(self, text: str) -> Mapping[str, object]:
        """Return what the page's script opens."""
        plain = text.encode()
        # An AES-GCM nonce must not come twice for two texts: this one depends on the whole text.
        nonce = hmac.digest(self._nonces, plain, "sha256")[:12]
        data = AESGCM(self._key).encrypt(nonce, plain, _PAGE)
        return {"salt": _text(self.salt), "rounds": self.rounds, "nonce": _text(nonce), "data": _text(data)}


def open_export(file: bytes, *, passphrase: SecretStr, source: str = "export") -> bytes:
    """Return what a locked capture file holds, for `forms.exported.read_export`.

    Args:
        file: the file.
        passphrase: the one that the sheets were opened with or, where they were not locked, that of the shift.
        source: what is read, for the error.

    Raises:
        InvalidInput: it is no such file, it was damaged, or the passphrase is another.
    """
    try:
        rounds, salt, nonce, data = _box(file)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InvalidInput(source, [Fault("", "is not a locked capture file")]) from None
    key = _derived(passphrase, salt, rounds)[:32]
    try:
        return AESGCM(key).decrypt(nonce, data, _EXPORT)
    except (InvalidTag, ValueError):
        raise InvalidInput(source, [Fault("", "the passphrase is another, or the file was damaged")]) from None


def _box(file: bytes) -> tuple[int, bytes, bytes, bytes]:
    if len(file) > _LARGEST:
        raise ValueError
    told = json.loads(file)
    rounds = told["rounds"]
    if told["kind"] != _KIND or told["schema"] != 1 or type(rounds) is not int or not 1 <= rounds <= _MOST_ROUNDS:
        raise ValueError
    salt, nonce, data = (b64decode(told[name], validate=True) for name in ("salt", "nonce", "data"))
    return rounds, salt, nonce, data


def _derived(passphrase: SecretStr, salt: bytes, rounds: int) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase.get_secret_value()).encode()
    return PBKDF2HMAC(SHA256(), length=64, salt=salt, iterations=rounds).derive(typed)


def _text(value: bytes) -> str:
    return b64encode(value).decode()
