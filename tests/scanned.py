"""A form of two pages, printed, filled in by hand, and scanned."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

import numpy as np
from PIL import Image

from benchmarks.scans.machines import DOTS, office
from benchmarks.scans.sheets import printed
from benchmarks.scans.strokes import BALLPOINT, Grey, Mark, Pen, made
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.scan import ScanReader
from downtimekit.forms.codes import Reception, Seal
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.reading import Reading, ReadPage, ReadSheet
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import (
    Choice,
    FieldKind,
    FormDefinition,
    FormField,
    Group,
    Layout,
    Packet,
    Section,
    Sheet,
    Zone,
)
from downtimekit.models.paper import IssuedForm

SEAL = Seal.of(b"the seal of a ward of the tests!")
NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
DOWNTIME = "west-2026-03-03"
SERIAL, OTHER = "W-000001-A", "W-000002-8"
SIDES = tuple(Choice(key=key, label=key.title()) for key in ("left", "right"))
SIGNS = tuple(Choice(key=key, label=key.title(), alone=key == "none") for key in ("lump", "pain", "rash", "none"))


def _field(key: str, kind: FieldKind, **more: object) -> FormField:
    return FormField.model_validate({"key": key, "label": key.replace("_", " ").title(), "kind": kind, **more})


FINDINGS = _field(
    "findings",
    FieldKind.TABLE,
    lines=2,
    columns=(
        _field("number", FieldKind.NUMBER),
        _field("side", FieldKind.ONE_OF, choices=SIDES),
        _field("words", FieldKind.TEXT),
    ),
)
FORM = FormDefinition(
    key="ward_round",
    version=1,
    title="Ward round",
    record=RecordKind.FORM,
    filled_in_by="the nurse",
    sections=(
        Section(
            title="Today",
            fields=(
                _field("side", FieldKind.ONE_OF, choices=SIDES),
                _field("signs", FieldKind.MANY_OF, choices=SIGNS),
                _field("seen", FieldKind.YES_NO),
                _field("oral", FieldKind.YES_NO),
                _field("infused", FieldKind.YES_NO),
                _field("remarks", FieldKind.NOTE, lines=3),
                FINDINGS,
                _field("report", FieldKind.NOTE, lines=26),
            ),
        ),
        Section(title="Tomorrow", fields=(_field("fasting", FieldKind.YES_NO), _field("room", FieldKind.TEXT))),
    ),
    groups=(Group(key="way", label="Way", fields=("oral", "infused")),),
)
BOOK = FormBook.of(FORM)
PRESS = PdfRenderer(SEAL).compile([FORM], layout=Layout())
(PLAN,) = PRESS.plans
READER = ScanReader(SEAL, PRESS.plans)
ENTRY = {
    "performed_by": "Nurse Vela",
    "occurred_at": "2026-03-03T09:00:00-05:00",
    "recorded_at": "2026-03-03T18:00:00-05:00",
    "entered_by": "Clerk Ames",
    "patient": {"family": "Testwell", "given": "Ada", "birth_date": "1958-02-11", "mrn": "T-1"},
}
"""What a person adds to what stands on a sheet."""

Ticks = Mapping[tuple[str, str], Mark]
"""What is made of boxes, by path and choice."""


def document(*serials: str, drill: bool = False, form: FormDefinition = FORM) -> bytes:
    """Return blank paper with these serials, as PDF."""
    sheets = tuple(Sheet(serial=serial, form=form) for serial in serials or (SERIAL,))
    packet = Packet(downtime=DOWNTIME, drill=drill, as_of=NOW, site="west", sheets=sheets)
    return PRESS.render([packet])


@cache
def paper(*serials: str, drill: bool = False) -> Sequence[Grey]:
    """Return blank pages as they come out of the printer; none may be written on."""
    return tuple(printed(document(*serials, drill=drill)))


def zone(path: str, choice: str | None = None) -> Zone:
    """Return where something is on the form."""
    zones = (zone for page in PLAN.pages for zone in page.zones)
    return next(zone for zone in zones if (zone.path, zone.choice) == (path, choice))


def ticked(page: Grey, ticks: Ticks, *, pen: Pen = BALLPOINT) -> Grey:
    """Return a page on which somebody made marks."""
    written, chance = page.copy(), np.random.default_rng(7)
    for (path, choice), mark in ticks.items():
        made(written, zone(path, choice).place, mark, pen, dots=DOTS, chance=chance)
    return written


def scanned(page: Grey) -> bytes:
    """Return what an office scanner makes of a page."""
    return office(page, np.random.default_rng(5))


def pdf_of(*pages: Grey) -> bytes:
    """Return pages as a scanner that writes PDF sends them."""
    return _saved(pages, "PDF", resolution=300)


def tiff_of(*pages: Grey) -> bytes:
    """Return pages as one TIFF file."""
    return _saved(pages, "TIFF")


def png_of(page: Grey) -> bytes:
    """Return a page as PNG."""
    return _saved([page], "PNG")


def _saved(pages: Sequence[Grey], kind: str, **how: object) -> bytes:
    written = io.BytesIO()
    first, *others = (Image.fromarray(page).reduce(2) for page in pages)
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(written, kind, **more, **how)
    return written.getvalue()


def reception(**otherwise: object) -> Reception:
    """Return what is known where this paper is taken in."""
    issued = {serial: IssuedForm(serial=serial, form=FORM.key, form_digest=FORM.digest) for serial in (SERIAL, OTHER)}
    known = {"downtime": DOWNTIME, "drill": False, "now": NOW, "opened": SEAL.open, "issued": issued}
    return Reception(**(known | otherwise))  # type: ignore[arg-type]


def sheet_of(reading: Reading, **otherwise: object) -> ReadSheet:
    """Return the sheet that was read."""
    return reading.sort(reception(**otherwise), forms=BOOK).sheet(SERIAL)


def answers(page: ReadPage) -> dict[tuple[str, str | None], str]:
    """Return what was seen in every zone of a page that was not empty."""
    assert page.zones is not None
    return {(one.zone.path, one.zone.choice): one.seen.value for one in page.zones if one.seen != "empty"}
