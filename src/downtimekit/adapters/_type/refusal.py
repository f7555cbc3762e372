"""What is raised for a text that cannot be shown whole."""

from __future__ import annotations

from downtimekit.errors import Rejected


class CannotShow(Rejected):
    """A text has a character that no font shows, or that has no place on paper; the words hold nothing of the text.

    Whoever draws a sheet says with `Rejected` which sheet it was.
    """


LACKING = "holds a character that no font here shows; give the renderer a font that has it"
SHAPED = "is in a script whose letters join or move; install the extra 'writing' to print it"
CONTROL = "holds a control character, which has no place on paper"
UNKNOWN = "holds a character that Unicode does not know, or that means something to one program only"
MARK = "begins with an accent or a sign that stands on no letter"
CROWDED = "has more accents and signs on one letter than can be drawn"
TURNED = "holds a sign that turns the order of letters around, which could make it read as another text"
ENDLESS = "holds too many spaces or points in a row"
