"""Sheets of any form on any paper, for a patient of nowhere."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf.press import PdfPress
from downtimekit.forms import LIBRARY
from downtimekit.forms.codes import Seal
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, FormPlan, Layout, Packet, Paper, Sheet
from downtimekit.testing.contracts.renderer import FORM, SERIALS, packet_of

SEAL = Seal.of("00112233445566778899aabbccddeeff")
SERIAL = SERIALS[1][0]
FORMS = (*LIBRARY.values(), FORM)


@cache
def library(paper: Paper = Paper.LETTER) -> PdfPress:
    """Return all forms of the library, ready in both languages."""
    return PdfRenderer(SEAL).compile(FORMS, layout=Layout(paper=paper, languages=("en", "es")))


def press_of(form: FormDefinition, paper: Paper = Paper.LETTER) -> PdfPress:
    """Return one form, ready."""
    return PdfRenderer(SEAL).compile([form], layout=Layout(paper=paper, languages=form.languages))


def a_form(*fields: dict[str, Any], **more: Any) -> FormDefinition:
    """Return a form that asks a few things."""
    told: dict[str, Any] = {
        "key": "own",
        "version": 1,
        "title": "Own form",
        "record": RecordKind.FORM,
        "filled_in_by": "the nurse",
        "sections": [{"title": "Only", "fields": list(fields)}],
    }
    return FormDefinition.model_validate({**told, **more})


def asking(**field: Any) -> FormDefinition:
    """Return a form that asks one thing."""
    return a_form({"key": "asked", "label": "Asked", "kind": "text", **field})


def sheet_of(form: FormDefinition, *, number: int = 1, **more: Any) -> Packet:
    """Return a packet of one sheet; `more` is of the sheet, or of the packet."""
    own = {name: more.pop(name) for name in ("language", "copy_number", "answers") if name in more}
    sheet = Sheet(serial=SERIALS[number][0], form=form, **own)
    return packet_of(number, **more).model_copy(update={"sheets": (sheet,)})


def plan_of(press: PdfPress, form: FormDefinition, language: str = "en") -> FormPlan:
    """Return the plan of a form."""
    (plan,) = (plan for plan in press.plans if (plan.form_digest, plan.language) == (form.digest, language))
    return plan


def text_of(press: PdfPress, packet: Packet) -> str:
    """Return all words of a packet."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(press.render([packet]))).pages)
