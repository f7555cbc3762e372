"""Forms as PDF: the page that is the same for everybody is drawn once with fpdf2, and written onto for each packet.

Once for a form: `renderer` compiles it, `drawing` puts its pages together, `head` draws what surrounds a form in the
places that `furniture` gives, `sections` and `fields` turn a definition into `blocks`, and `cells`, `choices`,
`findings`, `diagram` and `body` draw them with the `pen`, which notes every zone. `objects` takes the finished pages
out of what fpdf2 wrote, and a `plate` keeps them.

For each packet: `press` takes the plates of its sheets, `stamp` writes with `ink` into the `slots` of a plate whose
each page is, `barcode` adds the bars and the square code, `filling` what is known already, `marks` what stands across
the page, and `document` writes the file: the bytes of the plates as they are, and about a kilobyte a page.
"""

from downtimekit.adapters.pdf.renderer import PdfRenderer

__all__ = ["PdfRenderer"]
