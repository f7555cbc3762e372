"""A mail server, as a configuration opens it by its name. Needs the extra ``smtp``."""

from __future__ import annotations

from pydantic import ConfigDict

from downtimekit.adapters._opening import Opening
from downtimekit.adapters.smtp import SmtpNotifier, SmtpSettings
from downtimekit.models.strict import Key


class SmtpChannelSettings(SmtpSettings):
    """A mail server, and the address that notices come from; with a second one elsewhere, each needs a name.

    Attributes:
        name: what receipts call it; the rest is said by `SmtpSettings`.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"host": "mail.example.org", "sender": "downtime@clinic.example.org"}]}
    )

    name: Key = "smtp"


smtp = Opening(SmtpChannelSettings, lambda settings: SmtpNotifier(settings, settings.name))
