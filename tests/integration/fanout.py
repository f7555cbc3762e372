"""A process that tells three hundred people until it is killed, over a channel that knows keys and one that does not.

fanout.py FOLDER

It says ``ready`` when it begins and ``done`` when everybody has been told. What went out stands in FOLDER, a line for
each message, written before the channel answers.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import anyio
from attrs import field, frozen

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, Contact, Directory, Role, Staff
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Message, Sent
from downtimekit.runtime import Delivery, Desk, Outage, run

PEOPLE = 300
NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
KINDS = (ChannelKind.EMAIL, ChannelKind.SMS)


@frozen
class FileSink:
    """A channel that ends in a file; `KINDS[0]` knows keys, so that a reader of the file finds what is there twice."""

    kind: ChannelKind
    folder: Path
    capabilities: Capabilities = field(init=False)

    @capabilities.default
    def _of_kind(self) -> Capabilities:
        return Capabilities(self.kind.value, self.kind, idempotent=self.kind is KINDS[0], at_once=8)

    async def send(self, message: Message) -> Sent:
        """Write a line, before or after a moment."""
        before = random.random() * 0.04
        await anyio.sleep(before)
        file = os.open(self.folder / f"{self.kind}.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{message.name} {message.key}\n".encode())
        os.close(file)
        await anyio.sleep(0.04 - before)
        return Sent(ReceiptState.ACCEPTED)


def people() -> Directory:
    """Return whom to tell: every other one over the channel that knows keys."""
    addresses = [
        KINDS[number % 2].at(f"p{number}@example.org" if number % 2 == 0 else f"+1202555{number:04}")
        for number in range(PEOPLE)
    ]
    return Directory(
        contacts=tuple(
            Contact(id=f"p{number}", name=f"P{number}", roles=(Role.CHARGE_NURSE,), channels=(address,))
            for number, address in enumerate(addresses)
        )
    )


def the_outage(journal: SqliteJournal) -> Outage:
    """Declare the downtime, or return it as it is."""
    desk = Desk(journal=journal)
    return desk.declare(UNSCHEDULED, id="west-1", by=NURSE, sites=["west"], services=["RIS"])


def main(folder: Path) -> None:
    """Tell everybody."""
    policy = TellingPolicy(rules=(TellingRule(tries=1),))
    with SqliteJournal(folder / "downtime.db") as journal:
        outage = the_outage(journal)
        delivery = Delivery(people(), [FileSink(kind, folder) for kind in KINDS], policy)
        print("ready", flush=True)
        run(delivery.deliver, outage, by=NURSE)
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
