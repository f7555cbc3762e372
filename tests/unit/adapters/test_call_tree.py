"""When nothing else works, everybody stands on paper: with a number or a runner, and what to say in their language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import anyio
import pytest
from attrs import evolve, frozen
from pypdf import PdfReader

from downtimekit.adapters.call_tree import CallOutcome, CallResult, CallTree, CallTreePdf
from downtimekit.adapters.pdf.measures import PAGES, PageName
from downtimekit.errors import InvalidInput, Rejected, Unreachable
from downtimekit.models.notice import Notice, NoticeFacts, ReceiptState
from downtimekit.ports.notifier import Message, Sent

AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
FACTS = NoticeFacts(downtime="west-1", scheduled=False, since=AT, call="IT", zone="America/New_York")
NOTICE = Notice(id="west-1/u-1", audience=(), sites=(), subject="Down", body="Down", facts=FACTS)
CALL = Message(
    key="west-1/u-1/carla",
    name="Carla Chen",
    address="+12025550102",
    subject="The RIS is down at west",
    body="Work on paper.\nQuestions: call +1 202-555-0100",
    notice=NOTICE,
)
SPANISH = evolve(
    CALL, key="west-1/u-1/ana", name="Ana Díaz", subject="El RIS no funciona", body="Trabaje en papel.", language="es"
)


@frozen
class Stopped:
    """A clock that stands still."""

    at: datetime = AT

    def now(self) -> datetime:
        return self.at


def tree(folder: Path, **pdf: object) -> CallTree:
    return CallTree(folder, CallTreePdf(**pdf), Stopped())  # type: ignore[arg-type]


def put(on: CallTree, *messages: Message) -> list[Sent]:
    return [anyio.run(on.send, message) for message in messages]


def put_at_once(on: CallTree, *messages: Message) -> None:
    async def send() -> None:
        async with anyio.create_task_group() as group:
            for message in messages:
                group.start_soon(on.send, message)

    anyio.run(send)


def pages(on: CallTree, *, drill: bool = False) -> list[str]:
    reader = PdfReader(BytesIO(on.document(drill=drill).read_bytes()))
    return [page.extract_text() for page in reader.pages]


def text(on: CallTree) -> str:
    return on.document().with_suffix(".txt").read_text()


def test_whoever_has_a_number_is_called_and_to_whoever_has_none_somebody_walks(tmp_path: Path) -> None:
    on = tree(tmp_path)
    sent = put(on, CALL, evolve(CALL, key="west-1/u-1/sam", name="Sam O'Hara", address=""))

    assert sent == [Sent(ReceiptState.QUEUED, "stands on call-tree.pdf")] * 2
    (page,) = pages(on)
    for shown in (page, text(on)):
        lines = shown.splitlines()
        assert "+1 202-555-0102" in shown
        assert sum("SEND A RUNNER" in line for line in lines) == 1
        assert "Say: The RIS is down at west" in shown
        assert "Questions: call +1 202-555-0100" in shown
        assert "Printed 2026-11-22 10:30 EST" in shown
        assert "Ref: west-1/u-1/sam" in shown
        assert "give no password" in " ".join(lines)
        assert "DRILL" not in shown
    assert "Page 1 of 1" in page
    assert (page.count("wrong number"), page.count("not found")) == (1, 1)


def test_levels_come_one_after_the_other_and_what_is_said_in_one_language_is_said_once(tmp_path: Path) -> None:
    on = tree(tmp_path)
    second = evolve(CALL, key="west-1/u-1/late", name="Level Two", level=2)
    put(on, second, SPANISH, evolve(CALL, key="west-1/u-1/zoe", name="Zoë Roe"), evolve(second, key="b", level=1), CALL)

    for shown in ("\n".join(pages(on)), text(on)):
        titles = [line.strip() for line in shown.splitlines() if line.endswith(" to tell")]
        assert titles == [
            "Everybody, in their language (es): 1 to tell",
            "Everybody: 2 to tell",
            "Level 1: 1 to tell",
            "Level 2: 1 to tell",
        ]
        assert shown.count("Work on paper.") == 3
        assert shown.index("Carla Chen") < shown.index("Zoë Roe")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_which_it_is_of_how_many_on_the_paper_at_hand(tmp_path: Path, page: PageName) -> None:
    on = tree(tmp_path, page=page)
    put_at_once(on, *(evolve(CALL, key=f"west-1/u-1/{number}", name=f"Nurse {number:02}") for number in range(45)))
    shown = pages(on)

    assert len(shown) > 2
    assert all(f"Page {number} of {len(shown)}" in one for number, one in enumerate(shown, start=1))
    whole = "\n".join(shown)
    assert [number for number in range(45) if f"Nurse {number:02}" not in whole] == []
    box = PdfReader(BytesIO(on.document().read_bytes())).pages[0].mediabox
    assert (float(box.width) * 25.4 / 72, float(box.height) * 25.4 / 72) == pytest.approx(PAGES[page], abs=0.1)


def test_a_drill_stands_on_papers_of_its_own_and_across_each_page(tmp_path: Path) -> None:
    on = tree(tmp_path)
    put(on, CALL)
    real = on.document().read_bytes()
    put_at_once(on, *(evolve(CALL, key=f"drill-{number}", name=f"Nurse {number}", drill=True) for number in range(30)))

    assert on.document().read_bytes() == real
    shown = pages(on, drill=True)
    assert len(shown) > 1
    for one in shown:
        assert "DRILL" in one.splitlines()
        assert "DRILL: NOT FOR PATIENT CARE" in one
    assert "DRILL: NOT FOR PATIENT CARE" in on.document(drill=True).with_suffix(".txt").read_text()


def test_a_message_that_is_sent_again_stands_there_once(tmp_path: Path) -> None:
    put(tree(tmp_path), CALL)
    on = tree(tmp_path)
    put(on, CALL)

    assert [listed.call.key for listed in on.calls()] == [CALL.key]
    assert text(on).count("Carla Chen") == 1


def test_nobody_is_left_out_for_a_name_that_the_font_lacks_or_that_is_too_long(tmp_path: Path) -> None:
    on = tree(tmp_path)
    names = ["\ue000ukasz Nowak", "\ufffe", "W" * 300, "N " * 200]
    put_at_once(on, *(evolve(CALL, key=f"{'k' * 150}/{number}", name=name) for number, name in enumerate(names)))

    (page,) = pages(on)
    assert page.count("+1 202-555-0102") == len(names)
    assert "?ukasz Nowak" in page
    assert all(" ".join(name.split()) in text(on) for name in names)


def test_a_very_long_text_goes_over_to_the_next_page(tmp_path: Path) -> None:
    on = tree(tmp_path)
    put(on, evolve(CALL, body="Go on with paper, all of you. " * 600))

    assert "Carla Chen" in "\n".join(pages(on)[1:])


def test_what_came_of_it_is_ticked_on_the_next_print_and_read_back(tmp_path: Path) -> None:
    on = tree(tmp_path)
    put(on, CALL)
    told = [
        CallResult(key=CALL.key, outcome=outcome, at=AT + timedelta(minutes=minute), initials="CC", via="call_tree")
        for minute, outcome in enumerate((CallOutcome.VOICEMAIL, CallOutcome.REACHED))
    ]
    for one in told:
        on.record(one)

    assert on.results() == tuple(told)
    (page,) = pages(on)
    assert "Done: 10:30 voicemail (CC), 10:31 reached (CC)" in page
    assert "[x] Carla Chen" in text(on)


def test_an_address_that_is_no_number_is_refused(tmp_path: Path) -> None:
    on = tree(tmp_path)

    with pytest.raises(Rejected):
        put(on, evolve(CALL, address="carla@example.org"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Unreachable, match="the call tree cannot be written"):
        put(tree(tmp_path / "file"), CALL)


def test_a_font_that_cannot_be_read_is_found_before_the_first_outage(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="font: cannot be read as a font"):
        CallTreePdf(font=tmp_path / "font.ttf")


def test_without_a_clock_of_the_host_it_says_when_it_was_printed_all_the_same(tmp_path: Path) -> None:
    on = CallTree(tmp_path)
    put(on, evolve(CALL, notice=None))

    assert f"Printed {datetime.now(UTC):%Y-%m-%d}" in text(on)
