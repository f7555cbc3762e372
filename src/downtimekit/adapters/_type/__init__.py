"""Type: any text set in lines, and the fonts of a document as objects of PDF. It knows no PDF library.

- A `Case` knows which fonts there are; a renderer has one. ``case.line(text)`` shapes a text and puts it in the order
  in which it is seen, or raises `CannotShow`.
- `wrapped` and `fitted` set a text in several lines.
- A `Fount` holds the fonts of one document. ``fount.show(line, x, y, size)`` returns operators for a content stream,
  and ``fount.objects(first)`` the fonts, with nothing in them but what was shown.
"""

from downtimekit.adapters._type.breaking import clusters
from downtimekit.adapters._type.case import Case, han_of
from downtimekit.adapters._type.composing import western
from downtimekit.adapters._type.fount import STANDING, Fount
from downtimekit.adapters._type.line import Line
from downtimekit.adapters._type.refusal import CannotShow
from downtimekit.adapters._type.setting import LEADING, RISE, Setting, fitted, wrapped

__all__ = [
    "LEADING",
    "RISE",
    "STANDING",
    "CannotShow",
    "Case",
    "Fount",
    "Line",
    "Setting",
    "clusters",
    "fitted",
    "han_of",
    "western",
    "wrapped",
]
