"""Every renderer of ours keeps the promises of the port."""

from __future__ import annotations

import pytest

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.text_form import TextRenderer
from downtimekit.forms.codes import Seal
from downtimekit.models.forms import Layout, Paper
from downtimekit.ports.renderer import Renderer
from downtimekit.testing.contracts.renderer import CodesOf, PagesOf, RendererContract
from tests.paper import codes_of_pdf, codes_of_text, pages_of_pdf, pages_of_text


@pytest.fixture
def seal() -> Seal:
    return Seal.of("00112233445566778899aabbccddeeff")


class TestPdfOnLetterPaper(RendererContract):
    @pytest.fixture
    def renderer(self, seal: Seal) -> Renderer:
        return PdfRenderer(seal)

    @pytest.fixture
    def pages_of(self) -> PagesOf:
        return pages_of_pdf

    @pytest.fixture
    def codes_of(self) -> CodesOf:
        return codes_of_pdf


@pytest.mark.slow
class TestPdfOnA4Paper(TestPdfOnLetterPaper):
    @pytest.fixture
    def layout(self) -> Layout:
        return Layout(paper=Paper.A4, languages=("en", "es"))


class TestText(RendererContract):
    @pytest.fixture
    def renderer(self, seal: Seal) -> Renderer:
        return TextRenderer(seal)

    @pytest.fixture
    def pages_of(self) -> PagesOf:
        return pages_of_text

    @pytest.fixture
    def codes_of(self) -> CodesOf:
        return codes_of_text
