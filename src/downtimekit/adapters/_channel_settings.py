"""What the settings of every channel over HTTP have in common."""

from __future__ import annotations

import re
from typing import Annotated, Protocol

from attrs import Attribute
from pydantic import AfterValidator, SecretStr

from downtimekit.adapters._http import ChannelUrl, Line
from downtimekit.models.dependency import Dependency
from downtimekit.models.strict import Key, Strict


class ChannelSettings(Strict):
    """What is said of every channel over HTTP.

    Attributes:
        name: what receipts call it; channels of one engine need names of their own.
        needs: what must be up for it to work; hand in what holds at yours, such as nothing but the vendor's cloud where
            the engine itself stands outside the clinic.
        url: where it calls; often a credential by itself.
    """

    name: Key
    url: ChannelUrl
    needs: frozenset[Dependency] = frozenset({Dependency.CUSTOMER_INTERNET, Dependency.VENDOR_CLOUD})


def _as_sent(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{1,4096}", token.get_secret_value()):
        raise ValueError("must be letters, digits and signs of ASCII, without blanks and line breaks")
    return token


Token = Annotated[SecretStr, AfterValidator(_as_sent)]
"""A credential that goes into a header or a form."""


class _Channel(Protocol):
    @property
    def settings(self) -> ChannelSettings: ...


def permits(channel: _Channel, _: Attribute[Line], line: Line) -> None:
    """Check that a channel's line permits its URL: when it is made, and not in the first outage.

    Raises:
        InvalidInput: it does not; in words that show nothing of it.
    """
    line.checked_url(channel.settings.url.get_secret_value())
