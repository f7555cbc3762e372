"""How many pages a CPU second makes, beside people who draw each page again, and beside a mere copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import pypdfium2
import zxingcpp
from attrs import evolve, frozen
from pypdf import PdfReader

from benchmarks.contest import QUICK, Effort, Result, Side, contest, is_installed, repeated
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from benchmarks.forms.peers import Drawer, copied, drawings_of, with_fpdf2, with_reportlab
from benchmarks.forms.piles import FORM, SEAL, contents_of, expected, is_of, packets_of, problems_of
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf.press import PdfPress
from downtimekit.forms import QUESTIONNAIRE, RADIOLOGIST_WORKSHEET, TECH_NOTES
from downtimekit.models.forms import FieldKind, FormPlan, Layout, Packet

FPDF2 = Measured(
    "forms",
    "pack_vs_fpdf2",
    "fpdf2 and python-qrcode, each page drawn",
    "pages/s CPU",
    Wanted(Bound.AT_LEAST, target=100, aim=600),
)
REPORTLAB = Measured(
    "forms",
    "pack_vs_reportlab",
    "reportlab, with forms",
    "pages/s CPU",
    Wanted(Bound.AT_LEAST, target=50, aim=300),
)
COPY = Measured("forms", "pack_vs_copy_limit", "a copy", "us CPU a page", Wanted(Bound.AT_MOST, target=8, aim=2.5))
PILE = Wanted(Bound.AT_MOST, target=5, aim=1)
OURS, PEERS, PATIENTS = 400, 4, 2000
DAY = (QUESTIONNAIRE, TECH_NOTES, RADIOLOGIST_WORKSHEET)


def run(effort: Effort) -> Iterator[Figure]:
    """Measure all of them."""
    yield _beside(FPDF2, "fpdf", "qrcode", with_fpdf2, effort=effort)
    yield _beside(REPORTLAB, "reportlab", "reportlab", with_reportlab, effort=effort)
    yield _beside_a_copy(effort)
    yield _a_day(effort)


def some(number: int, effort: Effort) -> int:
    """Return how many there are of something; fewer where it is only to be seen that everything runs."""
    return number if effort.rounds >= QUICK.rounds else max(1, number // 50)


@frozen
class Bench:
    """A form that is ready, and a pile of packets of it."""

    press: PdfPress
    plan: FormPlan
    packets: list[Packet]

    @classmethod
    def ready(cls, count: int) -> Bench:
        """Return the bench with so many patients."""
        press = PdfRenderer(SEAL, fonts=[]).compile([FORM], layout=Layout())
        return cls(press, press.plans[0], packets_of(count))

    def side(self, effort: Effort) -> Side:
        """Return our side."""
        return per_page("downtimekit", lambda: self.press.render(self.packets), self.pages, effort=effort)

    @property
    def pages(self) -> int:
        """How many pages the document has."""
        return len(self.packets) * len(self.plan.pages)

    @property
    def problems(self) -> str:
        """What is wrong with our document, of which every code is read."""
        return problems_of(self.press.render(self.packets), self.packets, self.press.plans)

    @property
    def said(self) -> str:
        """How much is drawn, in words."""
        zones = [zone for page in self.plan.pages for zone in page.zones]
        boxes = sum(zone.choice is not None for zone in zones)
        fields = len({zone.path for zone in zones if zone.kind is not FieldKind.STATEMENT})
        return (
            f"{len(self.plan.pages)} pages, {fields} fields, {boxes} boxes; {len(self.packets)} patients in a document"
        )


def per_page(name: str, work: Callable[[], object], pages: int, *, effort: Effort) -> Side:
    """Return a side that counts pages."""
    side = repeated(name, work, effort=effort)
    return evolve(side, count=side.count * pages)


def _beside(measured: Measured, module: str, codes: str, drawer: Drawer, *, effort: Effort) -> Figure:
    bench = Bench.ready(some(OURS, effort))
    ours = bench.side(effort)
    if not is_installed(module, codes):
        return measured.skipped(contest(ours, ours, effort=effort), missing=codes)
    drawings, few = drawings_of(FORM, bench.plan), bench.packets[: some(PEERS, effort)]
    peer = per_page(
        measured.peer_name, lambda: drawer(few, bench.plan, drawings), len(few) * len(bench.plan.pages), effort=effort
    )
    result = contest(ours, peer, effort=effort)
    problems = bench.problems or _problems_of_peer(drawer(few, bench.plan, drawings), few, bench.plan)
    return measured.rates(result, problems=problems, note=f"{bench.said}; {rounds_of(result)}")


def _problems_of_peer(document: bytes, packets: list[Packet], plan: FormPlan) -> str:
    """Return what is wrong with a peer's pages, which are all read as a scanner would."""
    wanted = list(expected(packets, [plan]))
    texts = [page.extract_text() for page in PdfReader(BytesIO(document)).pages]
    pages = pypdfium2.PdfDocument(document)
    images = [page.render(scale=2, grayscale=True).to_pil() for page in pages]
    pages.close()
    tokens = [found.text for image in images for found in zxingcpp.read_barcodes(image) if "QR" in found.format.name]
    if [SEAL.open(token).code for token in tokens] != [code for _, code in wanted]:
        return "the peer's codes are wrong"
    named = all(is_of(text, packet) for text, (packet, _) in zip(texts, wanted, strict=True))
    return "" if named else "the peer's pages are another's"


def _beside_a_copy(effort: Effort) -> Figure:
    bench = Bench.ready(some(OURS, effort))
    document = bench.press.render(bench.packets)
    (page, *_) = PdfReader(BytesIO(document)).pages
    front = document[: document.index(b"/Type/Page/")]
    code = contents_of(page)[-900:]
    copy = per_page(
        "a copy", lambda: copied(bench.packets, front, code, len(bench.plan.pages)), bench.pages, effort=effort
    )
    result = contest(bench.side(effort), copy, effort=effort)
    return COPY.costs(
        result,
        scale=1_000_000,
        problems=bench.problems,
        note=f"{bench.said}; the copy makes no code, no bars and no table of objects; {rounds_of(result)}",
    )


def _a_day(effort: Effort) -> Figure:
    """Print the three forms of a mammogram for two thousand patients, into one document."""
    press = PdfRenderer(SEAL, fonts=[]).compile(DAY, layout=Layout())
    patients = some(PATIENTS, effort)
    packets = packets_of(patients, DAY)
    once = Effort(rounds=max(2, effort.rounds // 4), seconds=0.001)
    side = repeated("downtimekit", lambda: press.render(packets), effort=once)
    result: Result = contest(side, side, effort=once)
    document = press.render(packets)
    pages = patients * sum(len(plan.pages) for plan in press.plans)
    return Figure(
        "forms",
        "pack_2000x3_cpu_s",
        ours=result.ours,
        peer=None,
        peer_name="",
        unit="s CPU",
        ratio=result.ours,
        wanted=PILE,
        is_verified=not (problems := problems_of(document, packets, press.plans)),
        note="; ".join(filter(None, [problems, f"{pages} pages in one document of {len(document) / 1e6:.1f} MB"])),
    )
