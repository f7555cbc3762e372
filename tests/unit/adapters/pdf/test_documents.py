"""What goes to the printer is a sound file, says nothing of anybody in its own fields, and cannot be led astray."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from attrs import evolve
from pypdf import PdfReader

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf.document import front_of
from downtimekit.errors import Rejected
from downtimekit.models.forms import Layout, Packet, Paper
from downtimekit.testing.contracts.renderer import FORM, SERIALS, packet_of, solid
from tests.paper import codes_of_pdf, packets_of_the_day, pages_of_pdf
from tests.pressed import FORMS, SEAL, library, press_of, sheet_of

TRICKS = (
    "Sample (Test",
    "Sample) Tj ET Q (Test",
    "Sample\\",
    "Sample\\)",
    "Sample endstream endobj",
    "%PDF-1.7 %%EOF",
    "1 0 obj <</Type/Catalog>>",
    "/P0.0 Do EI Q",
    "<script>alert(1)</script>",
    "${jndi} $name %s %(name)s {0}",
)


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with every form in both languages, a drill, a copy, and known answers."""
    packets = [sheet_of(form, language=tag) for form in FORMS for tag in form.languages]
    packets += [sheet_of(FORM, drill=True, copy_number=3), sheet_of(FORM, answers={"text": "Known (before)\\"})]
    file = tmp_path_factory.mktemp("pile") / "pile.pdf"
    file.write_bytes(library().render(packets))
    return file


@pytest.mark.integration
@pytest.mark.parametrize(
    "command", [["qpdf", "--check"], ["pdfinfo"], ["pdftotext"], ["pdffonts"]], ids=lambda command: command[0]
)
def test_other_programs_find_nothing_wrong(command: list[str], pile: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([*command, str(pile)], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"WARNING" not in done.stdout


def test_a_reader_that_takes_no_liberties_reads_it(pile: Path) -> None:
    document = PdfReader(pile, strict=True)

    assert len(document.pages) == sum(len(plan.pages) for plan in library().plans) + 6
    assert all(page.extract_text() for page in document.pages)


def test_the_documents_own_fields_say_nothing_of_the_patient() -> None:
    packet = packets_of_the_day()[1]
    document = PdfReader(BytesIO(library().render([packet])))

    assert document.metadata is not None
    described = " ".join(map(str, document.metadata.values()))
    assert packet.sheets[0].serial in described
    assert [word for word in ("Nora", "ampleton", "T-100251", "A-2603", "1961") if word in described] == []
    assert document.metadata.creation_date == packet.as_of


def test_what_is_the_same_for_everybody_is_the_same_bytes_in_every_document() -> None:
    press = press_of(FORM)
    fronts = [front_of([next(iter(press.plates.values()))]).body for _ in range(2)]
    documents = list(press.files([packet_of(1), packet_of(2), packet_of(1, drill=True)]))

    assert fronts[0] == fronts[1]
    assert all(document.startswith(fronts[0]) for document in documents)
    assert len(set(documents)) == 3


def test_a_sheet_is_the_same_in_a_pile_and_alone() -> None:
    press = press_of(FORM)
    packets = [packet_of(1), packet_of(2, language="es"), packet_of(1, copy_number=2)]
    pile = pages_of_pdf(press.render(packets))

    assert pile == [page for document in press.files(packets) for page in pages_of_pdf(document)]


def test_a_press_goes_to_another_process_and_prints_the_same_there() -> None:
    press = press_of(FORM)
    before = press.render([packet_of(1, drill=True)])

    assert pickle.loads(pickle.dumps(press)).render([packet_of(1, drill=True)]) == before


def test_no_packet_no_document() -> None:
    with pytest.raises(Rejected, match="no packet"):
        library().render([])


def test_only_the_languages_that_are_asked_for_are_made_ready() -> None:
    press = PdfRenderer(SEAL).compile([FORM], layout=Layout(languages=("es", "fr")))

    assert [plan.language for plan in press.plans] == ["es"]
    with pytest.raises(Rejected, match=f"sheet {SERIALS[1][0]}: .* language"):
        press.render([packet_of(1)])


@pytest.mark.parametrize(
    ("serial", "expires"),
    [
        ("X1", None),
        (SERIALS[1][0], datetime(2900, 1, 1, tzinfo=UTC)),
        (SERIALS[1][0], datetime(1900, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_sheet_that_no_code_can_say_is_refused_by_its_number(serial: str, expires: datetime | None) -> None:
    packet = packet_of(1)
    sheet = packet.sheets[0].model_copy(update={"serial": serial})
    odd = packet.model_copy(update={"sheets": (sheet,), "expires": expires})
    press = PdfRenderer(SEAL).compile([FORM], layout=Layout())

    with pytest.raises(Rejected, match=f"^sheet {serial}: has no code: "):
        press.render([odd])


def test_a_form_that_changed_under_its_number_is_refused() -> None:
    changed = FORM.model_validate({**FORM.model_dump(), "title": "Another title", "translations": []})

    with pytest.raises(Rejected, match=f"sheet {SERIALS[1][0]}"):
        press_of(FORM).render([sheet_of(changed)])


# Nothing that is printed is taken for a part of the file.


def everywhere(words: str) -> Packet:
    """Return a packet that says something in every text that comes from outside."""
    packet = sheet_of(FORM, answers={"text": words, "told": words, "found": [{"note": words}]})
    visit = packet.appointment
    assert visit is not None
    patient = visit.patient.model_copy(update={"family": words, "given": words})
    visit = visit.model_copy(update={"patient": patient, "exam": words[:20]})
    return packet.model_copy(update={"appointment": visit})


@pytest.mark.parametrize("words", TRICKS)
def test_tricks_are_printed_as_they_are_written(words: str) -> None:
    document = library().render([everywhere(words), packet_of(2)])
    own, others = pages_of_pdf(document)[:3], pages_of_pdf(document)[3:]

    assert all(solid(words.upper()) in solid(page) for page in own)
    assert sum(solid(page).count(solid(words)) for page in own) >= 3 + (words == words.upper())
    assert [page for page in others if solid(words) in solid(page)] == []
    assert len(codes_of_pdf(document)) == len(own) + len(others)


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\x00", "\x07", "\u2028", "\u202e", "\ud83d"], ids=ascii)
@pytest.mark.parametrize("place", ["family", "exam", "answer"])
def test_what_has_no_place_on_paper_is_refused(sign: str, place: str) -> None:
    words = f"Sam{sign}ple"
    packet = packet_of(1)
    if place == "answer":  # copied unchecked: a sheet that is made so refuses half a character itself
        sheets = tuple(sheet.model_copy(update={"answers": {"text": words}}) for sheet in packet.sheets)
        packet = packet.model_copy(update={"sheets": sheets})
    visit = packet.appointment
    assert visit is not None
    changes: Mapping[str, object] = {"exam": words} if place == "exam" else {}
    if place == "family":
        changes = {"patient": visit.patient.model_copy(update={"family": words})}
    packet = packet.model_copy(update={"appointment": visit.model_copy(update=dict(changes))})

    with pytest.raises(Rejected, match=f"^sheet {SERIALS[1][0]}: ") as refusal:
        press_of(FORM).render([packet])

    assert "Sam" not in str(refusal.value)
    assert refusal.value.__context__ is None


def test_a_title_of_a_site_s_own_is_printed_as_it_is_written() -> None:
    form = FORM.model_validate({**FORM.model_dump(), "title": "Form (new\\) endstream", "translations": []})

    assert "Form (new\\) endstream" in pages_of_pdf(press_of(form).render([sheet_of(form)]))[0]


def test_every_page_is_a_few_hundred_bytes_beside_what_all_share() -> None:
    press = press_of(FORM)
    sizes = [len(press.render([packet_of(1)] * 1)), len(press.render([packet_of(1), packet_of(2)]))]
    pages = len(codes_of_pdf(press.render([packet_of(1)])))

    assert (sizes[1] - sizes[0]) / pages < 1500


@pytest.mark.parametrize("paper", Paper)
def test_a_page_has_the_size_of_its_paper(paper: Paper) -> None:
    (page, *_) = PdfReader(BytesIO(library(paper).render([packet_of(1)]))).pages
    sides = [round(float(side) * 25.4 / 72, 1) for side in page.mediabox.upper_right]

    assert sides == list(paper.size)


def test_a_repr_of_a_press_holds_no_secret_and_no_pages() -> None:
    press = evolve(press_of(FORM))

    assert len(repr(press)) < 500
    assert not re.search("00112233|ffee", repr(press))
