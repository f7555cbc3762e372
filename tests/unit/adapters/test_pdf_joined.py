"""A printer gets one document: the contents sheet, and behind it the pile."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from downtimekit.adapters.listing_pdf import ListingPdf
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf_joined import joined
from downtimekit.errors import Rejected
from downtimekit.forms.codes import Seal
from downtimekit.models.forms import Layout
from downtimekit.runtime.printing import PrintJob
from downtimekit.testing.shelves import MemoryShelf
from tests.paper import pages_of_pdf
from tests.printing import a_pile, visit_of


def test_the_print_job_begins_with_its_contents_and_every_page_is_its_patients() -> None:
    pile, shelf = a_pile(3), MemoryShelf()
    PrintJob(pile, PdfRenderer(Seal.of(b"x" * 32)), shelf, contents=ListingPdf(), join=joined).run()
    first, *others = pages_of_pdf(shelf.saved["print-job.pdf"])

    assert "Contents of this pile" in first
    per_packet = len(others) // 3
    for number, packet in enumerate(pile):
        own = others[number * per_packet : (number + 1) * per_packet]
        mine, theirs = visit_of(packet).patient.mrn, [visit_of(other).patient.mrn for other in pile if other != packet]
        assert all(mine in page and not any(mrn in page for mrn in theirs) for page in own)


def test_the_same_documents_are_joined_to_the_same_bytes() -> None:
    parts = [PdfRenderer(Seal.of(b"x" * 32)).compile([sheet.form for sheet in a_pile(1)[0].sheets], layout=Layout())]
    documents = [parts[0].render(a_pile(2)), parts[0].render(a_pile(1))]

    assert joined(documents) == joined(documents)
    with pikepdf.open(BytesIO(joined(documents))) as whole:
        assert len(whole.pages) == sum(len(pages_of_pdf(document)) for document in documents)


@pytest.mark.parametrize("document", [b"", b"no PDF"])
def test_what_is_no_pdf_is_not_joined(document: bytes) -> None:
    with pytest.raises(Rejected, match="no PDF"):
        joined([document])
