"""Whatever channels do, and whoever answers when: telling comes to an end, loses nobody and repeats no doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.downtime import Severity
from downtimekit.models.notice import NoticeEvent, ReceiptState, Suppression
from downtimekit.models.people import Contact, Role
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel
from downtimekit.notices.policy import AfterUnknown, TellingRule
from downtimekit.ports.agenda import Work
from tests.night import EMAIL, PHONE, SMS, Answers, Line, Night, a_notice, person
from tests.ward import NURSE, reopened

ANSWERS = (
    ReceiptState.ACCEPTED,
    ReceiptState.QUEUED,
    ReceiptState.DELIVERED,
    Rejected("no"),
    Unreachable("no line"),
    Unreachable("busy", retry_after=1),
    OutcomeUnknown("hung up"),
    RuntimeError("boom"),
    ReceiptState.FAILED,
)
KINDS = (SMS, PHONE, EMAIL)
ADDRESSES = {SMS: "+1202555010{}", PHONE: "+1202555020{}", EMAIL: "p{}@example.org"}
ROLES = (Role.IT_LEAD, Role.HOUSE_SUPERVISOR)
IDS = ("noor", "omar", "pat", "quin")

channels = st.lists(
    st.builds(
        lambda kind, place, **marks: kind.at(ADDRESSES[kind].format(place), **marks),
        st.sampled_from(KINDS),
        st.integers(1, 3),
        opted_out=st.sampled_from([False, False, True]),
        verified=st.booleans(),
    ),
    max_size=4,
    unique_by=lambda channel: (channel.kind, channel.address),
)


@st.composite
def people(draw: st.DrawFn) -> tuple[Contact, ...]:
    """Return some people, of whom some share addresses, sleep or have shifts."""
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    return tuple(
        person(
            id_,
            *draw(st.sets(st.sampled_from(ROLES), min_size=1)),
            channels=draw(channels),
            on_call=draw(st.sampled_from([None, "UTC; Mon-Sun 07:00-14:00", "UTC; Mon-Sun 14:00-19:00"])),
            quiet=draw(st.sampled_from([None, None, "UTC; Mon-Sun 13:00-14:10"])),
        )
        for id_ in ids
    )


levels = st.builds(
    EscalationLevel,
    roles=st.sets(st.sampled_from(ROLES), min_size=1).map(tuple),
    wait_minutes=st.integers(1, 20),
    acknowledgements=st.integers(1, 2),
    attempts=st.lists(st.sampled_from(KINDS), max_size=4).map(tuple),
)
chains = st.builds(
    EscalationChain, id=st.just("chain"), levels=st.lists(levels, min_size=1, max_size=2), loops=st.integers(1, 2)
)
rules = st.builds(
    TellingRule,
    escalation=st.none() | chains,
    answer_minutes=st.none() | st.integers(1, 10),
    after_unknown=st.sampled_from(AfterUnknown),
    tries=st.integers(1, 3),
    again_minutes=st.lists(st.integers(1, 10), max_size=3).map(tuple),
    expires_minutes=st.none() | st.integers(1, 60),
    verified_only=st.booleans(),
    overrides_quiet_hours=st.booleans(),
    gather_seconds=st.sampled_from([0, 0, 30]),
)
answers = st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=6)
acts = st.tuples(
    st.sampled_from(["owe", "acknowledge", "bounce", "wait"]), st.sampled_from(IDS), st.sampled_from([0.2, 1, 7, 16])
)


@st.composite
def nights(draw: st.DrawFn) -> Night:
    """Return a night whose channels do as they like, in turn."""
    idempotent = draw(st.frozensets(st.sampled_from(KINDS)))
    severity = draw(st.sampled_from([None, *Severity]))
    night = Night(draw(people()), rule=draw(rules), idempotent=idempotent, severity=severity)
    for line in night.lines.values():
        line.answers = cycled(draw(answers))
    if draw(st.booleans()):
        tree = Line(Capabilities("tree", PHONE, local=True), night.clock, cycled([ReceiptState.QUEUED]))
        night.delivery = night.engine(last_resort=tree)
    return night


def cycled(given_answers: Sequence[object]) -> Answers:
    """Return what answers one thing after another, again and again."""
    asked = iter(range(1_000_000))
    return lambda _message: given_answers[next(asked) % len(given_answers)]


def live(night: Night, doings: Sequence[tuple[str, str, float]]) -> None:
    """Owe a notice, let things happen, and wait until nothing is left to do."""
    night.owe(a_notice("west-1/900/asked", event=NoticeEvent.OTHER, sites=("west",)))
    for number, (act, who, minutes) in enumerate(doings):
        night.work()
        match act:
            case "owe":
                sites = ("west", f"s{number}")
                id_ = f"west-1/{901 + number}/asked"
                night.owe(a_notice(id_, event=NoticeEvent.OTHER, sites=sites, at=night.clock.now()))
            case "acknowledge":
                night.outage.acknowledge(night.owed[-1], contact=who, by=NURSE)
            case "bounce":
                night.outage.hear(ReceiptState.FAILED, notice=night.owed[0], contact=who, by=NURSE)
        night.work()
        night.clock.advance(timedelta(minutes=minutes))
    wait_it_out(night)


def wait_it_out(night: Night) -> None:
    """Go from one time on the agenda to the next until no notice is on it."""
    for _ in range(300):
        night.work()
        waiting = [item.due for item in night.journal.due() if item.work is Work.NOTICE]
        if not waiting:
            return
        now = night.clock.now()
        assert min(waiting) > now, "what was just worked at waits for a time that has gone by"
        night.clock.advance_to(min(waiting))
    raise AssertionError("it never ends")


Doings = list[tuple[str, str, float]]


@given(nights(), st.lists(acts, max_size=4))
def test_telling_comes_to_an_end_and_the_journal_alone_says_how(night: Night, doings: Doings) -> None:
    live(night, doings)
    standing = night.outage.standing

    assert set(night.owed) <= set(standing.carried)
    assert not standing.begun
    assert reopened(night.outage).standing == standing
    audience = [contact.id for contact in night.people if Role.IT_LEAD in contact.roles]
    for notice in night.owed:
        assert {who for who in audience if (notice, who) not in standing.receipts} == set()
    for told in standing.receipts.values():
        assert all(one.why or one.state is not ReceiptState.SUPPRESSED for one in told.tries)
        assert [one.attempt for one in told.tries] == list(range(1, len(told.tries) + 1))


@given(nights(), st.lists(acts, max_size=3))
def test_a_key_is_sent_again_only_where_nothing_went_out_or_the_channel_knows_it(night: Night, doings: Doings) -> None:
    live(night, doings)
    for kind, line in night.lines.items():
        done = set[str]()
        for (_, message), said in zip(line.taken, line.said, strict=True):
            assert message.key not in done or kind in night.idempotent
            if went_out(said):
                done.add(message.key)
        assert all(often <= night.rule.tries for often in Counter(line.keys).values())


@given(nights())
def test_a_doubt_is_not_repeated_at_the_same_address_unless_the_rule_says_so(night: Night) -> None:
    changes = {"after_unknown": AfterUnknown.NEXT_CHANNEL, "escalation": None, "tries": 1}
    night.rule = night.rule.model_copy(update=changes)
    night.delivery = night.engine(last_resort=night.delivery.last_resort)
    live(night, [])
    for line in night.lines.values():
        doubtful = set[tuple[str, str]]()
        for (_, message), said in zip(line.taken, line.said, strict=True):
            place = (message.name, message.address)
            assert place not in doubtful
            if is_doubtful(said):
                doubtful.add(place)


def is_doubtful(said: object) -> bool:
    """Say whether nobody knows after an answer whether it went out."""
    return isinstance(said, OutcomeUnknown | RuntimeError) or said is ReceiptState.FAILED


def went_out(said: object) -> bool:
    """Say whether a message went out, or may have."""
    return isinstance(said, ReceiptState) or is_doubtful(said)


@given(nights(), st.lists(acts, max_size=3))
def test_whoever_was_left_out_as_a_duplicate_has_somebody_who_was_told_there(night: Night, doings: Doings) -> None:
    live(night, doings)
    for (notice, _), told in night.outage.standing.receipts.items():
        if told.last.why is Suppression.DUPLICATE:
            owner = told.last.remark.split("'")[1]
            tries = night.told(owner, notice=notice).tries
            assert any(one.via and one.state is not ReceiptState.FAILED for one in tries)
