"""Port: something that turns forms into documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from downtimekit.models.forms import FormDefinition, FormPlan, Layout, Packet


class Press(Protocol):
    """Forms that are ready to be filled in for as many packets as come.

    Promises:
        - what it returns depends on the packets and on nothing else; the same packets give the same bytes.
        - every page shows its sheet's serial number and copy number, whose it is, how old that knowledge is, and until
          when it may be used; a page of one patient shows nothing of another.
        - every question of the form is there, with every box to tick; what is known already stands in its field.
        - every page of a drill says so, and no other; so does what was printed from a read-only copy, and a copy.
          None of these marks lies in a field.
        - no character of a name is lost: what cannot be shown is refused.
        - every page carries the code that `forms.codes` reads, and nobody's name or number is in it.

    Raises (from `render` and `files`):
        Rejected: a packet cannot be drawn, or has a form or a language that was not compiled; the error names the
            sheet and never the patient.
    """

    @property
    def plans(self) -> Sequence[FormPlan]:
        """Where everything is, for each form in each language; without zones where nothing can be read from a scan."""
        ...

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return one document with all packets, in their order."""
        ...

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield a document for each packet, in their order."""
        ...


class Renderer(Protocol):
    """Draws forms.

    Promises:
        - `compile` does once what is the same for everybody; the same forms and layout give the same press.

    Raises (from `compile`):
        Rejected: a form cannot be drawn, or has none of the layout's languages; the error names the form.
    """

    @property
    def suffix(self) -> str:
        """The ending of a file's name, with its dot."""
        ...

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> Press:
        """Prepare forms, each in those languages of the layout that it has."""
        ...
