"""Where a mail server stands, and how to sign in there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, SecretStr, StringConstraints, ValidationInfo, field_validator

from downtimekit.adapters._this_machine import is_this_machine
from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.dependency import Dependency
from downtimekit.models.people import Email
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict


class Security(StrEnum):
    """How the line to the mail server is protected."""

    STARTTLS = "starttls"
    """It begins in the clear, and nothing is said before it is encrypted."""
    TLS = "tls"
    """It is encrypted from the start."""
    PLAIN = "plain"
    """It is not encrypted: for a mail server on the same machine."""


_SCHEMES = {"smtp": Security.STARTTLS, "smtps": Security.TLS}
_NAMED = ("security", "timeout", "ca_file", "allow_plain", "connections", "mails_per_connection")
_PARAMETERS = {name: name for name in _NAMED} | {"from": "sender"}
_MISREAD = "cannot be read; in the user name and the password write @ : / ? # % as %40 %3A %2F %3F %23 %25"


class SmtpSettings(Strict):
    """A mail server, and the address that notices come from.

    Attributes:
        host: its name or IP address; its certificate must be for this name.
        sender: the address that notices come from, and that bounces go to.
        username: never shown, as it often is an address.
        allow_plain: permits `Security.PLAIN` to another machine, without a password.
        port: where None, the usual one for the security: 587, 465 or 25.
        timeout: how long to wait for each answer, in seconds.
        ca_file: the certificates to trust instead of the system's, in PEM.
        connections: how many there are to it at most. Exchange Online takes three at a time, and answers 432 beyond
            (https://learn.microsoft.com/en-us/exchange/troubleshoot/send-emails/smtp-submission-improvements).
        mails_per_connection: after so many a new connection is opened, since servers limit them.
        needs: what must be up to reach it; add `CUSTOMER_INTERNET` where it stands outside the house.
    """

    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,253}$")]
    sender: Email
    username: Annotated[str | None, Field(repr=False)] = None
    allow_plain: bool = False
    security: Annotated[Security, Field(validate_default=True)] = Security.STARTTLS
    password: Annotated[SecretStr | None, Field(validate_default=True)] = None
    port: Annotated[int | None, Field(ge=1, le=65535)] = None
    timeout: Annotated[float, Field(ge=0.1, le=600)] = 20.0
    ca_file: Path | None = None
    connections: Annotated[int, Field(ge=1, le=100)] = 10
    mails_per_connection: Annotated[int, Field(ge=1, le=10_000)] = 100
    needs: frozenset[Dependency] = frozenset({Dependency.MAIL_SERVER})

    @classmethod
    def from_url(cls, url: str) -> SmtpSettings:
        """Read ``smtp://user:password@host:587?from=notices@example.org&security=starttls``.

        ``smtps`` stands for ``security=tls``. What is special in a URL is percent-encoded in the user name and the
        password. Further parameters: ``timeout``, ``ca_file``, ``allow_plain``, ``connections`` and
        ``mails_per_connection``.

        Raises:
            InvalidInput: with every fault; it shows nothing of the URL.
        """
        faults: list[Fault] = []
        fields = _fields_of(url, faults)
        try:
            settings = read(cls, fields, source="SMTP URL")
        except InvalidInput as error:
            faults += [Fault("from", fault.words) if fault.path == "sender" else fault for fault in error.faults]
        else:
            if not faults:
                return settings
        raise InvalidInput("SMTP URL", faults)

    @field_validator("security")
    @classmethod
    def _plain_stays_here(cls, security: Security, info: ValidationInfo) -> Security:
        here = is_this_machine(info.data.get("host", ""))
        if security is Security.PLAIN and not (here or info.data.get("allow_plain")):
            raise ValueError("may be 'plain' only to this machine, or where allow_plain is set")
        return security

    @field_validator("password")
    @classmethod
    def _password_is_protected(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if (password is None) != (info.data.get("username") is None):
            raise ValueError("and username must be given together")
        plain = info.data.get("security") is Security.PLAIN
        if password is not None and plain and not is_this_machine(info.data.get("host", "")):
            raise ValueError("is never sent to another machine without encryption")
        return password


def _fields_of(url: str, faults: list[Fault]) -> dict[str, object]:
    """Take a URL apart; the faults show nothing of it, as any part may be a piece of a password."""
    try:
        parts = urlsplit(url)
        password = _decoded(parts.password)
        named = {"host": parts.hostname, "port": parts.port, "username": _decoded(parts.username)}
        asked = list(_parameters(parts.query))
    except ValueError:
        raise InvalidInput("SMTP URL", [Fault("", _MISREAD)]) from None
    faults.extend(_url_faults(parts, [name for name, _ in asked]))
    fields: dict[str, object] = {name: value for name, value in named.items() if value is not None}
    if password is not None:
        fields["password"] = SecretStr(password)
    fields["security"] = _SCHEMES.get(parts.scheme, Security.STARTTLS)
    return fields | {_PARAMETERS[name]: value for name, value in asked if name in _PARAMETERS}


def _url_faults(parts: SplitResult, asked: Sequence[str]) -> Iterator[Fault]:
    if parts.scheme not in _SCHEMES:
        yield Fault("", "must begin with smtp:// or smtps://")
    if parts.path.strip("/") or parts.fragment:
        yield Fault("", _MISREAD)
    if not set(asked) <= _PARAMETERS.keys():
        yield Fault("", f"has a parameter that is not known; known: {', '.join(_PARAMETERS)}")
    if len(set(asked)) < len(asked):
        yield Fault("", "has a parameter more than once")


def _decoded(text: str | None) -> str | None:
    return None if text is None else unquote(text, errors="strict")


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        yield name, unquote(value, errors="strict")  # not parse_qsl, which takes + in an address for a space
