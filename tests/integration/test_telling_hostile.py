"""A whole clinic with every channel that is shipped, and far ends, people and words that mean it no good."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from attrs import define
from pydantic import SecretStr

from downtimekit.adapters.http import Line, LineSettings
from downtimekit.errors import InvalidInput, Refused
from downtimekit.models.downtime import Scheduled
from downtimekit.models.downtime.window import Window
from downtimekit.models.facts import NoticeSettled, Signalled
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.deadlines import is_for_planned_work
from downtimekit.playbooks.library import SHIPPED
from downtimekit.playbooks.table import Detail, Signal
from downtimekit.runtime import Delivery, Desk, Outage, run
from downtimekit.runtime.channels import Channels
from downtimekit.runtime.desk import About
from downtimekit.runtime.evidence import collect_evidence
from downtimekit.runtime.timeline import in_words, timeline
from downtimekit.testing import MemoryJournal, VirtualClock
from downtimekit.testing.contracts._planted import everything_logged, found_in
from tests.every_channel import ADDRESSES, AT_FIRST, BOARDS, INSTEAD, PAGES, SECRETS, FarEnds, far_ends, people, read
from tests.http_servers import Behaviour, answering, never, saying
from tests.ward import BEGAN, INTERFACES, IT, NURSE

pytestmark = pytest.mark.integration

KEYS = AnswerKeys([SecretStr("the secret with which this house signs")], "https://downtime.clinic.example/answer")
ONCE = TellingPolicy(rules=(TellingRule(tries=1, again_minutes=(), acknowledgement=True),))
LEAK = " ".join(SECRETS.values()).encode()
"""What a server says of what it was given: all of it."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarEnds]:
    with far_ends(tmp_path_factory.mktemp("far")) as found:
        yield found


@pytest.fixture
def far(shared: FarEnds) -> Iterator[FarEnds]:
    """Return the far ends, which have heard of nothing."""
    shared.forget()
    yield shared
    shared.trouble = None


@define
class Clinic:
    """A downtime with some of the channels."""

    far: FarEnds
    outage: Outage
    delivery: Delivery

    @classmethod
    def of(cls, far: FarEnds, *names: str, name: str = "Carla Chen", call: str = "extension 100") -> Clinic:
        """Declare a downtime of the RIS, and find out what it is."""
        desk = Desk(journal=MemoryJournal(), clock=VirtualClock(BEGAN))
        outage = desk.declare(
            UNSCHEDULED,
            id="west-1",
            by=NURSE,
            sites=["west"],
            services=["RIS"],
            interfaces=INTERFACES,
            call=call,
        )
        outage.signal("help_desk_contacted", ticket="INC-4711", by=IT)
        outage.signal("target_identified", target="customer_ris", by=IT)
        delivery = Delivery(people(name), far.channels(*names), ONCE, answers=KEYS)
        return cls(far, outage, delivery)

    def tell(self) -> None:
        """Tell everybody."""
        run(self.delivery.deliver, self.outage, by=NURSE)

    def receipts(self) -> Sequence[Receipt]:
        """Return what the journal says of every try."""
        facts = [entry.fact for entry in self.outage.journal.read(self.outage.id)]
        return [fact.receipt for fact in facts if isinstance(fact, NoticeSettled)]

    def said_of_it(self) -> str:
        """Return all that anybody reads afterwards: receipts, stories, the timeline, the evidence and every repr."""
        journal, standing = self.outage.journal, self.outage.standing
        entries, about = journal.read(self.outage.id), standing.downtime
        evidence = collect_evidence(journal, self.outage.id, now=BEGAN, by=NURSE, with_patients=True)
        boards = [one.capabilities.name for one in self.delivery.notifiers]
        whom = [*boards, *(contact.id for contact in self.delivery.directory.contacts)]
        return "\n".join(
            [
                *(str(self.delivery.explain(self.outage, one)) for one in whom),
                in_words(timeline(entries, playbook=standing.playbook, downtime=about), downtime=about),
                *(content.decode() for content in evidence.files.values()),
                *map(repr, [*entries, self.delivery, self.outage, *self.delivery.notifiers]),
            ]
        )


TROUBLES: dict[str, tuple[Behaviour, set[ReceiptState]]] = {
    "wants a sign-in": (answering(401, LEAK), {ReceiptState.FAILED}),
    "is asked too often": (answering(429, LEAK, retry_after="1"), {ReceiptState.FAILED}),
    "breaks": (answering(500, LEAK), {ReceiptState.UNKNOWN}),
    "says nothing": (never, {ReceiptState.UNKNOWN}),
    "speaks something else": (saying(b"SSH-2.0-" + LEAK + b"\r\n\r\n", then_close=True), {ReceiptState.UNKNOWN}),
    "hangs up": (saying(b"", then_close=True), {ReceiptState.UNKNOWN}),
    "points elsewhere": (
        answering(302, LEAK, location=f"http://127.0.0.1:1/?token={SECRETS['slack']}"),
        {ReceiptState.FAILED},
    ),
    "talks without end": (answering(200, LEAK * 5000), {ReceiptState.UNKNOWN}),
}
UNSURE = {"apprise", "apprise-pager"}
"""apprise says only whether all went well."""
READ_FIRST = {"statuspage", "instatus"}
"""What cannot be read is not written to: so nothing went out."""


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_a_channel_signs_in_with_is_told_to_nobody_however_its_far_end_fails(
    far: FarEnds, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    far.trouble, states = TROUBLES[trouble]
    for name in (None, *logging.root.manager.loggerDict):
        caplog.set_level(1, name)
    clinics = [Clinic.of(far, *AT_FIRST, *BOARDS), Clinic.of(far, *INSTEAD)]
    for clinic in clinics:
        clinic.tell()

    said = "\n".join(clinic.said_of_it() for clinic in clinics)
    hidden = [*SECRETS.values(), *ADDRESSES, f"127.0.0.1:{far.server.port}"]
    assert found_in(said, hidden) == []
    assert found_in(everything_logged(caplog.records), [*SECRETS.values(), *ADDRESSES]) == []
    over_http = [one for one in clinics[0].receipts() if one.via != "smtp"]
    assert {one.via for one in over_http} >= {"slack", "twilio-sms", "twilio-voice", "pager", *PAGES}
    surely = [one for one in over_http if one.via not in UNSURE | READ_FIRST]
    assert {one.state for one in surely} == states
    assert {one.state for one in over_http if one.via in READ_FIRST} == {ReceiptState.FAILED}


@pytest.mark.parametrize("answer", [b"<html>Welcome to our network, please sign in</html>", b"[]", b"null", b"{}"])
def test_a_far_end_that_answers_yes_and_does_nothing_is_not_believed_where_the_vendor_says_more(
    far: FarEnds, answer: bytes
) -> None:
    far.trouble = answering(200, answer)
    clinic = Clinic.of(far, *AT_FIRST, *BOARDS)
    clinic.tell()

    believed = {one.via for one in clinic.receipts() if one.state in {ReceiptState.ACCEPTED, ReceiptState.DELIVERED}}
    # Of these, 200 is all that they ever say.
    assert believed == {"smtp", "teams", "webhook", "pager", "fhir", "cap", "apprise"}


def test_nothing_is_told_over_what_nobody_listens_at_and_the_log_is_silent(
    far: FarEnds, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    outage = Clinic.of(far, *AT_FIRST, *BOARDS).outage
    names = [name for name in (*AT_FIRST, *BOARDS) if name != "smtp"]
    closed = far.channels(*names, http="http://127.0.0.1:1")
    clinic = Clinic(far, outage, Delivery(people(), closed, ONCE, answers=KEYS))
    clinic.tell()

    assert found_in(clinic.said_of_it() + everything_logged(caplog.records), [*SECRETS.values(), *ADDRESSES]) == []
    assert {one.state for one in clinic.receipts() if one.via not in {"", *UNSURE}} == {ReceiptState.FAILED}
    assert far.left_the_house() == ""


@pytest.mark.parametrize(
    "host",
    [
        "https://127.0.0.1",
        "https://10.0.0.7",
        "https://192.168.1.1",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://[64:ff9b::7f00:1]",
        "https://[fd00:ec2::254]",
        "https://0.0.0.0",
        "https://2130706433",
        "https://0x7f000001",
        "https://0177.0.0.1",
        "https://127.1",
        "https://user:planted@hooks.example.org",
        "https://hooks.example.org@127.0.0.1",
        "https://hooks.example.org\\@127.0.0.1",
        "https://hooks.example.org#@127.0.0.1",
        "https://127。0。0。1",
        "http://hooks.example.org",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/_planted",
    ],
)
def test_no_setting_leads_into_the_house(far: FarEnds, host: str) -> None:
    channels = Channels.installed()
    for name, (channel, settings) in far.settings(http=host).items():
        if "url" not in settings or channel == "apprise":
            continue
        with pytest.raises(InvalidInput) as caught:
            channels.open(channel, settings)
        assert found_in(str(caught.value), [host, *SECRETS.values(), "planted"]) == [], name


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["10.0.0.7"],
        ["169.254.169.254"],
        ["0.0.0.0"],
        ["8.8.8.8", "127.0.0.1"],
    ],
)
def test_a_name_that_stands_for_a_private_address_is_not_called(far: FarEnds, addresses: list[str]) -> None:
    asked: list[str] = []

    async def answers(name: str) -> list[str]:
        asked.append(name)
        return addresses

    names = [name for name in (*AT_FIRST, *BOARDS) if name not in {"smtp", "apprise"}]
    connections, line = far.server.accepted, Line(LineSettings(timeout=0.5), resolver=answers)
    channels = far.channels(*names, line=line, http=f"https://hooks.example.org:{far.server.port}")
    clinic = Clinic(far, Clinic.of(far).outage, Delivery(people(), channels, ONCE, answers=KEYS))
    clinic.tell()

    assert set(asked) == {"hooks.example.org"}
    assert {one.state for one in clinic.receipts()} == {ReceiptState.FAILED}
    assert {one.via for one in clinic.receipts()} >= {"slack", "teams", "cap", *PAGES}
    assert far.server.accepted == connections


def test_no_proxy_is_taken_from_the_environment(far: FarEnds, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://ward:planted@127.0.0.1:{far.pages['instatus'].port}")
    monkeypatch.setenv("NO_PROXY", "")
    names = [name for name in (*AT_FIRST, *BOARDS) if name not in {"apprise", *PAGES}]
    Clinic.of(far, *names).tell()

    assert far.pages["instatus"].requests == []
    assert len(far.server.requests) > len(names)


CALL = (
    "100 <script>planted</script><!channel><@U0> [planted](https://evil.example) *x* </Say><Dial>+1900</Dial>"
    "]]>&planted; {{planted}} $call %n 😀"
)
NAME = 'Carla <b>planted</b> <!here> [planted](https://evil.example) ;planted=1,"planted" 😀'


class _Elements(HTMLParser):
    """Notes which elements a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.found |= {name for name, _ in attrs if name.startswith("on")}


def test_what_somebody_types_is_text_in_every_channel_and_nothing_else(far: FarEnds) -> None:
    for names in ((*AT_FIRST, *BOARDS), INSTEAD):
        clinic = Clinic.of(far, *names, name=NAME, call=CALL)
        clinic.outage.signal("update_given", news=f"{CALL}\n.\nBcc: planted@example.net\nBEGIN:VALARM", by=IT)
        clinic.tell()

    for request in far.requests:
        whom = request.line.partition(" ")[2].split("/")[1]
        if whom in {"slack", "slack_room"}:
            assert not re.search(
                "[<>]", re.sub(r"<https://downtime\.clinic\.example[^>]*>", "", request.content.decode())
            )
        if request.line.endswith("Calls.json"):
            twiml = ElementTree.fromstring(parse_qs(request.content.decode())["Twiml"][0])
            assert {one.tag for one in twiml.iter()} <= {"Response", "Say", "Gather", "Pause"}
        if whom == "cap":
            tags = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(request.content).iter()}
            assert tags.isdisjoint({"Dial", "Say", "script"})
    for mail in far.mailbox.mails:
        assert mail["Bcc"] is None
        assert mail["X-Envelope-To"] == ADDRESSES[0]
        assert _pages(mail) <= {"html", "head", "meta", "title", "style", "body", "main", "h1", "p", "br", "a"}
    assert len(far.mailbox.mails) > 1


def _pages(mail: EmailMessage) -> set[str]:
    pages = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/html"]
    return set().union(*(_Elements(page).found for page in pages))


@pytest.mark.parametrize(
    "planted", ["\r\nPlanted: yes", "\nPlanted: yes", "\0", "\u202e", "\u2066", "\u2028x", "\x85x"]
)
def test_whom_to_call_is_one_line_that_can_be_read(far: FarEnds, planted: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Clinic.of(far, call=f"extension 100{planted}")

    assert found_in(str(caught.value), ["Planted", planted]) == []


@pytest.mark.parametrize("planted", ["\0", "\x1b[2J", "\x9b2J", "\u202e", "\u2066"])
def test_news_show_no_number_in_another_order_and_steer_no_terminal(far: FarEnds, planted: str) -> None:
    outage = Clinic.of(far).outage

    with pytest.raises(Refused, match="characters that cannot be printed"):
        outage.signal("update_given", news=f"Call {planted}555-0100", by=IT)


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_of_a_drill_nothing_leaves_the_house_and_all_that_stays_says_so(
    far: FarEnds, playbook: Playbook, capsys: pytest.CaptureFixture[str]
) -> None:
    connections = far.server.accepted
    for names in ((*AT_FIRST, *BOARDS), INSTEAD):
        delivery = Delivery(people(), far.channels(*names), ONCE, far.channels("call_tree")[0], answers=KEYS)
        outage = a_drill(playbook, delivery)
        states = {one.state for told in outage.standing.receipts.values() for one in told.tries}
        assert states <= {ReceiptState.SUPPRESSED, ReceiptState.QUEUED, ReceiptState.ACCEPTED, ReceiptState.EXPIRED}

    assert far.left_the_house() == ""
    assert far.server.accepted == connections
    files = [path for path in far.folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert {path.parent.name for path in files} >= {"calls"}
    assert [path.name for path in files if "DRILL" not in read(path)] == []
    screen = re.split(r"(?m)^(?=--- \w)", capsys.readouterr().out)[1:]
    assert screen
    assert [shown for shown in screen if "DRILL" not in shown] == []


def a_drill(playbook: Playbook, delivery: Delivery) -> Outage:
    """Declare a drill and report one thing after the other, as far as that goes; everybody is told of each."""
    clock = VirtualClock(BEGAN)
    window = Window(starts=datetime(2026, 3, 3, 14, 30), ends=datetime(2026, 3, 3, 16), zone="UTC")  # noqa: DTZ001
    about: About = {"event": Scheduled(window=window)} if is_for_planned_work(playbook) else {}
    about |= {"sites": ["west"], "services": ["RIS"], "interfaces": INTERFACES, "drill": True}
    outage = Desk(MemoryJournal(), clock).declare(playbook, id="drill-1", by=NURSE, **about)
    steps = 0
    while (signal := _next(outage)) is not None and steps < 40:
        steps += 1
        with suppress(Refused):
            outage.signal(signal.name, by=IT, **{one.name: _detail(one, steps) for one in signal.details})
        clock.advance(timedelta(minutes=10))
        outage.tick(by=IT)
        run(delivery.deliver, outage, by=NURSE)
    assert steps > 5
    return outage


def _next(outage: Outage) -> Signal | None:
    """Return something that nobody has reported yet, else what is about one interface after the other."""
    told = [entry.fact.signal for entry in outage.journal.read(outage.id) if isinstance(entry.fact, Signalled)]
    ends = {"stood_down", "called_off", "cancelled"}
    allowed = [one for one in outage.playbook.signals if one.name in outage.allowed() and one.name not in ends]
    return min(allowed, key=lambda one: told.count(one.name), default=None)


def _detail(detail: Detail, step: int) -> str:
    if detail.name == "interface":
        return INTERFACES[step % len(INTERFACES)]
    return detail.choices[step % len(detail.choices)] if detail.choices else "as was rehearsed"
