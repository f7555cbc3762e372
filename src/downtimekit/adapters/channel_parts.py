"""What the shipped channels are made of, for a channel of anybody's: the guide is ``docs/how-to/write-a-channel.md``.

`sendable` makes a message fit to go out, `cut` makes a text fit, and `in_reply` says how to answer. The settings of a
channel over HTTP begin with `ChannelSettings`; by `permits` a line checks their URL when the channel is made. The line
itself stands in `downtimekit.adapters.http`.
"""

from __future__ import annotations

from downtimekit.adapters._channel_settings import ChannelSettings, Token, permits
from downtimekit.adapters._letter import sendable
from downtimekit.adapters._wording import cut, in_reply

__all__ = ["ChannelSettings", "Token", "cut", "in_reply", "permits", "sendable"]
