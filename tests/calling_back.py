"""Calls as vendors make them, signed as they sign."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1, sha256
from urllib.parse import urlencode

from downtimekit.notices.callbacks import CallbackSource, SchemeName
from downtimekit.notices.inbound import Inbound

HOUSE = "https://downtime.clinic.example/answer"
FORM = "application/x-www-form-urlencoded"

SECRETS: Mapping[SchemeName, str] = {
    SchemeName.STANDARD: "whsec_" + base64.b64encode(b"a signing key of thirty-two byte").decode(),
    SchemeName.TWILIO: "0123456789abcdef0123456789abcdef",
    SchemeName.SLACK: "8f742231b10e8888abcd99yyyzzz85a5",
    SchemeName.PAGERDUTY: "a-signing-secret-of-forty-characters-long",
}


def source(scheme: SchemeName, *secrets: str, **how: object) -> CallbackSource:
    """Return who calls back by a scheme, under its name."""
    said = {"name": scheme.value, "scheme": scheme, "secrets": secrets or (SECRETS[scheme],)}
    return CallbackSource.model_validate(said | how)


def twilio(query: Mapping[str, str] | None = None, *, secret: str = SECRETS[SchemeName.TWILIO], **form: str) -> Inbound:
    """Return a call of Twilio's."""
    url = f"{HOUSE}/twilio" + (f"?{urlencode(query)}" if query else "")
    said = url + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(secret.encode(), said.encode(), sha1).digest()).decode()
    headers = {"X-Twilio-Signature": signature, "Content-Type": FORM}
    return Inbound("POST", url, headers, urlencode(form).encode())


def standard(said: object, *, at: datetime, id: str = "msg_1", secret: str = SECRETS[SchemeName.STANDARD]) -> Inbound:
    """Return a call by Standard Webhooks."""
    body, stamp = json.dumps(said).encode(), str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{id}.{stamp}.".encode() + body, sha256).digest()
    headers = {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    return Inbound("POST", f"{HOUSE}/standard", headers, body)


def slack(payload: object, *, at: datetime, secret: str = SECRETS[SchemeName.SLACK]) -> Inbound:
    """Return a call of Slack's, after a button was pressed."""
    body, stamp = urlencode({"payload": json.dumps(payload)}), str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": FORM}
    return Inbound("POST", f"{HOUSE}/slack", headers, body.encode())


def pagerduty(
    incident_key: str,
    *,
    at: datetime,
    type: str = "incident.acknowledged",
    id: str = "01EV",
    who: str = "Ines Itoh",
    agent: str = "user_reference",
    secret: str = SECRETS[SchemeName.PAGERDUTY],
) -> Inbound:
    """Return a call of PagerDuty's."""
    incident = {"id": "PGR0VU2", "type": "incident", "status": "acknowledged", "incident_key": incident_key}
    agents = {"id": "PLH1HKV", "summary": who, "type": agent}
    event = {"id": id, "event_type": type, "occurred_at": at.isoformat(), "agent": agents, "data": incident}
    body = json.dumps({"event": event}).encode()
    digest = hmac.new(secret.encode(), body, sha256).hexdigest()
    return Inbound("POST", f"{HOUSE}/pagerduty", {"X-PagerDuty-Signature": f"v1={digest}"}, body)
