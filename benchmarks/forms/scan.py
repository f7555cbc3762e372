"""What is read from scans, faxes and photos of filled-in forms, beside what was written, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from time import process_time

import numpy as np
from attrs import field, frozen

from benchmarks.contest import THOROUGH, Effort
from benchmarks.figures import Bound, Figure, Wanted
from benchmarks.scans.machines import fax, office, photo
from benchmarks.scans.sheets import Machine, Tally, filled_in, printed
from benchmarks.scans.strokes import BALLPOINT, CLEAR_TICKS, FAINT_PENCIL, FELT, PENCIL, Grey, Mark
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.scan import ScanReader
from downtimekit.forms import QUESTIONNAIRE, RADIOLOGIST_WORKSHEET, TECH_NOTES
from downtimekit.forms.codes import Seal
from downtimekit.forms.serials import serial_of
from downtimekit.models.forms import FormPlan, Layout, Packet, PagePlan, Sheet

BOXES = 100_000
_FORMS = (QUESTIONNAIRE, TECH_NOTES, RADIOLOGIST_WORKSHEET)
_FEW = 20  # boxes: pages with fewer are left out, for printing and scanning them is what takes the time
_MACHINES: Mapping[str, Machine] = {"office": office, "photo": photo}
_SILENT = Wanted(Bound.AT_MOST, 0, 0)
_DOUBTS = Wanted(Bound.AT_MOST, 1, 0.5)
_CPU = Wanted(Bound.AT_MOST, 150, 50)


@frozen
class _Printed:
    """A page out of the printer, and where everything is on it."""

    picture: Grey
    plan: FormPlan
    page: PagePlan


@frozen
class _Run:
    """What came of some pages.

    Attributes:
        seconds: of CPU time that reading each page took, without making it.
    """

    tally: Tally = field(factory=Tally)
    seconds: list[float] = field(factory=list)


def run(effort: Effort) -> Iterator[Figure]:
    """Fill in forms, scan them, read them, and compare."""
    boxes = BOXES if effort == THOROUGH else max(60, round(effort.seconds * BOXES / 5))
    reader, pages = _press()
    runs = {name: _read(machine, reader, pages, boxes // len(_MACHINES)) for name, machine in _MACHINES.items()}
    faxed = _read(fax, reader, pages, boxes // 5)
    yield _silent("scan_silent_errors", runs)
    yield _silent("scan_silent_errors_fax", {"fax": faxed})
    yield from (_doubts(name, run) for name, run in (runs | {"fax": faxed}).items())
    yield from (_cpu(name, run) for name, run in runs.items())


def _press() -> tuple[ScanReader, Sequence[_Printed]]:
    seal = Seal.generate()
    press = PdfRenderer(seal).compile(_FORMS, layout=Layout())
    numbered = enumerate(_FORMS, 1)
    sheets = tuple(Sheet(serial=serial_of("B", number) or "", form=form) for number, form in numbered)
    packet = Packet(downtime="benchmark", as_of=datetime(2026, 3, 3, tzinfo=UTC), site="west", sheets=sheets)
    places = [(plan, page) for plan in press.plans for page in plan.pages]
    pages = (_Printed(picture, *place) for picture, place in zip(printed(press.render([packet])), places, strict=True))
    return ScanReader(seal, press.plans), [page for page in pages if _boxes(page.page) >= _FEW]


def _boxes(page: PagePlan) -> int:
    return sum(zone.choice is not None for zone in page.zones)


def _read(machine: Machine, reader: ScanReader, pages: Sequence[_Printed], boxes: int) -> _Run:
    done, chance = _Run(), np.random.default_rng(boxes)
    looked_at = 0
    while looked_at < boxes:
        page = pages[len(done.seconds) % len(pages)]
        paper, made = filled_in(page.picture, page.page.zones, chance)
        scan = machine(paper, chance)
        start = process_time()
        reading = reader.read(scan)
        done.seconds.append(process_time() - start)
        done.tally.add(made, reading.pages[0], page.plan)
        looked_at += len(made)
    return done


def _silent(name: str, runs: Mapping[str, _Run]) -> Figure:
    tallies = [run.tally for run in runs.values()]
    silent = sum(len(tally.silent) for tally in tallies)
    lost = sum(len(tally.lost) for tally in tallies)
    boxes = sum(tally.boxes for tally in tallies)
    ways = ", ".join(f"{len(run.seconds)} pages by {name}" for name, run in runs.items())
    kinds = sorted({f"{box.mark} by a pen of {box.pen.dark:g}: {seen}" for t in tallies for box, seen in t.silent})
    note = "; ".join([f"{ways}, 200 dpi, crosses, checks, dots, fills and lines by four pens", *kinds[:5]])
    return Figure("forms", name, silent, boxes, "boxes", "boxes", silent, _SILENT, boxes > 0 and not lost, note)


def _doubts(name: str, run: _Run) -> Figure:
    boxes = run.tally.boxes or 1
    good = (BALLPOINT, FELT, PENCIL)
    needless = run.tally.doubts([Mark.NOTHING], [*good, FAINT_PENCIL]) + run.tally.doubts(CLEAR_TICKS, good)
    share = 100 * needless / boxes
    everything = 100 * run.tally.doubts(Mark, [*good, FAINT_PENCIL]) / boxes
    note = f"empty boxes and clear ticks shown to a person; with faint pencil, fills, dots and lines {everything:.2f} %"
    return Figure("forms", f"scan_doubts_{name}", share, boxes, "boxes", "%", share, _DOUBTS, True, note)


def _cpu(name: str, run: _Run) -> Figure:
    cost = 1000 * median(run.seconds)
    note = f"median of {len(run.seconds)} pages, from the file to the answers, without clips"
    return Figure("forms", f"scan_cpu_ms_{name}", cost, cost, "itself", "ms a page", cost, _CPU, True, note)
