"""PDF under a password, encrypted with AES-256 and nothing weaker; needs the extra ``pdf``.

AES-256 is ISO 32000-2, 7.6.4.4, revision 6. Older kinds, RC4 among them, can be broken and are never written.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from pikepdf import Encryption, PasswordError, Pdf, PdfError, Permissions
from pydantic import SecretStr, field_validator

from downtimekit.errors import Rejected
from downtimekit.models.strict import Strict

_AES_256: Final = 6
_SHORTEST, _LONGEST = 12, 127
"""In bytes of UTF-8: what is longer than 127 would be cut off (ISO 32000-2, 7.6.4.3.2)."""


class PdfLock(Strict):
    """The passwords of a document, and what whoever opens it may do; a viewer may ignore the permissions.

    Attributes:
        password: opens it.
        owner: opens it and may change all of this; without one it is the same.
        may_print: whether it may be printed.
        may_fill_in: whether its fields may be filled in.
        may_copy: whether text may be copied out of it; a screen reader may always read it.
    """

    password: SecretStr
    owner: SecretStr | None = None
    may_print: bool = True
    may_fill_in: bool = True
    may_copy: bool = False

    @field_validator("password", "owner")
    @classmethod
    def _cannot_be_guessed(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _SHORTEST <= len(secret.get_secret_value().encode()) <= _LONGEST:
            raise ValueError(f"needs {_SHORTEST} to {_LONGEST} characters: whoever has the file can try short ones")
        return secret


def locked(document: bytes, lock: PdfLock) -> bytes:
    """Return a finished document under a password.

    Raises:
        Rejected: it is no PDF, or is under a password already.
    """
    try:
        with Pdf.open(BytesIO(document)) as pdf:
            if pdf.is_encrypted:
                raise Rejected("the document is encrypted already; lock the one that it was made from")
            written = BytesIO()
            pdf.save(written, encryption=_encryption(lock))
    except PasswordError:
        raise Rejected("the document is under a password already") from None
    except PdfError:
        raise Rejected("the document is no PDF that can be read") from None
    return written.getvalue()


def unlocked(document: bytes, password: SecretStr) -> bytes:
    """Return a document without its password.

    Raises:
        Rejected: the password is another one, or it is no PDF.
    """
    try:
        with Pdf.open(BytesIO(document), password=password.get_secret_value()) as pdf:
            written = BytesIO()
            pdf.save(written, encryption=False)
    except PasswordError:
        raise Rejected("the document's password is another one") from None
    except PdfError:
        raise Rejected("the document is no PDF that can be read") from None
    return written.getvalue()


def _encryption(lock: PdfLock) -> Encryption:
    allowed = Permissions(
        accessibility=True,
        extract=lock.may_copy,
        modify_annotation=False,
        modify_assembly=False,
        modify_form=lock.may_fill_in,
        modify_other=False,
        print_lowres=lock.may_print,
        print_highres=lock.may_print,
    )
    user = lock.password.get_secret_value()
    owner = lock.owner.get_secret_value() if lock.owner else user
    return Encryption(owner=owner, user=user, R=_AES_256, aes=True, metadata=True, allow=allowed)
