"""How vendors sign what they call back with: one table, and one way to check a signature by it.

Sources: the Standard Webhooks specification 1.0 (standardwebhooks.com); Twilio, "Webhooks security" and its helper
library's `RequestValidator`; Slack, "Verifying requests from Slack"; PagerDuty, "Verifying signatures" of V3 webhooks
and its Go client.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from attrs import field, frozen
from pydantic import SecretStr

from downtimekit.errors import Fault, InvalidInput
from downtimekit.notices.inbound import Inbound

TOLERANCE = timedelta(minutes=5)
"""How far the time of a signature may be off; Standard Webhooks and Slack name the same."""

SIGNATURE = "signature"
"""The source of the error of what is not genuine."""

_MOST_SIGNATURES = 10
_WHSEC = "whsec_"


class SchemeName(StrEnum):
    """Whose way of signing it is."""

    STANDARD = "standard"
    """Standard Webhooks, by whoever keeps to it."""
    TWILIO = "twilio"
    SLACK = "slack"
    PAGERDUTY = "pagerduty"


@frozen
class Scheme:
    """One way of signing.

    Attributes:
        header: in which signatures stand, in small letters.
        signed: yields what may have been signed; where there are several, one of them must have been.
        stamp, id: headers of the time in seconds since 1970, and of the event's id; empty where there are none.
        before: what a signature begins with; between: what stands between several, empty where there is only one.
        text: how the digest is written.
        digest: by which hash.
        key: what a secret is in bytes.
        secret: how long a secret is in bytes, at least and at most.
    """

    header: str
    signed: Callable[[Inbound], Iterator[bytes]]
    stamp: str = ""
    id: str = ""
    before: str = ""
    between: str = ""
    text: Callable[[bytes], str] = field(default=lambda digest: digest.hex())
    digest: Callable[[Inbound], str] = field(default=lambda _: "sha256")
    key: Callable[[str], bytes] = field(default=lambda secret: secret.encode())
    secret: tuple[int, int] = (16, 4096)

    def takes(self, secret: SecretStr) -> bool:
        """Say whether a secret can be one of this scheme."""
        least, most = self.secret
        try:
            return least <= len(self.key(secret.get_secret_value())) <= most
        except ValueError:
            return False

    def check(self, call: Inbound, *, secrets: Sequence[SecretStr], now: datetime) -> None:
        """Refuse what was not signed with one of the secrets, or not in these minutes.

        Raises:
            InvalidInput: with every fault; it shows nothing of the call.
        """
        faults = [*self._headers(call), *self._time(call, now)]
        if not faults and not self._is_signed(call, [self.key(secret.get_secret_value()) for secret in secrets]):
            faults.append(Fault(self.header, "is not what was expected: another secret, or the call was changed"))
        if faults:
            raise InvalidInput(SIGNATURE, faults)

    def _headers(self, call: Inbound) -> Iterator[Fault]:
        for name in filter(None, (self.header, self.stamp, self.id)):
            if not call.headers.get(name):
                yield Fault(name, "is missing")

    def _time(self, call: Inbound, now: datetime) -> Iterator[Fault]:
        written = call.headers.get(self.stamp, "") if self.stamp else ""
        if not written:
            return
        if not (written.isascii() and written.isdigit() and len(written) <= 12):  # noqa: PLR2004 - far beyond 2200
            yield Fault(self.stamp, "is not a time in whole seconds since 1970")
            return
        late = now.timestamp() - int(written)
        if abs(late) > TOLERANCE.total_seconds():
            yield Fault(self.stamp, f"is too {'old' if late > 0 else 'new'}: it may differ by {TOLERANCE}")

    def _is_signed(self, call: Inbound, keys: Sequence[bytes]) -> bool:
        written = call.headers[self.header]
        given = written.split(self.between) if self.between else [written]
        offered = [one.strip().encode() for one in given[:_MOST_SIGNATURES]]
        found = False
        for said in self.signed(call):
            for key in keys:
                expected = (self.before + self.text(hmac.digest(key, said, self.digest(call)))).encode()
                for one in offered:  # all of them, so that the time tells nothing
                    found |= hmac.compare_digest(expected, one)
        return found


def _base64(digest: bytes) -> str:
    return b64encode(digest).decode()


def _standard_key(secret: str) -> bytes:
    text = secret.removeprefix(_WHSEC)
    return b64decode(text + "=" * (-len(text) % 4), validate=True)


def _standard(call: Inbound) -> Iterator[bytes]:
    yield f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body


def _slack(call: Inbound) -> Iterator[bytes]:
    yield b"v0:" + call.headers["x-slack-request-timestamp"].encode() + b":" + call.body


def _pagerduty(call: Inbound) -> Iterator[bytes]:
    yield call.body


_TWILIO_SETTINGS = "x-twilio-webhooks-signature-settings"


def _twilio_digest(call: Inbound) -> str:
    """Return the hash that the call names: SHA-1, or SHA-256 where it was signed with a shared key."""
    settings = dict(part.strip().partition("=")[::2] for part in call.headers.get(_TWILIO_SETTINGS, "").split(","))
    return "sha256" if settings.get("algorithm", "").upper() == "HMAC_SHA256" else "sha1"


def _twilio(call: Inbound) -> Iterator[bytes]:
    """Yield the address, with the port and without, and the fields of a form behind it by their names."""
    if call.is_form:
        fields = "".join(name + value for name, value in sorted(set(call.form)))
    elif _has_its_digest(call):
        fields = ""
    else:
        return  # nothing vouches for the body
    for url in _with_and_without_port(call):
        yield (url + fields).encode(errors="replace")


def _has_its_digest(call: Inbound) -> bool:
    """Say whether the address, which is signed, holds the digest of the body; an empty body needs none."""
    digest = call.query.get("bodySHA256", "")
    if not digest:
        return not call.body
    return hmac.compare_digest(sha256(call.body).hexdigest().encode(), digest.encode())


def _with_and_without_port(call: Inbound) -> Iterator[str]:
    """Yield the address both ways: it is signed now so, now so."""
    parts = call.address
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for netloc in (host, f"{host}:{port}"):
        yield call.url.replace(f"//{parts.netloc}", f"//{netloc}", 1)


SCHEMES: Mapping[SchemeName, Scheme] = {
    SchemeName.STANDARD: Scheme(
        "webhook-signature",
        _standard,
        stamp="webhook-timestamp",
        id="webhook-id",
        before="v1,",
        between=" ",
        text=_base64,
        key=_standard_key,
        secret=(24, 64),
    ),
    SchemeName.TWILIO: Scheme("x-twilio-signature", _twilio, text=_base64, digest=_twilio_digest),
    SchemeName.SLACK: Scheme("x-slack-signature", _slack, stamp="x-slack-request-timestamp", before="v0="),
    SchemeName.PAGERDUTY: Scheme("x-pagerduty-signature", _pagerduty, before="v1=", between=","),
}
"""Every way of signing that is known."""
