"""Draws forms as PDF, for a printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen
from attrs.converters import optional

from downtimekit.adapters._type import Case, han_of
from downtimekit.adapters.pdf.drawing import plate_of
from downtimekit.adapters.pdf.press import PdfPress
from downtimekit.forms.codes import Seal
from downtimekit.forms.plans import to_compile
from downtimekit.models.forms import FormDefinition, Layout


def _paths(files: Sequence[Path | str]) -> tuple[Path, ...]:
    return tuple(map(Path, files))


@frozen
class PdfRenderer:
    """Draws forms with fpdf2 once, and writes onto them for each packet.

    The same packets are drawn as the same bytes. The document's own fields (title, author) say nothing of a patient.

    Attributes:
        seal: seals the code on every page.
        fonts: font files for what Helvetica cannot show, in the order in which they are tried; Helvetica, which every
            viewer has, shows the characters of Windows-1252: Western European names. None looks for suitable ones on
            this machine, once a text needs one.
        bold: the same in bold.
    """

    seal: Seal
    fonts: Sequence[Path] | None = field(default=None, converter=optional(_paths))
    bold: Sequence[Path] = field(default=(), converter=_paths)

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".pdf"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> PdfPress:
        """Draw forms, each in those languages of the layout that it has.

        Raises:
            Rejected: a form cannot be drawn, or has none of the languages, or a font cannot be read; the error names
                it.
        """
        case = Case(self.fonts, self.bold, han_of(layout.languages))
        case.check()
        plates = {
            (form.digest, language): plate_of(form, language, layout.paper, case)
            for form, language in to_compile(forms, layout)
        }
        return PdfPress(self.seal, case, layout.paper, plates)
