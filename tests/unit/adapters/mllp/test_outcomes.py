"""What the other side says of a message, or fails to say, and what the clinic is told of it."""

from __future__ import annotations

from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from downtimekit.adapters.mllp_target import MemoryLedger, MllpTarget, SqliteLedger, State
from downtimekit.adapters.mllp_target.blocks import NOT_RECEIVED, RECEIVED, framed
from downtimekit.errors import PortError, Rejected, Unreachable
from downtimekit.models.chart import Chart, Lookup
from downtimekit.testing.contracts.target import (
    ANSWERS,
    ORDERS,
    PATIENTS,
    REPORT,
    entry_of,
    everything_said_by,
    note_of,
)
from downtimekit.testing.memory_target import MemoryTarget
from downtimekit.testing.targets import RecordingTarget
from tests.mllp_peer import (
    Act,
    Conversation,
    ack,
    answers,
    control_id,
    hangs_up,
    is_silent,
    listening,
    nobody,
    says,
    target_at,
    then,
)

pytestmark = pytest.mark.anyio
ENTRY = entry_of(ANSWERS, key="west-1/questionnaire/1")
YES = framed(ack("{id}"))


async def outcome(target: MllpTarget) -> str:
    """Return what became of the entry: the kind of the error, or ``taken``."""
    try:
        await target.write(ENTRY)
    except PortError as error:
        return type(error).__name__
    return "taken"


async def byte_by_byte(heard: Conversation) -> None:
    """Answer in the smallest pieces."""
    for byte in framed(ack(control_id(heard.message))):
        await heard.send(bytes([byte]))
        await anyio.lowlevel.checkpoint()


ANSWERS_AND_OUTCOMES: dict[str, tuple[Act, str]] = {
    "accepted": (answers("AA"), "taken"),
    "received": (answers("CA"), "taken"),
    "an error without a reason": (answers("AE"), "Rejected"),
    "an unknown patient": (answers("AE", "ERR||PID^1^3|204|E"), "Rejected"),
    "a locked record": (answers("AE", "ERR||PID^1^3|206|E"), "Unreachable"),
    "a fault of their own": (answers("AE", "ERR|||207|E"), "Unreachable"),
    "a locked record in older words": (answers("AE", "ERR|PID^1^3^206"), "Unreachable"),
    "a fault of their own beside one of ours": (answers("AE", "ERR|||207|E", "ERR||PID^1^3|101|E"), "Rejected"),
    "rejected": (answers("AR"), "Rejected"),
    "rejected for its kind": (answers("AR", "ERR|||200|E"), "Rejected"),
    "rejected on receipt": (answers("CR"), "Rejected"),
    "an error on receipt": (answers("CE"), "Rejected"),
    "the end": (hangs_up, "OutcomeUnknown"),
    "silence": (is_silent, "OutcomeUnknown"),
    "half an answer and the end": (then(says(YES[:40]), hangs_up), "OutcomeUnknown"),
    "half an answer and silence": (says(YES[:40]), "OutcomeUnknown"),
    "words": (says(framed(b"Good morning")), "OutcomeUnknown"),
    "an answer without an end": (says(b"\x0b" + b"MSH" * 40_000), "OutcomeUnknown"),
    "an answer that is too long": (says(framed(b"MSH" * 40_000)), "OutcomeUnknown"),
    "a word that is no answer": (says(framed(ack("{id}", "MAYBE"))), "OutcomeUnknown"),
    "a no of the line": (says(framed(NOT_RECEIVED)), "Unreachable"),
    "a yes of the line and an answer": (says(framed(RECEIVED), YES), "taken"),
    "a yes of the line alone": (says(framed(RECEIVED)), "OutcomeUnknown"),
    "an answer to another message before": (says(framed(ack("SOMEBODY-ELSE", "AE")), YES), "taken"),
    "an answer to another message alone": (says(framed(ack("SOMEBODY-ELSE"))), "OutcomeUnknown"),
    "noise before the answer": (says(b"noise\r\n", YES), "taken"),
    "half an answer before the answer": (says(YES[:30], YES), "taken"),
    "byte by byte": (byte_by_byte, "taken"),
    "the answer to an order": (says(YES.replace(b"ACK^R01^ACK", b"ORR^O02")), "taken"),
}


@pytest.mark.parametrize(("act", "expected"), ANSWERS_AND_OUTCOMES.values(), ids=ANSWERS_AND_OUTCOMES.keys())
async def test_an_answer_means_one_of_four_things(act: Act, expected: str) -> None:
    ledger = MemoryLedger()
    async with listening(act) as peer:
        assert await outcome(target_at(peer.port, ledger=ledger, timeout=0.1)) == expected

    noted = ledger.find(ENTRY.key)
    states = {"taken": State.TAKEN, "Rejected": State.REFUSED, "OutcomeUnknown": State.SENT, "Unreachable": None}
    assert (noted.state if noted else None) == states[expected]


@pytest.mark.parametrize("first", [is_silent, hangs_up, says(YES[:40])], ids=["silence", "the end", "half an answer"])
async def test_what_may_have_arrived_is_sent_again_byte_for_byte_under_the_same_number(
    first: Act, tmp_path: Path
) -> None:
    async with listening(first, answers()) as peer:
        for expected in ("OutcomeUnknown", "taken"):
            ledger = SqliteLedger(tmp_path / "sent.db")
            # Meanwhile the patient married; the message still says what it said.
            renamed = [patient.model_copy(update={"family": expected}) for patient in PATIENTS]
            target = target_at(peer.port, ledger=ledger, chart=MemoryTarget(renamed, ORDERS), timeout=0.1)
            assert await outcome(target) == expected
            ledger.close()

    assert len(peer.heard) == 2
    assert peer.heard[0] == peer.heard[1]
    assert b"OutcomeUnknown" in peer.heard[1]
    assert len(control_id(peer.heard[0])) == 20
    assert peer.heard[0].split(b"|")[6] == b"20260302200000+0000"  # when it was entered, whenever it is sent


async def test_what_was_taken_is_not_sent_again() -> None:
    async with listening(answers()) as peer:
        target = target_at(peer.port)
        made = [await target.write(ENTRY) for _ in range(3)]

        assert made == [control_id(peer.heard[0])] * 3
        assert await target.find(ENTRY.key) == made[0]
    assert len(peer.heard) == 1


async def test_what_nobody_took_is_made_anew_and_nothing_is_remembered_of_it() -> None:
    async with listening(answers("AE", "ERR|||206|E"), answers()) as peer:
        target = target_at(peer.port)
        assert await outcome(target) == "Unreachable"
        assert await target.find(ENTRY.key) is None
        assert await outcome(target) == "taken"


async def test_a_record_that_is_locked_later_stays_under_way_once_it_may_have_arrived() -> None:
    ledger = MemoryLedger()
    async with listening(hangs_up, answers("AE", "ERR|||206|E"), answers()) as peer:
        target = target_at(peer.port, ledger=ledger)
        assert [await outcome(target) for _ in range(2)] == ["OutcomeUnknown", "Unreachable"]
        noted = ledger.find(ENTRY.key)
        assert noted
        assert (noted.state, noted.attempt) == (State.SENT, 2)
        assert await outcome(target) == "taken"
    assert len(set(peer.heard)) == 1


async def test_a_message_that_may_have_arrived_is_not_held_against_the_record_that_it_made() -> None:
    chart = MemoryTarget(PATIENTS, ORDERS)
    async with listening(is_silent, answers()) as peer:
        target = target_at(peer.port, chart=chart, timeout=0.1)
        assert await outcome(target) == "OutcomeUnknown"
        # It had arrived, and the chart shows neither our key nor our number.
        await chart.write(entry_of(ANSWERS, key="the-other-side/1"))

        assert await outcome(target) == "taken"
    assert peer.heard[0] == peer.heard[1]


async def test_a_record_that_the_chart_shows_is_not_sent_again() -> None:
    chart = MemoryTarget(PATIENTS, ORDERS)
    async with listening(is_silent) as peer:
        target = target_at(peer.port, chart=chart, timeout=0.1)
        assert await outcome(target) == "OutcomeUnknown"
        assert await target.find(ENTRY.key) is None
        record = await chart.write(ENTRY)  # it had arrived

        assert await target.find(ENTRY.key) == record
        assert await target.write(ENTRY) == record
    assert len(peer.heard) == 1


async def test_a_chart_that_knows_no_keys_shows_the_record_by_the_number_that_it_was_sent_under() -> None:
    chart = MemoryTarget(PATIENTS, ORDERS)
    async with listening(is_silent) as peer:
        target = target_at(peer.port, chart=_Renumbered(chart, peer.heard), timeout=0.1)
        assert await outcome(target) == "OutcomeUnknown"
        await chart.write(entry_of(ANSWERS, key="the-other-side/1"))

        assert await target.write(ENTRY) == control_id(peer.heard[0])
    assert len(peer.heard) == 1


class _Renumbered(RecordingTarget):
    """A chart whose records have the numbers that they were sent under."""

    def __init__(self, target: MemoryTarget, heard: list[bytes]) -> None:
        super().__init__(target)
        self.heard = heard

    async def look_up(self, wanted: Lookup) -> Chart:
        chart = await super().look_up(wanted)
        records = tuple(record.model_copy(update={"id": control_id(self.heard[0])}) for record in chart.records)
        return chart.model_copy(update={"records": records})


async def test_where_nobody_listens_nothing_is_noted() -> None:
    ledger = MemoryLedger()
    with pytest.raises(Unreachable, match="nobody listens"):
        await target_at(nobody(), ledger=ledger).write(ENTRY)
    assert ledger.find(ENTRY.key) is None


async def test_a_chart_that_cannot_be_asked_keeps_the_message_in_the_house() -> None:
    class Gone(MemoryTarget):
        async def look_up(self, wanted: Lookup) -> Chart:
            raise Unreachable("the chart is out of reach")

    async with listening(answers()) as peer:
        assert await outcome(target_at(peer.port, chart=Gone())) == "Unreachable"
    assert peer.heard == []


async def test_a_chart_that_goes_away_after_the_answer_changes_nothing() -> None:
    class Going(MemoryTarget):
        asked = 0

        async def look_up(self, wanted: Lookup) -> Chart:
            self.asked += 1
            if self.asked > 1:
                raise Unreachable("the chart is out of reach")
            return await super().look_up(wanted)

    async with listening(answers()) as peer:
        target = target_at(peer.port, chart=Going(PATIENTS, ORDERS))
        assert await target.write(ENTRY) == control_id(peer.heard[0])


async def test_what_was_taken_and_could_not_be_noted_is_told_as_unknown() -> None:
    class Full(MemoryLedger):
        def end(self, *_: object, **__: object) -> None:
            raise Unreachable("no room")

    async with listening(answers()) as peer:
        assert await outcome(target_at(peer.port, ledger=Full())) == "OutcomeUnknown"


async def test_a_chart_that_has_such_a_record_keeps_a_second_one_out() -> None:
    chart = MemoryTarget(PATIENTS, ORDERS)
    await chart.write(entry_of(ANSWERS, key="somebody-else/1"))
    async with listening(answers()) as peer:
        assert await outcome(target_at(peer.port, chart=chart)) == "Rejected"
    assert peer.heard == []


async def test_a_kind_without_a_way_is_rejected() -> None:
    async with listening(answers()) as peer:
        target = target_at(peer.port, ways={"report": None})
        with pytest.raises(Rejected, match="no message"):
            await target.write(entry_of(REPORT))
        await target.write(note_of(PATIENTS[0], key="west-1/note/1"))
    assert len(peer.heard) == 1


@pytest.mark.parametrize("code", ["AE", "AR", "CE", "CR"])
async def test_what_the_other_side_writes_of_the_patient_stays_out_of_the_error(code: str) -> None:
    no = answers(code, "ERR|PID^PLANTED||PLANTED|E|||Okafor unknown", words="planted: Adaeze Okafor")
    async with listening(no) as peer:
        with pytest.raises(Rejected) as caught:
            await target_at(peer.port).write(ENTRY)

    said = everything_said_by(caught.value).casefold()
    assert [word for word in ("planted", "okafor", "adaeze") if word in said] == []


async def test_what_the_other_side_objects_to_is_told_in_our_words() -> None:
    async with listening(answers("AE", "ERR||PV1^1^19|101|E")) as peer:
        with pytest.raises(Rejected, match=r"AE: a field that is wanted is missing at PV1-19"):
            await target_at(peer.port).write(ENTRY)


MODES: dict[str, tuple[str, Act, str]] = {
    "one answer": ("original", answers("AA"), "taken"),
    "a receipt alone is wanted": ("commit", answers("CA"), "taken"),
    "a receipt and a yes": ("both", then(answers("CA"), answers("AA")), "taken"),
    "a receipt and a no": ("both", then(answers("CA"), answers("AE")), "Rejected"),
    "no receipt": ("both", answers("CR"), "Rejected"),
    "a receipt and nothing more": ("both", answers("CA"), "OutcomeUnknown"),
    "a receipt and the end": ("both", then(answers("CA"), hangs_up), "OutcomeUnknown"),
    "a yes without a receipt": ("both", answers("AA"), "taken"),
}


@pytest.mark.parametrize(("mode", "act", "expected"), MODES.values(), ids=MODES.keys())
async def test_a_receipt_is_enough_where_nothing_more_was_asked_for(mode: str, act: Act, expected: str) -> None:
    async with listening(act) as peer:
        assert await outcome(target_at(peer.port, mode=mode, timeout=0.1)) == expected

    wishes = {"original": [b"", b""], "commit": [b"AL", b"NE"], "both": [b"AL", b"AL"]}
    assert peer.heard[0].split(b"\r")[0].split(b"|")[14:16] == wishes[mode]


async def test_a_clerk_who_gives_up_leaves_no_answer_for_the_next_message() -> None:
    async def late(heard: Conversation) -> None:
        await anyio.sleep(0.1)
        await heard.answer("AE")

    async with listening(late, answers()) as peer:
        target = target_at(peer.port)
        with anyio.move_on_after(0.05):
            await target.write(ENTRY)
        await anyio.sleep(0.1)
        assert await target.write(note_of(PATIENTS[0], key="west-1/note/1"))
        assert await outcome(target) == "taken"
    assert peer.connections == 2
