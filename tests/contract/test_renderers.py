"""Every renderer of ours keeps the promises of the port."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.text_form import TextRenderer
from downtimekit.ports.renderer import Renderer
from downtimekit.testing.contracts.renderer import RendererContract
from tests.paper import pages_of_pdf, pages_of_text


class TestPdfOnLetterPaper(RendererContract):
    @pytest.fixture
    def renderer(self) -> Renderer:
        return PdfRenderer()

    @pytest.fixture
    def pages_of(self) -> Callable[[bytes], Sequence[str]]:
        return pages_of_pdf


class TestPdfOnA4Paper(RendererContract):
    @pytest.fixture
    def renderer(self) -> Renderer:
        return PdfRenderer(page="A4")

    @pytest.fixture
    def pages_of(self) -> Callable[[bytes], Sequence[str]]:
        return pages_of_pdf


class TestText(RendererContract):
    @pytest.fixture
    def renderer(self) -> Renderer:
        return TextRenderer()

    @pytest.fixture
    def pages_of(self) -> Callable[[bytes], Sequence[str]]:
        return pages_of_text
