"""Who may call back, and how it is known that it is them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from downtimekit.models.strict import Key, Strict
from downtimekit.notices.callbacks.news import READERS, News
from downtimekit.notices.callbacks.schemes import SCHEMES, SchemeName
from downtimekit.notices.inbound import Inbound, Reply


class CallbackSource(Strict):
    """Somebody who calls back.

    Attributes:
        name: the last part of the address that they call, such as ``twilio``.
        scheme: how they sign.
        secrets: with what; several while one is being changed. Twilio's is the auth token, Slack's and PagerDuty's the
            signing secret, that of Standard Webhooks begins with ``whsec_``.
        channel: the name of the channel for which they speak, as in receipts; where None, it is called as they are.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")]
    scheme: SchemeName
    secrets: Annotated[tuple[SecretStr, ...], Field(min_length=1, max_length=5)]
    channel: Key | None = None

    @field_validator("secrets")
    @classmethod
    def _fit_the_scheme(cls, secrets: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        scheme = info.data.get("scheme")
        wrong = [place for place, secret in enumerate(secrets, 1) if scheme and not SCHEMES[scheme].takes(secret)]
        if scheme and wrong:
            least, most = SCHEMES[scheme].secret
            which = ", ".join(map(str, wrong))
            raise ValueError(f"no. {which} cannot be a secret of this scheme: {least} to {most} bytes, as it was given")
        return secrets

    @property
    def via(self) -> str:
        """The name of the channel for which they speak."""
        return self.channel or self.name

    def heard(self, call: Inbound, *, now: datetime) -> tuple[News | Reply, ...]:
        """Return what a call says, once it is known to be theirs.

        Raises:
            InvalidInput: it is not, or cannot be read; it shows nothing of the call.
        """
        SCHEMES[self.scheme].check(call, secrets=self.secrets, now=now)
        return tuple(READERS[self.scheme](call))
