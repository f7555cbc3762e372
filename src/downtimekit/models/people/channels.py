"""Channels: the ways to reach a person, each with what is known about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from downtimekit.models.people.addresses import chat_address, email_address, pager_number, phone_number
from downtimekit.models.strict import Strict

_LABEL = r"[a-z][a-z0-9-]{0,19}"
MARKS = ("verified", "opted-out")
"""The words that stand beside an address in a table, and so cannot be labels."""


class ChannelKind(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"
    CHAT = "chat"
    PAGER = "pager"

    def at(self, address: str, *, label: str = "", verified: bool = False, opted_out: bool = False) -> Channel:
        """Return a channel of this kind, such as ``ChannelKind.PHONE.at("+1 202 555 0100", label="mobile")``."""
        return Channel(kind=self, address=address, label=label, verified=verified, opted_out=opted_out)


_CHECKED: Mapping[ChannelKind, Callable[[str], str]] = {
    ChannelKind.EMAIL: email_address,
    ChannelKind.PHONE: phone_number,
    ChannelKind.SMS: phone_number,
    ChannelKind.CHAT: chat_address,
    ChannelKind.PAGER: pager_number,
}


def _label(label: str) -> str:
    if label and (not re.fullmatch(_LABEL, label) or label in MARKS):
        raise ValueError("must be one word in small letters, such as work, mobile or home")
    return label


class Channel(Strict):
    """One address of a person.

    Attributes:
        kind: what takes a message there.
        address: an email address, an E.164 number for phone and SMS, a chat address that begins with its service, a
            pager's number; never shown.
        label: which of several it is, such as *work*, *mobile* or *home*; empty where there is nothing to tell apart.
        verified: whether somebody reached the person there, and so knows that it is theirs.
        opted_out: whether the person does not want to be told there.
    """

    kind: ChannelKind
    address: Annotated[str, Field(repr=False)]
    label: Annotated[str, AfterValidator(_label)] = ""
    verified: bool = False
    opted_out: bool = False

    @field_validator("address")
    @classmethod
    def _is_of_the_kind(cls, address: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        return address if kind is None else _CHECKED[kind](address)
