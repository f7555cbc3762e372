"""What it costs to tell people: the engine alone, webhooks, mails, and how much memory a large fan-out takes.

A network is waited for, so all but the engine is wall time. The far ends are processes of their own, which count what
they get; everybody's receipt is looked up in the journal. Each figure is measured with receipts that are journalled, on
a disk; what it would be without them stands beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import import_module
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from attrs import define, evolve, field
from pydantic import SecretStr

from benchmarks.apprised import Apprised, no_channel
from benchmarks.contest import QUICK, THOROUGH, Effort, Result, Side, contest, is_installed
from benchmarks.fanout import weighed
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from benchmarks.sinks import FarEnd, Tally, sink
from benchmarks.telling import Clock, Forgetful, NoChannel, Telling, directory, words
from downtimekit.adapters.http import Line, LineSettings
from downtimekit.adapters.smtp import Security, SmtpNotifier, SmtpSettings
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.adapters.webhook import Webhook, WebhookSettings
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Journal, Notifier

LATENCY = 0.005
CONNECTIONS = 100
"""Of the plain aiohttp loop."""
SENDER = "downtime@hospital.example.org"
_SECRET = SecretStr("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

_LESS = Wanted(Bound.AT_MOST, target=0.2, aim=0.05)
ENGINE = Measured("notify", "engine_vs_apprise", "apprise", "us CPU a message", _LESS)
ENGINE_BY_TAG = evolve(ENGINE, figure="engine_vs_apprise_by_tag")
_STAFF = 100
"""How many contacts a clinic may have."""
WEBHOOK = Measured("notify", "webhook_vs_apprise", "apprise", "messages/s", Wanted(Bound.AT_LEAST, target=2.5, aim=4))
LOOP = Measured("notify", "webhook_vs_aiohttp", "aiohttp", "messages/s", Wanted(Bound.AT_LEAST, target=0.25, aim=0.5))
SMTP = Measured("notify", "smtp_vs_apprise", "apprise", "mails/s", Wanted(Bound.AT_LEAST, target=8, aim=15))
SMTP_SLOW = evolve(SMTP, figure="smtp_vs_apprise_5ms")
FANOUT = Wanted(Bound.AT_MOST, target=200, aim=100)


def run(effort: Effort) -> Iterator[Figure]:
    """Measure all of them."""
    with TemporaryDirectory() as folder, SqliteJournal(Path(folder, "downtime.db")) as journal:
        yield from engine_vs_apprise(effort, journal)
        yield from webhooks(effort, journal)
        yield from mails(effort, journal)
    yield from fanout(effort)


def engine_vs_apprise(effort: Effort, journal: Journal) -> Iterator[Figure]:
    """Tell everybody over a channel that does nothing."""
    fan = Fan(journal, ChannelKind.EMAIL, NoChannel(), _some(effort, 10_000), clock=process_time)
    effort = _few_rounds(effort)
    if not is_installed("apprise"):
        yield ENGINE.skipped(contest(fan.kept.side, fan.bare.side, effort=effort), missing="apprise", scale=1e6)
        return
    peer = Apprised(no_channel(), fan.contacts, words(), clock=process_time)
    result, bare, reading = (
        contest(*sides, effort=effort)
        for sides in ((fan.kept.side, peer.side), (fan.bare.side, peer.side), (fan.kept.side, peer.reading))
    )
    note = (
        f"{fan.contacts:,} contacts; {_without(bare.ratio)}; over apprise that reads the URLs, too {reading.ratio:.2f}"
    )
    yield ENGINE.costs(
        result, scale=1e6, problems="; ".join(fan.problems | peer.problems), note=f"{note}; {rounds_of(result)}"
    )
    # Where each is told something else, apprise finds them by a tag; it looks at all of them for each.
    staff = Apprised(no_channel(), min(_STAFF, fan.contacts), words(), clock=process_time)
    by_tag = contest(fan.kept.side, staff.tagged, effort=effort)
    yield ENGINE_BY_TAG.costs(
        by_tag,
        scale=1e6,
        problems="; ".join(fan.problems | staff.problems),
        note=f"apprise with {staff.contacts} contacts, each found by a tag; {rounds_of(by_tag)}",
    )


def webhooks(effort: Effort, journal: Journal) -> Iterator[Figure]:
    """Post to a server that takes its time, signed, beside apprise's JSON and a loop of aiohttp's."""
    with sink("http", seconds=LATENCY) as far_end:
        url = f"http://127.0.0.1:{far_end.port}"
        settings = WebhookSettings(url=SecretStr(f"{url}/hook"), secrets=(_SECRET,), kind=ChannelKind.SMS)
        line = Line(LineSettings(allow_private=("127.0.0.1",), allow_plain=True))
        fan = Fan(journal, ChannelKind.SMS, Webhook(settings, line=line), _some(effort, 10_000), far_end)
        apprised = (
            Apprised(f"json://127.0.0.1:{far_end.port}/nurse-{{}}", _some(effort, 500), words(), far_end)
            if is_installed("apprise")
            else None
        )
        yield _beside(fan, apprised, WEBHOOK, missing="apprise", effort=effort)
        looped = Looped(url, fan.contacts, far_end) if is_installed("aiohttp") else None
        yield _beside(fan, looped, LOOP, missing="aiohttp", effort=effort)


def mails(effort: Effort, journal: Journal) -> Iterator[Figure]:
    """Hand mails to a server on this machine, without TLS, whose answers come at once or take their time."""
    if not is_installed("aiosmtpd"):
        never = Result(inf, inf, 1, (1, 1), 0)
        yield from (figure.skipped(never, missing="aiosmtpd") for figure in (SMTP, SMTP_SLOW))
        return
    for figure, seconds in ((SMTP, 0.0), (SMTP_SLOW, LATENCY)):
        with sink("smtp", seconds=seconds) as far_end:
            settings = SmtpSettings(host="127.0.0.1", port=far_end.port, sender=SENDER, security=Security.PLAIN)
            fan = Fan(journal, ChannelKind.EMAIL, SmtpNotifier(settings), _some(effort, 1_000), far_end)
            url = f"mailto://127.0.0.1:{far_end.port}?from={SENDER}&to=nurse-{{}}@example.org"
            peer = Apprised(url, _some(effort, 40), words(), far_end) if is_installed("apprise") else None
            yield _beside(fan, peer, figure, missing="apprise", effort=effort)


def fanout(effort: Effort) -> Iterator[Figure]:
    """Weigh the process that tells a hundred thousand: contacts that are read row by row, and a directory in memory."""
    contacts = 100_000 if effort.seconds >= QUICK.seconds else 200
    lazy, memory = weighed(contacts, "lazy"), weighed(contacts, "memory")
    for figure, ours, other, name in (
        ("fanout_100k_mb", lazy, memory, "with a Directory in memory"),
        ("fanout_100k_in_memory_mb", memory, lazy, "read row by row"),
    ):
        yield Figure(
            benchmark="notify",
            figure=figure,
            ours=ours.mb,
            peer=other.mb,
            peer_name=name,
            unit="MB",
            ratio=ours.mb,
            wanted=FANOUT,
            is_verified=ours.is_verified,
            note=f"{contacts:,} contacts; {ours.before:.0f} of it Python and the library; {ours.seconds:.1f} s CPU",
        )


@define
class Fan:
    """A fan-out with receipts that are journalled, and the same without.

    Attributes:
        kind: of the contacts' addresses.
        far_end: counts what arrives; None where nothing leaves.
    """

    journal: Journal
    kind: ChannelKind
    notifier: Notifier
    contacts: int
    far_end: FarEnd | None = None
    clock: Clock = perf_counter
    kept: Telling = field(init=False)
    bare: Telling = field(init=False)

    @kept.default
    def _default_kept(self) -> Telling:
        return self._over(self.journal)

    @bare.default
    def _default_bare(self) -> Telling:
        return self._over(Forgetful())

    @property
    def problems(self) -> set[str]:
        """What was wrong with what either did."""
        return self.kept.problems | self.bare.problems

    def _over(self, journal: Journal) -> Telling:
        people = directory(self.contacts, self.kind)
        return Telling(people, self.contacts, self.notifier, journal, self.far_end, self.clock)


@define
class Looped:
    """What somebody would write in ten minutes: so many workers that post one message after another, and no receipt."""

    url: str
    contacts: int
    far_end: FarEnd
    problems: set[str] = field(factory=set)

    @property
    def side(self) -> Side:
        """What tells everybody once."""
        return Side("aiohttp", self._told, self.contacts)

    def _told(self) -> float:
        start = perf_counter()
        asyncio.run(self._posted())
        spent = perf_counter() - start
        if self.far_end.tally() != Tally(self.contacts, self.contacts):
            self.problems.add("aiohttp did not tell everybody once")
        return spent

    async def _posted(self) -> None:
        aiohttp, text, left = import_module("aiohttp"), words(), iter(range(self.contacts))

        async def work() -> None:
            for number in left:
                document = {"to": f"+1202{5_000_000 + number}", "subject": text.subject, "body": text.body}
                async with session.post(f"{self.url}/nurse-{number}", json=document) as answer:
                    await answer.read()

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
            await asyncio.gather(*(work() for _ in range(CONNECTIONS)))


def _beside(fan: Fan, peer: Apprised | Looped | None, measured: Measured, *, missing: str, effort: Effort) -> Figure:
    """Measure messages a second, with receipts that are journalled and without."""
    effort = _few_rounds(effort)
    if peer is None:
        return measured.skipped(contest(fan.kept.side, fan.bare.side, effort=effort), missing=missing)
    result, bare = (contest(side, peer.side, effort=effort) for side in (fan.kept.side, fan.bare.side))
    note = f"{fan.contacts:,} contacts, {peer.contacts:,} of the peer's; wall time; {_without(1 / bare.ratio)}"
    return measured.rates(result, problems="; ".join(fan.problems | peer.problems), note=f"{note}; {rounds_of(result)}")


def _without(ratio: float) -> str:
    return f"without journalled receipts {ratio:.2f}"


def _some(effort: Effort, thorough: int) -> int:
    """Return on how many contacts something is measured."""
    return thorough if effort == THOROUGH else max(4, round(thorough * effort.seconds))


def _few_rounds(effort: Effort) -> Effort:
    return evolve(effort, rounds=min(effort.rounds, 7 if effort == THOROUGH else 3))
