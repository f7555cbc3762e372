"""The way of the HTTP line through a proxy: always by a tunnel, which the proxy cannot read where it leads to TLS."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Annotated
from urllib.parse import unquote

from attrs import field, frozen
from pydantic import AfterValidator, SecretStr

_URL = re.compile(
    r"http://(?:(?P<user>[^\s/?#:@]*):(?P<password>[^\s/?#@]*)@)?"
    r"(?P<host>[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):(?P<port>[0-9]{1,5})/?"
)


@frozen
class Proxy:
    """Where a proxy stands, and how to sign in there (Basic, RFC 7617)."""

    host: str
    port: int
    authorization: bytes = field(default=b"", repr=False)


def proxy_of(url: str) -> Proxy:
    """Take the URL of a proxy apart.

    Raises:
        ValueError: in words that show nothing of it.
    """
    match = _URL.fullmatch(url)
    if match is None or not 1 <= int(match["port"]) <= 65535:  # noqa: PLR2004 - the ports there are
        raise ValueError(
            "must read http://host:port or http://user:password@host:port; in the user name and the password write "
            "@ : / ? # % as %40 %3A %2F %3F %23 %25"
        )
    authorization = b""
    if match["user"] is not None:
        authorization = b"Basic " + b64encode(f"{unquote(match['user'])}:{unquote(match['password'])}".encode())
    return Proxy(match["host"].strip("[]"), int(match["port"]), authorization)


def _checked(url: SecretStr) -> SecretStr:
    proxy_of(url.get_secret_value())
    return url


ProxyUrl = Annotated[SecretStr, AfterValidator(_checked)]
"""A setting that holds the URL of a proxy, which may hold a password."""
