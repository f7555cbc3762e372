"""The line over which every HTTP channel calls; an engine has one, and its channels share it. Needs asyncio.

A channel of your own is given a `Line`, makes a `Call`, and lets `judged` say what the `Answer` means for a notice:

    answer = judged(await self.line.call(Call.of_json("POST", url, document)))
"""

from __future__ import annotations

from downtimekit.adapters._http import Answer, Call, ChannelUrl, Line, LineSettings, judged

__all__ = ["Answer", "Call", "ChannelUrl", "Line", "LineSettings", "judged"]
