"""Answers coming in: acknowledgements by link, reply and callback, and news of what was sent.

`Inbox.take` is the one function that a host calls, with an `Inbound` from its own endpoint, or with a `Reply`.
"""

from downtimekit.notices.answer_words import TakenStatus
from downtimekit.notices.callbacks import CallbackSource, SchemeName
from downtimekit.notices.inbound import Inbound, Reply
from downtimekit.notices.taken import Taken
from downtimekit.runtime.inbox.inbox import Inbox

__all__ = ["CallbackSource", "Inbound", "Inbox", "Reply", "SchemeName", "Taken", "TakenStatus"]
