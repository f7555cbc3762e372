"""Whatever is changed, taken from elsewhere or played again, says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from downtimekit.errors import InvalidInput
from downtimekit.models.notice import ReceiptState
from downtimekit.models.told import outranks
from downtimekit.notices.answers import CODE_ALPHABET, AnswerKeys, Asked
from downtimekit.notices.callbacks import SchemeName
from downtimekit.notices.callbacks.schemes import SCHEMES, TOLERANCE
from downtimekit.notices.inbound import Inbound
from downtimekit.notices.replies import Meaning, read_reply
from downtimekit.runtime.inbox import TakenStatus
from tests.answering import House
from tests.calling_back import FORM, pagerduty, slack, source, standard, twilio
from tests.ward import an_outage

NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
KEYS = AnswerKeys([SecretStr("the secret with which this house signs")], "https://clinic.example/answer")
OTHER = AnswerKeys([SecretStr("the secret with which another house signs")], "https://other.example/answer")

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,60}", fullmatch=True)
askings = st.builds(
    Asked,
    ids,
    st.lists(ids, min_size=1, max_size=6).map(tuple),
    ids,
    st.datetimes(datetime(2026, 3, 4), datetime(2199, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - zone is added
        lambda at: at.replace(microsecond=0)
    ),
)


@st.composite
def changes(draw: st.DrawFn, text: str) -> str:
    """Return a text with one character changed, left out or put in."""
    place = draw(st.integers(0, len(text) - 1))
    char = draw(st.characters(min_codepoint=33, max_codepoint=126) | st.characters())
    kept = draw(st.sampled_from([place, place + 1]))
    changed = text[:place] + draw(st.sampled_from([char, ""])) + text[kept:]
    assume(changed != text)
    return changed


@given(askings)
def test_a_token_says_what_it_was_made_of(asked: Asked) -> None:
    assert KEYS.read(KEYS.token(asked), now=NOW) == asked


@given(st.data(), askings)
@settings(max_examples=300)
def test_a_token_in_which_anything_was_changed_is_refused(data: st.DataObject, asked: Asked) -> None:
    changed = data.draw(changes(KEYS.token(asked)))
    with pytest.raises(InvalidInput) as error:
        KEYS.read(changed, now=NOW)

    assert [fault.path for fault in error.value.faults] == ["token"]


@given(askings, st.timedeltas(timedelta(0), timedelta(days=1000)))
def test_a_token_that_is_over_is_refused_from_then_on(asked: Asked, later: timedelta) -> None:
    with pytest.raises(InvalidInput):
        KEYS.read(KEYS.token(asked), now=asked.expires + later)


@given(askings)
def test_two_houses_do_not_take_each_others_tokens(asked: Asked) -> None:
    with pytest.raises(InvalidInput):
        OTHER.read(KEYS.token(asked), now=NOW)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_tokens(text: str) -> None:
    with pytest.raises(InvalidInput):
        KEYS.read(text, now=NOW)


@given(st.data(), ids, st.lists(ids, min_size=1, max_size=4), ids)
def test_a_code_fits_its_message_and_none_in_which_anything_was_changed(
    data: st.DataObject, downtime: str, notices: Sequence[str], contact: str
) -> None:
    code = KEYS.code(downtime, notices, contact)
    changed = data.draw(changes(code))

    assert set(code) <= set(CODE_ALPHABET)
    assert KEYS.fits(code, downtime=downtime, notices=notices, contact=contact)
    assert not KEYS.fits(changed, downtime=downtime, notices=notices, contact=contact)


@given(ids, st.lists(ids, min_size=300, max_size=300, unique=True))
@settings(max_examples=5)
def test_whoever_knows_their_own_code_knows_nothing_of_anybody_elses(downtime: str, contacts: Sequence[str]) -> None:
    keys = evolve(KEYS, code_length=6)
    codes = {keys.code(downtime, ["n"], contact) for contact in contacts}

    assert len(codes) > 298  # of 387 million
    assert {code[0] for code in codes} == set(CODE_ALPHABET)


@given(st.text(alphabet=CODE_ALPHABET, min_size=4, max_size=6), st.sampled_from(["{}", "ok {}", "{} gracias", "«{}»!"]))
def test_a_code_is_found_in_every_way_to_type_it(code: str, form: str) -> None:
    for typed in (code, code.lower(), code.title()):
        assert read_reply(form.format(typed)).code == code


@given(st.text())
def test_no_reply_breaks_anything(text: str) -> None:
    typed = read_reply(text)

    assert (typed.meaning is Meaning.CODE) is bool(typed.code)


@given(st.lists(st.sampled_from(ReceiptState), max_size=8), st.randoms())
def test_the_surest_news_stand_in_whatever_order_they_come(news: list[ReceiptState], random: object) -> None:
    def after(states: Sequence[ReceiptState]) -> ReceiptState | None:
        known: ReceiptState | None = None
        for new in states:
            known = new if outranks(new, known) else known
        return known

    shuffled = list(news)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    unsent = {ReceiptState.SUPPRESSED, ReceiptState.EXPIRED}

    assert after(news) == after(shuffled) or {after(news), after(shuffled)} <= unsent
    assert (after(news) is ReceiptState.ACKNOWLEDGED) is (ReceiptState.ACKNOWLEDGED in news)


CALLS = {
    SchemeName.STANDARD: standard({"type": "notice.delivered", "data": {"key": "k"}}, at=NOW),
    SchemeName.TWILIO: twilio({"key": "west-1/1/x/nurse"}, MessageSid="SM1", MessageStatus="delivered"),
    SchemeName.SLACK: slack({"actions": []}, at=NOW),
    SchemeName.PAGERDUTY: pagerduty("west-1", at=NOW),
}


def is_taken(scheme: SchemeName, call: Inbound, *, now: datetime = NOW) -> bool:
    """Say whether a call is taken for genuine."""
    try:
        SCHEMES[scheme].check(call, secrets=source(scheme).secrets, now=now)
    except InvalidInput:
        return False
    return True


@given(st.data(), st.sampled_from(SchemeName))
@settings(max_examples=300)
def test_a_call_in_which_anything_that_is_signed_was_changed_is_refused(
    data: st.DataObject, scheme: SchemeName
) -> None:
    call, held = CALLS[scheme], SCHEMES[scheme]
    signed = [name for name in (held.header, held.stamp, held.id) if name]
    which = data.draw(st.sampled_from([*signed, "body"]))
    if which == "body":
        changed = evolve(call, body=data.draw(changes(call.body.decode())).encode())
        assume(scheme is not SchemeName.TWILIO or _written(changed) != _written(call))
    else:
        changed = evolve(call, headers={**call.headers, which: data.draw(changes(call.headers[which]))})
        assume(_meant(changed, held.header) != _meant(call, held.header) or which != held.header)

    assert is_taken(scheme, call)
    assert not is_taken(scheme, changed)


def _written(call: Inbound) -> str | None:
    """Return what Twilio signs of a form: names and values behind one another, with nothing between."""
    try:
        return "".join(name + value for name, value in sorted(set(call.form)))
    except InvalidInput:
        return None


def _meant(call: Inbound, header: str) -> list[str]:
    """Return the signatures of a call: what stands between them does not count."""
    return call.headers[header].replace(",v1", " v1").split()


@given(st.sampled_from([SchemeName.STANDARD, SchemeName.SLACK]), st.timedeltas(-timedelta(days=9), timedelta(days=9)))
def test_a_call_counts_for_five_minutes_before_and_after(scheme: SchemeName, off: timedelta) -> None:
    assert is_taken(scheme, CALLS[scheme], now=NOW + off) is (abs(off) <= TOLERANCE)


@given(st.binary(max_size=300), st.sampled_from(SchemeName), st.sampled_from(["", FORM, "application/json"]))
def test_no_body_from_a_stranger_breaks_anything(body: bytes, scheme: SchemeName, kind: str) -> None:
    call = evolve(CALLS[scheme], body=body, headers={**CALLS[scheme].headers, "content-type": kind})

    assert not is_taken(scheme, call)


@given(st.text(max_size=100), st.text(max_size=300), st.sampled_from(["GET", "POST", "PUT", ""]))
def test_no_call_breaks_the_inbox_or_writes_anything(path: str, header: str, method: str) -> None:
    house = HOUSE_OF_ONE
    before = house.written()
    taken = house.inbox.take(Inbound(method, path, {"Accept-Language": header, "X-Twilio-Signature": header}))

    assert taken.status in {TakenStatus.REFUSED, TakenStatus.NOTHING}
    assert house.written() == before


HOUSE_OF_ONE = House(an_outage("declared"))
