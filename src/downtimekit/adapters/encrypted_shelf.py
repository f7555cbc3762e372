"""Documents in a folder, encrypted with AES-256-GCM; needs the extra ``encryption``.

A file is a mark, a nonce of 96 random bits and what AES-GCM makes of the document (NIST SP 800-38D). Its name is sealed
with it, so that no file can take another's place. With random nonces, one key is good for 2^32 documents (SP 800-38D,
8.3). A key from a passphrase is made with scrypt, N = 2^17, r = 8, p = 1 (OWASP, Password Storage Cheat Sheet).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import SecretBytes, SecretStr, field_validator

from downtimekit.adapters.folder_shelf import FolderShelf
from downtimekit.errors import Fault, InvalidInput, Rejected
from downtimekit.models.strict import Strict

_MARK = b"DTKSHELF1"
_NONCE = 12
_SEALED = ".sealed"
_LOCK = "shelf.lock"
"""The salt, and a sealed word by which a wrong key is known before anything is written with it."""
_WORD = b"downtimekit shelf"
_SALT, _KEY = 16, 32
_COST, _BLOCK, _PARALLEL = 2**17, 8, 1


class ShelfLock(Strict):
    """What documents are encrypted with: a key, or a passphrase that a key is made from.

    Attributes:
        key: 32 random bytes, such as ``secrets.token_bytes(32)``.
        passphrase: at least 16 characters; whoever has a file can try short ones.
    """

    key: SecretBytes | None = None
    passphrase: SecretStr | None = None

    @field_validator("key")
    @classmethod
    def _is_long_enough(cls, key: SecretBytes | None) -> SecretBytes | None:
        if key is not None and len(key.get_secret_value()) != _KEY:
            raise ValueError(f"needs {_KEY} bytes")
        return key

    @field_validator("passphrase")
    @classmethod
    def _cannot_be_guessed(cls, passphrase: SecretStr | None) -> SecretStr | None:
        if passphrase is not None and len(passphrase.get_secret_value()) < _SALT:
            raise ValueError(f"needs at least {_SALT} characters")
        return passphrase

    def key_for(self, salt: bytes) -> bytes:
        """Return the key.

        Raises:
            InvalidInput: there is neither a key nor a passphrase, or both.
        """
        if self.key is not None and self.passphrase is None:
            return self.key.get_secret_value()
        if self.passphrase is not None and self.key is None:
            words = self.passphrase.get_secret_value().encode()
            return Scrypt(salt=salt, length=_KEY, n=_COST, r=_BLOCK, p=_PARALLEL).derive(words)
        raise InvalidInput("shelf lock", [Fault("", "needs a key or a passphrase, and not both")])


@frozen
class EncryptedShelf:
    """Keeps documents as encrypted files; see `EncryptedShelf.open`."""

    _folder: FolderShelf
    _cipher: AESGCM = field(repr=False)

    @classmethod
    def open(cls, folder: Path | str, lock: ShelfLock) -> EncryptedShelf:
        """Open the shelf, or set it up where the folder is empty; that is done once, before several processes open it.

        Raises:
            Rejected: the key or the passphrase is another one than that of the shelf, or the folder holds documents
                and has lost its lock.
            InvalidInput: the lock has neither a key nor a passphrase, or both.
            Unreachable: the folder cannot be read or written now.
        """
        plain = FolderShelf(folder)
        found = plain.read(_LOCK)
        if found is None:
            return cls._set_up(plain, lock)
        cipher = AESGCM(lock.key_for(found[:_SALT]))
        if _opened(cipher, found[_SALT:], _LOCK) != _WORD:
            raise _altered(_LOCK)
        return cls(FolderShelf(folder, ending=_SEALED), cipher)

    @classmethod
    def _set_up(cls, plain: FolderShelf, lock: ShelfLock) -> EncryptedShelf:
        sealed = FolderShelf(plain.folder, ending=_SEALED)
        if sealed.names():
            raise Rejected(f"the shelf holds documents and has lost its {_LOCK}; put it back")
        salt = secrets.token_bytes(_SALT)
        cipher = AESGCM(lock.key_for(salt))
        plain.save(_LOCK, salt + _closed(cipher, _WORD, _LOCK))
        return cls(sealed, cipher)

    def save(self, name: str, content: bytes) -> None:
        """Put a document down.

        Raises:
            InvalidInput: the name is none.
            Unreachable: the folder cannot be written now.
        """
        self._folder.save(name, _closed(self._cipher, content, name))

    def names(self) -> Sequence[str]:
        """Return the names of all documents.

        Raises:
            Unreachable: the folder cannot be read now.
        """
        return self._folder.names()

    def read(self, name: str) -> bytes | None:
        """Return a document; None where there is none of that name.

        Raises:
            InvalidInput: the name is none.
            Rejected: the file was altered, or is another one.
            Unreachable: the folder cannot be read now.
        """
        found = self._folder.read(name)
        return None if found is None else _opened(self._cipher, found, name)


def _closed(cipher: AESGCM, content: bytes, name: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return _MARK + nonce + cipher.encrypt(nonce, content, _MARK + name.encode())


def _opened(cipher: AESGCM, sealed: bytes, name: str) -> bytes:
    mark, nonce, rest = sealed[: len(_MARK)], sealed[len(_MARK) :][:_NONCE], sealed[len(_MARK) + _NONCE :]
    if mark != _MARK or len(nonce) < _NONCE:
        raise _altered(name)
    try:
        return cipher.decrypt(nonce, rest, _MARK + name.encode())
    except InvalidTag:
        raise _altered(name) from None


def _altered(name: str) -> Rejected:
    return Rejected(f"{name}: was altered, or was encrypted with another key")
