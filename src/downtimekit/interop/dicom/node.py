"""Content items as they are read: each is taken by whoever understands it, and what nobody took is a loss.

Paths are those of PS3.17 annex Q: ``1.3.2`` is the second item below the third of the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import define, field

from downtimekit.interop.dicom.breast_codes import PRECISELY, coding_of
from downtimekit.interop.dicom.content import Code, Item, Measured, ValueType
from downtimekit.interop.fhir.kinds import NOTHING, Kind
from downtimekit.interop.fhir.reading import Reading


@define(eq=False)
class Node:
    """One item on its way through a reading.

    Attributes:
        item: the item.
        at: its path.
        into: the faults and losses of the whole reading.
    """

    item: Item = field(repr=False)
    at: str
    into: Reading = field(repr=False)
    _below: list[Node] = field(init=False, repr=False)
    _taken: bool = field(default=False, init=False)

    @_below.default
    def _each_below(self) -> list[Node]:
        return [Node(item, f"{self.at}.{number}", self.into) for number, item in enumerate(self.item.items, start=1)]

    def all(self, name: Code, *kinds: ValueType) -> Iterator[Node]:
        """Take every item below that says this, of one of these sorts."""
        for node in self._below:
            if node.item.name == name and node.item.kind in kinds and not node.item.unknown and not node._taken:
                node._taken = True
                yield node

    def one(self, name: Code, *kinds: ValueType) -> Node | None:
        """Take the item below that says this; a second one is a fault, because nobody knows which of them holds."""
        found = list(self.all(name, *kinds))
        for node in found[1:]:
            self.into.wrong(node.at, "says again what another item says")
        return found[0] if found else None

    def sections(self, title: Code) -> Iterator[Node]:
        """Take every container below with this title."""
        return self.all(title, ValueType.CONTAINER)

    @property
    def below(self) -> Sequence[Node]:
        """The items below, taken or not."""
        return tuple(self._below)

    def take(self) -> None:
        """Tell that somebody understands this item."""
        self._taken = True

    def take_silent(self, *names: Code) -> None:
        """Take the codes below with these names, which are known and say nothing for the model."""
        for name in names:
            self.one(name, ValueType.CODE)

    def drop(self) -> None:
        """Tell that this item has no place."""
        self.into.unplaced(self.at)

    def left(self) -> None:
        """Tell of everything below that nobody took."""
        for node in self._below:
            if node._taken:
                node.left()
            else:
                node.drop()

    def words(self, name: Code) -> str:
        """Return the text below with this name; empty where there is none."""
        found = self.one(name, ValueType.TEXT, ValueType.PNAME)
        return str(found.item.value) if found else ""

    def coded(self, name: Code, kind: Kind) -> object:
        """Return the value of the code below with this name; None where there is none, or none that is known."""
        found = self.one(name, ValueType.CODE)
        return found.meaning(kind) if found else None

    def meaning(self, kind: Kind) -> object:
        """Return the value that this item's code stands for, with what tells it more precisely; None for another."""
        precisely = [node.item.value for node in self.all(PRECISELY, ValueType.CODE)]
        codings = [coding_of(code) for code in (*precisely, self.item.value) if isinstance(code, Code)]
        own = Reading()
        value = kind.read({"coding": codings}, at=self.at, into=own)
        self.into.faults += own.faults
        # What follows a code is that code's own loss: it is one item.
        self.into.losses += dict.fromkeys(self.at for _ in own.losses)
        return None if value is NOTHING else value

    def number(self, name: Code, units: Mapping[str, float]) -> float | None:
        """Return the number below with this name, in the first unit; None where there is none.

        Args:
            name: what is measured.
            units: by the code of UCUM, how many of the first unit each is.
        """
        found = self.one(name, ValueType.NUM)
        return found.measured(units) if found else None

    def measured(self, units: Mapping[str, float]) -> float | None:
        """Return this item's number in the first of some units; None, and a loss, where it is in another."""
        value = self.item.value
        if isinstance(value, Measured) and value.unit.scheme == "UCUM" and value.unit.value in units:
            return value.number * units[value.unit.value]
        self.drop()
        return None


def root(item: Item) -> Node:
    """Return the root of a reading."""
    return Node(item, "1", Reading())
