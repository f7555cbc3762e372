"""The one function that a host calls with what comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from attrs import Factory, define, field

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.called import CallResult
from downtimekit.models.people import Directory, Staff
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.callbacks import CallbackSource
from downtimekit.notices.inbound import Inbound, Reply
from downtimekit.notices.policy import DEFAULT, TellingPolicy
from downtimekit.notices.taken import TOO_LONG, Taken, refused
from downtimekit.runtime.desk import Desk
from downtimekit.runtime.inbox.called import take_call
from downtimekit.runtime.inbox.calling_back import take_callback
from downtimekit.runtime.inbox.opening import take_link
from downtimekit.runtime.inbox.people import People
from downtimekit.runtime.inbox.recent import RecentDowntimes
from downtimekit.runtime.inbox.reception import Reception
from downtimekit.runtime.inbox.replying import take_reply


def _each_named_once(callbacks: Iterable[CallbackSource]) -> tuple[CallbackSource, ...]:
    sources = tuple(callbacks)
    if len({source.name for source in sources}) < len(sources):
        raise InvalidInput("inbox", [Fault("callbacks", "has a name more than once")])
    return sources


def _reception(inbox: Inbox) -> Reception:
    recent = RecentDowntimes(inbox.desk, inbox.late_for)
    return Reception(inbox.desk.clock, inbox.keys, People(inbox.directory), inbox.by, inbox.policy, recent)


@define
class Inbox:
    """Takes what comes in from outside, and writes down what it says.

    Whoever calls, and whatever they send, gets an answer; only a journal that cannot be reached raises. A program has
    one and keeps it, as it remembers what it has read of the journal; any number of threads may share it.

    Attributes:
        keys: the same as those of the engine that sent the messages.
        by: in whose name that is written which nobody of the directory says, such as that a text arrived.
        callbacks: who may call back, each under a name of its own.
        policy: the same as the engine's.
        late_for: how long after its end somebody may still answer for a downtime by a reply or a key.
        most_bytes: how long the body of a call may be.

    Raises:
        InvalidInput: two callbacks have one name.
    """

    desk: Desk
    keys: AnswerKeys
    directory: Directory = field(repr=False)
    by: Staff
    callbacks: Iterable[CallbackSource] = field(default=(), converter=_each_named_once, repr=False)
    policy: TellingPolicy = field(default=DEFAULT, repr=False)
    late_for: timedelta = timedelta(days=3)
    most_bytes: int = 65_536
    _reception: Reception = field(init=False, repr=False, default=Factory(_reception, takes_self=True))

    def take(self, came: Inbound | Reply | CallResult) -> Taken:
        """Take one call of the host's endpoint, one reply, or what came of a call that a person made.

        A call goes to the callback whose name is the last part of its address, else to the page of a signed link. To
        open the page writes nothing, for programs that look for dangerous links open it, too; its button writes.

        Raises:
            JournalError: the journal cannot be read or written; whoever called may call again.
        """
        if isinstance(came, Reply):
            return take_reply(came, at=self._reception)
        if isinstance(came, CallResult):
            return take_call(came, at=self._reception)
        if len(came.body) > self.most_bytes:
            return refused(f"has a body of more than {self.most_bytes} bytes", http_status=TOO_LONG)
        source = next((source for source in self.callbacks if source.name == came.door), None)
        if source is None:
            return take_link(came, at=self._reception)
        return take_callback(came, source, at=self._reception)
