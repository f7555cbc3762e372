"""A day's pile of packets is printed: whole, in order, once, and again from where it was killed."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from threading import current_thread
from typing import Any

import pytest
from attrs import define, field, frozen

from downtimekit.errors import InvalidInput, NewerDocument, Rejected, Unreachable
from downtimekit.forms import blanked, reprinted
from downtimekit.models.forms import FormDefinition, FormPlan, Layout, Packet
from downtimekit.models.listing import Listing
from downtimekit.ports import Press
from downtimekit.runtime.printing import Manifest, PrintJob, Progress, drawer_name
from downtimekit.testing.shelves import FullShelf, MemoryShelf
from tests.printing import UNDRAWABLE, WordsRenderer, a_pile, a_visit, visit_of

PILE = a_pile(7)
SNOWMAN = a_visit(3, family=f"Frost{UNDRAWABLE}")
PILE_NAMES = [f"{number:04d}-{packet.sheets[0].serial.lower()}.txt" for number, packet in enumerate(PILE, 1)]


@frozen
class PlainList:
    suffix: str = ".txt"

    def render(self, listing: Listing) -> bytes:
        return "\n".join([listing.title, *listing.facts, *(" | ".join(row) for row in listing.rows)]).encode()


def job(shelf: MemoryShelf | FullShelf, *, pile: tuple[Packet, ...] = PILE, **more: object) -> PrintJob:
    return PrintJob(pile, WordsRenderer(), shelf, **{"contents": PlainList(), "chunk": 2, **more})  # type: ignore[arg-type]


def expected(pile: tuple[Packet, ...] = PILE) -> dict[str, bytes]:
    shelf = MemoryShelf()
    job(shelf, pile=pile).run()
    return shelf.saved


def test_every_patient_has_a_file_in_the_order_of_the_day_behind_the_contents_sheet() -> None:
    shelf = MemoryShelf()
    printed = job(shelf).run()

    assert list(shelf.names()) == ["0000-contents.txt", *PILE_NAMES, "manifest.json", "print-job.txt"]
    for packet, name in zip(PILE, PILE_NAMES, strict=True):
        assert visit_of(packet).patient.label.encode() in shelf.saved[name]
    assert printed.is_whole
    assert str(printed) == "7 packets printed"


def test_the_print_job_is_all_files_in_their_order() -> None:
    saved = expected()

    files = [content for name, content in sorted(saved.items()) if name[0] == "0" and "contents" not in name]
    assert saved["print-job.txt"] == b"".join(files)


def test_the_contents_sheet_says_what_lies_there() -> None:
    said = expected()["0000-contents.txt"].decode()

    assert "Contents of this pile: west" in said
    assert "Schedule as of 03 Mar 2026 01:30" in said
    assert "7 packets, 14 sheets, 28 pages." in said
    assert [line.split(" | ")[0] for line in said.splitlines() if " | " in line] == [str(n) for n in range(1, 8)]
    for packet in PILE:
        assert all(sheet.serial in said for sheet in packet.sheets)
        assert visit_of(packet).patient.label in said


def test_the_manifest_names_every_document_by_its_digest_and_nobody() -> None:
    saved = expected()
    manifest = Manifest.read(saved["manifest.json"])

    for file in (*manifest.files, *manifest.documents, *manifest.covers):
        assert file.sha256 == hashlib.sha256(saved[file.name]).hexdigest()
    assert manifest.finished
    assert manifest.documents[0].packets == 7
    for packet in PILE:
        patient = visit_of(packet).patient
        words = (patient.family, patient.given, patient.mrn, visit_of(packet).accession)
        assert not any(word and word.encode() in saved["manifest.json"] for word in words)


def test_the_days_schedule_lies_on_top() -> None:
    shelf = MemoryShelf()
    job(shelf, covers={"schedule.pdf": b"%PDF planted"}).run()

    assert list(shelf.names())[:2] == ["0000-contents.txt", "0000-schedule.pdf"]
    assert shelf.saved["0000-schedule.pdf"] == b"%PDF planted"


def test_the_print_job_can_begin_with_what_lies_on_top() -> None:
    shelf = MemoryShelf()
    more: dict[str, Any] = {"covers": {"schedule.txt": b"SCHEDULE"}, "join": b"|".join, "packets_per_document": 4}
    job(shelf, **more).run()
    before = dict(shelf.saved)
    job(shelf, **more).run()

    first, second = shelf.saved["print-job-001.txt"], shelf.saved["print-job-002.txt"]
    assert first.startswith(shelf.saved["0000-contents.txt"] + b"|SCHEDULE|")
    assert b"SCHEDULE" not in second
    assert first.rpartition(b"|")[2] + second == expected()["print-job.txt"]
    assert shelf.saved == before


@pytest.mark.parametrize("name", ["../../schedule.pdf", "CON.pdf", "Sch\u00e9dule.pdf", "x" * 300 + ".pdf"], ids=ascii)
def test_a_cover_is_not_laid_elsewhere(name: str) -> None:
    shelf = MemoryShelf()
    job(shelf, covers={name: b"%PDF planted"}).run()

    assert len(shelf.saved) == len(PILE) + 4


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["a b.pdf", "a-b.pdf"], "covers: two of them get one name"),
        (["east/a.pdf", "west/a.PDF"], "covers: two of them get one name"),
        (["contents.txt"], "covers: two of them get one name, or the contents sheet"),
        (["schedule.p d f"], "covers: an ending holds more than letters and digits"),
        (["schedule.\u00ff"], "covers: an ending holds more than letters and digits"),
        ([f"schedule.{'x' * 90}"], "covers: an ending holds .* more than 16"),
    ],
)
def test_what_lies_on_top_is_refused_before_anything_is_drawn(names: list[str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        job(MemoryShelf(), covers=dict.fromkeys(names, b"%PDF planted"))

    assert not any(name in str(refused.value) for name in names)


def test_where_there_is_no_contents_sheet_a_cover_may_have_its_name() -> None:
    shelf = MemoryShelf()
    job(shelf, contents=None, covers={"contents.txt": b"of the host"}).run()

    assert shelf.saved["0000-contents.txt"] == b"of the host"


def test_the_ending_of_a_cover_may_be_in_capitals() -> None:
    shelf = MemoryShelf()
    job(shelf, covers={"Schedule.PDF": b"%PDF planted"}).run()

    assert shelf.saved["0000-schedule.pdf"] == b"%PDF planted"


@pytest.mark.parametrize("chunk", [1, 3, 100])
@pytest.mark.parametrize("kind", [None, ThreadPoolExecutor])
def test_whoever_draws_the_pile_is_the_same(kind: type[ThreadPoolExecutor] | None, chunk: int) -> None:
    shelf = MemoryShelf()
    if kind is None:
        job(shelf, chunk=chunk).run()
    else:
        with kind(3) as executor:
            job(shelf, chunk=chunk, ahead=2).run(executor=executor)

    assert shelf.saved == expected()


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_files_that_are_saved_at_the_same_time_are_the_same_pile(chunk: int) -> None:
    savers = set()

    class Watched(MemoryShelf):
        def save(self, name: str, content: bytes) -> None:
            savers.add(current_thread().name.partition("_")[0])
            super().save(name, content)

    shelf = Watched()
    with ThreadPoolExecutor(3, thread_name_prefix="host") as threads:
        job(shelf, chunk=chunk, saving=threads).run()

    assert shelf.saved == expected()
    assert "host" in savers


@pytest.mark.parametrize("room", range(0, 16, 3))
def test_a_shelf_that_is_full_while_several_save_is_told_and_the_job_goes_on(room: int) -> None:
    disk = MemoryShelf()
    with ThreadPoolExecutor(3) as threads, pytest.raises(Unreachable):
        job(FullShelf(disk, room), saving=threads).run()
    listed = Manifest.read(disk.saved["manifest.json"]).files if "manifest.json" in disk.saved else ()
    assert all(file.is_whole(disk.saved[file.name]) for file in listed)  # none is listed that is not there

    with ThreadPoolExecutor(3) as threads:
        job(disk, saving=threads).run()

    assert disk.saved == expected()


def test_a_pool_of_processes_draws_the_same_pile() -> None:
    shelf = MemoryShelf()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        job(shelf).run(executor=executor)

    assert shelf.saved == expected()


def test_a_long_pile_can_be_a_few_documents() -> None:
    shelf = MemoryShelf()
    with ThreadPoolExecutor(2) as executor:
        printed = job(shelf, packets_per_document=3).run(executor=executor)

    names = ["print-job-001.txt", "print-job-002.txt", "print-job-003.txt"]
    assert [(file.name, file.packets) for file in printed.manifest.documents] == list(
        zip(names, (3, 3, 1), strict=True)
    )
    assert b"".join(shelf.saved[name] for name in names) == expected()["print-job.txt"]


def test_a_sheet_in_another_language_than_the_layouts_is_drawn_too() -> None:
    renderer = Asked()
    spanish = PILE[0].sheets[0].model_copy(update={"language": "es"})
    odd = PILE[0].model_copy(update={"sheets": (spanish,)})
    PrintJob((odd, *PILE[1:]), renderer, MemoryShelf()).run()

    assert renderer.languages == [("en", "es")]


def test_the_ward_sees_how_far_it_is() -> None:
    seen = list[Progress]()
    job(MemoryShelf()).run(progress=seen.append)

    assert [(step.done, step.of) for step in seen] == [(0, 7), (2, 7), (4, 7), (6, 7), (7, 7)]


# --- killed and run again


@pytest.mark.parametrize("room", range(16))
def test_a_job_that_was_killed_anywhere_ends_as_if_it_had_not_been(room: int) -> None:
    disk = MemoryShelf()
    full = FullShelf(disk, room)
    with pytest.raises(Unreachable):
        job(full).run()
    before = dict(disk.saved)

    full.room = 1000
    job(full).run()

    assert disk.saved == expected()
    assert all(name in expected() for name in before)


def test_what_is_finished_is_not_drawn_again() -> None:
    disk = MemoryShelf()
    full = FullShelf(disk, 5)  # two chunks of two files and a manifest, less one
    with pytest.raises(Unreachable):
        job(full).run()

    seen = list[Progress]()
    job(disk).run(progress=seen.append)
    assert (seen[0].kept, seen[0].done) == (2, 2)

    counting = Counting()
    PrintJob(PILE, counting, disk, contents=PlainList()).run()
    assert counting.drawn == Counter()


@pytest.mark.parametrize("name", [PILE_NAMES[2], "print-job.txt", "0000-contents.txt"])
@pytest.mark.parametrize(("length", "more"), [(-1, b""), (0, b""), (None, b" ")], ids=["cut", "empty", "longer"])
def test_a_file_that_is_not_whole_is_drawn_again(name: str, length: int | None, more: bytes) -> None:
    shelf = MemoryShelf()
    job(shelf).run()
    assert name in shelf.saved
    shelf.saved[name] = shelf.saved[name][:length] + more

    job(shelf).run()

    assert shelf.saved == expected()


def test_a_file_that_was_tampered_with_is_drawn_again() -> None:
    class Tampered(MemoryShelf):
        def read(self, name: str) -> bytes | None:
            if name.startswith("0002"):
                raise Rejected(f"{name}: was altered")
            return super().read(name)

    shelf = MemoryShelf()
    job(shelf).run()
    seen = list[Progress]()
    job(Tampered(shelf.saved)).run(progress=seen.append)

    assert seen[0].kept == 6


def other_piles() -> Iterator[tuple[str, tuple[Packet, ...]]]:
    first, *rest = PILE
    moved = visit_of(first).model_copy(update={"room": "3"})
    sheet, *others = first.sheets
    told = sheet.model_copy(update={"answers": {"reason": "lump"}})
    yield "another order", (*rest, first)
    yield "one fewer", tuple(rest)
    yield "another room", (first.model_copy(update={"appointment": moved}), *rest)
    yield (
        "a newer schedule",
        tuple(packet.model_copy(update={"as_of": datetime(2026, 3, 3, 2, 0, tzinfo=UTC)}) for packet in PILE),
    )
    yield "an answer", (first.model_copy(update={"sheets": (told, *others)}), *rest)
    yield "a copy", (reprinted(first), *rest)
    yield "blank", (blanked(first), *rest)


@pytest.mark.parametrize("pile", [pytest.param(pile, id=what) for what, pile in other_piles()])
def test_another_pile_is_not_put_on_top_of_the_first(pile: tuple[Packet, ...]) -> None:
    shelf = MemoryShelf()
    job(shelf).run()
    before = dict(shelf.saved)

    with pytest.raises(InvalidInput, match="holds another print"):
        job(shelf, pile=pile).run()

    assert shelf.saved == before


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", InvalidInput),
        (b"{}", InvalidInput),
        (b'{"job": "x", "files": [{"name": 1}]}', InvalidInput),
        (b'{"job": "x", "version": 9}', NewerDocument),
    ],
)
def test_a_manifest_that_is_none_is_not_written_over(content: bytes, error: type[Exception]) -> None:
    shelf = MemoryShelf({"manifest.json": content})

    with pytest.raises(error):
        job(shelf).run()

    assert shelf.saved == {"manifest.json": content}


# --- what cannot be drawn


def test_one_name_that_no_font_has_does_not_stop_the_others() -> None:
    shelf = MemoryShelf()
    printed = job(shelf, pile=a_pile(7, at_3=SNOWMAN)).run()

    (refused,) = printed.refused
    assert refused.serials == tuple(sheet.serial for sheet in PILE[2].sheets)
    assert refused.refusal.startswith(f"sheet {refused.serials[0]}: holds a character")
    assert not printed.is_whole
    others = {name: content for name, content in expected().items() if name[:4] not in ("0000", "0003", "mani", "prin")}
    assert others.items() <= shelf.saved.items()


def test_that_patient_gets_the_same_sheets_blank() -> None:
    shelf = MemoryShelf()
    printed = job(shelf, pile=a_pile(7, at_3=SNOWMAN)).run()

    (refused,) = printed.refused
    assert shelf.saved[refused.name].decode().splitlines() == [f"{serial} 1 BLANK" for serial in refused.serials]
    assert shelf.saved[refused.name] in shelf.saved["print-job.txt"]
    row = next(line for line in shelf.saved["0000-contents.txt"].decode().splitlines() if line.startswith("3 |"))
    assert f"BLANK, WRITE IN BY HAND: {refused.serials[0]}" in row
    assert "Frost" not in str(printed)
    assert "blank, to be filled in by hand" in str(printed)


def test_a_packet_that_could_not_be_drawn_is_tried_again_when_somebody_has_brought_the_font() -> None:
    shelf, pile = MemoryShelf(), a_pile(7, at_3=SNOWMAN)
    assert not job(shelf, pile=pile).run().is_whole
    printed = PrintJob(pile, WordsRenderer(draws_all=True), shelf, contents=PlainList()).run()

    assert printed.is_whole
    assert UNDRAWABLE in shelf.saved[printed.manifest.files[2].name].decode()
    assert UNDRAWABLE in shelf.saved["print-job.txt"].decode()
    assert "BLANK" not in shelf.saved["print-job.txt"].decode()


def test_a_packet_that_was_missing_is_tried_again_too() -> None:
    shelf = MemoryShelf()
    serial = PILE[2].sheets[0].serial
    assert not PrintJob(PILE, Refusing(serial), shelf, contents=PlainList(), chunk=2).run().is_whole
    assert job(shelf).run().is_whole
    assert shelf.saved == expected()


def test_a_packet_of_which_not_even_blank_sheets_can_be_drawn_is_told_to_be_missing() -> None:
    shelf = MemoryShelf()
    third = PILE[2].sheets[0].serial
    printed = PrintJob(PILE, Refusing(third), shelf, contents=PlainList()).run()

    (refused,) = printed.refused
    assert refused.name == ""
    assert "not printed" in str(printed)
    assert f"NOT PRINTED: {third}" in shelf.saved["0000-contents.txt"].decode()
    assert third.encode() not in shelf.saved["print-job.txt"]
    again = dict(shelf.saved)
    PrintJob(PILE, Refusing(third), shelf, contents=PlainList()).run()
    assert shelf.saved == again


def test_a_worker_that_dies_is_told_and_what_was_finished_is_kept() -> None:
    shelf = MemoryShelf()
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(Unreachable, match="a worker died"),
    ):
        PrintJob(PILE, Dying(PILE[4].sheets[0].serial), shelf, chunk=2).run(executor=executor)

    assert [file.serials[0] for file in Manifest.read(shelf.saved["manifest.json"]).files] == [
        packet.sheets[0].serial for packet in PILE[:4]
    ]


def test_what_was_given_out_is_called_back_when_the_shelf_is_full() -> None:
    executor = Lazy()
    with pytest.raises(Unreachable, match="full"):
        job(FullShelf(room=1), chunk=1, ahead=4).run(executor=executor)

    assert [future.cancelled() for future in executor.given] == [False, True, True, True]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"pile": ()}, "there is nothing to print"),
        ({"pile": (PILE[0], PILE[0])}, "are in it more than once: W-000001"),
        ({"chunk": 0}, "chunk: must be at least 1"),
        ({"packets_per_document": 0}, "packets_per_document: must be at least 1"),
    ],
)
def test_a_job_that_cannot_be_printed_is_refused_before_it_begins(more: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        job(MemoryShelf(), **more)  # type: ignore[arg-type]


# --- names


@pytest.mark.parametrize(
    "serial",
    ["0/../../etc/passwd", "CON", "nul.txt", "a" * 200, "W:1", "a/../../b", "0...", "C:/x", "0-", "W-1."],
)
def test_no_serial_leads_out_of_the_folder(serial: str) -> None:
    sheet = PILE[0].sheets[0].model_copy(update={"serial": serial})
    shelf = MemoryShelf()
    odd = PILE[0].model_copy(update={"sheets": (sheet,)})
    PrintJob((odd, PILE[1]), WordsRenderer(), shelf, contents=PlainList()).run()

    assert len(shelf.saved) == 5  # the shelf refuses every name that leads elsewhere


def test_serials_that_differ_by_what_a_file_system_does_not_see_get_files_of_their_own() -> None:
    pile = tuple(
        packet.model_copy(update={"sheets": (packet.sheets[0].model_copy(update={"serial": serial}),)})
        for packet, serial in zip(
            PILE, ("w.1", "W.1", "W/1", "w:1", "W-1", "a" * 150 + "b", "a" * 150 + "c"), strict=True
        )
    )
    printed = PrintJob(pile, WordsRenderer(), MemoryShelf()).run()

    assert len({file.name for file in printed.manifest.files}) == len(pile)


@pytest.mark.parametrize(
    "key", ["../../x", "CON", "x" * 300, "West", "west", "w\u00e9st", "we\u0301st", "", "west\x00"], ids=ascii
)
def test_a_drawer_is_named_for_its_site_and_for_no_other(key: str) -> None:
    others = ["../../x", "CON", "x" * 299, "West", "west", "w\u00e9st", "we\u0301st", "", "west\x00", "west-"]
    name = drawer_name(key, "2026-03-03")

    MemoryShelf().save(name, b"")  # it is a name
    assert name not in {drawer_name(other, "2026-03-03") for other in others if other != key}
    assert name != drawer_name(f"{key}-2026", "03-03")
    assert name != drawer_name(f"{key}\n2026-03-03")
    assert drawer_name(key, "") != drawer_name("", key) or not key


# --- stand-ins


@define
class Counting:
    """Counts the packets that it draws."""

    suffix: str = ".txt"
    drawn: Counter[str] = field(factory=Counter)

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> Press:
        press, drawn = WordsRenderer().compile(forms, layout=layout), self.drawn

        class Pressing:
            plans = press.plans

            def render(self, packets: Iterable[Packet]) -> bytes:
                drawn["job"] += 1
                return press.render(packets)

            def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
                drawn["files"] += 1
                return press.files(packets)

        return Pressing()


@define
class Asked:
    """Remembers for which languages it compiled."""

    suffix: str = ".txt"
    languages: list[tuple[str, ...]] = field(factory=list)

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> Press:
        self.languages.append(layout.languages)
        return WordsRenderer().compile(forms, layout=layout)


@frozen
class Wrapped:
    """Stands before a press, and looks at each packet before it is drawn."""

    press: Press
    serial: str
    dies: bool

    @property
    def plans(self) -> Sequence[FormPlan]:
        return self.press.plans

    def render(self, packets: Iterable[Packet]) -> bytes:
        return b"".join(self.files(packets))

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        for packet in packets:
            if packet.sheets[0].serial == self.serial:
                if self.dies:
                    os._exit(1)
                raise Rejected(f"sheet {self.serial}: cannot be drawn")
            yield from self.press.files([packet])


@frozen
class Refusing:
    """Does not draw a sheet, blank or not."""

    serial: str
    suffix: str = ".txt"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> Press:
        return Wrapped(WordsRenderer().compile(forms, layout=layout), self.serial, dies=False)


@frozen
class Dying:
    """Ends its process at a sheet."""

    serial: str
    suffix: str = ".txt"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> Press:
        return Wrapped(WordsRenderer().compile(forms, layout=layout), self.serial, dies=True)


class Lazy(Executor):
    """Does a task when its answer is asked for."""

    def __init__(self) -> None:
        self.given = list[Future[object]]()

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN201, ANN001, ANN002, ANN003
        future = Future[object]()
        future.result = lambda timeout=None: fn(*args, **kwargs)  # type: ignore[method-assign]
        self.given.append(future)
        return future
