"""Several PDF as one, so that a printer gets a single document; needs the extra ``pdf``."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from pikepdf import PasswordError, Pdf, PdfError

from downtimekit.errors import Rejected


def joined(documents: Iterable[bytes]) -> bytes:
    """Return one document with the pages of all, in their order; the same documents give the same bytes.

    Fields to fill in are not carried along.

    Raises:
        Rejected: one is no PDF, or under a password.
    """
    written = BytesIO()
    with Pdf.new() as whole:
        for document in documents:
            try:
                with Pdf.open(BytesIO(document)) as part:
                    whole.pages.extend(part.pages)
            except (PdfError, PasswordError):
                raise Rejected("a document to be joined is no PDF that can be read") from None
        whole.save(written, deterministic_id=True)
    return written.getvalue()
