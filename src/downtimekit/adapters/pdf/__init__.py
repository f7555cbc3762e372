"""Packets as PDF, drawn with fpdf2.

From the page inwards: `renderer` puts a sheet together, `head` draws what surrounds a form, `sections` and `fields`
turn a definition into `blocks`, and `cells`, `choices`, `findings` and `diagram` draw them with the `pen`.
"""

from downtimekit.adapters.pdf.renderer import PdfRenderer

__all__ = ["PdfRenderer"]
