"""A shelf that is gone with its process, and one that fails as told."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from downtimekit.errors import Unreachable
from downtimekit.ports.shelf import Shelf, check_name


@define
class MemoryShelf:
    """Keeps every promise of the port `Shelf`, except that nothing survives.

    Attributes:
        saved: the documents by their names, in the order in which they were put down first.
    """

    saved: dict[str, bytes] = field(factory=dict, repr=False)

    def save(self, name: str, content: bytes) -> None:
        """Put a document down."""
        self.saved[check_name(name)] = bytes(content)

    def names(self) -> Sequence[str]:
        """Return the names of all documents."""
        return sorted(self.saved)

    def read(self, name: str) -> bytes | None:
        """Return a document; None where there is none of that name."""
        return self.saved.get(check_name(name))


@define
class FullShelf:
    """Stands before a shelf, and takes only so many documents, as a disk does that is full.

    Attributes:
        room: how many documents it takes; more room may be made.
    """

    shelf: Shelf = field(factory=MemoryShelf)
    room: int = 0

    def save(self, name: str, content: bytes) -> None:
        """Put a document down, or fail."""
        check_name(name)
        if self.room <= 0:
            raise Unreachable("the shelf is full")
        self.shelf.save(name, content)
        self.room -= 1

    def names(self) -> Sequence[str]:
        """Return the names of all documents."""
        return self.shelf.names()

    def read(self, name: str) -> bytes | None:
        """Return a document; None where there is none of that name."""
        return self.shelf.read(name)
