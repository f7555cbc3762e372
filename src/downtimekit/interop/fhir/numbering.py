"""Parts that number the items of a list, so that one list of a resource can refer to another."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.parts import Field, Found, Part, field_of
from downtimekit.interop.fhir.reading import Reading


@frozen
class Numbered(Part):
    """The id of an item, by its place in the model's list; which id it has when it is read is all the same.

    Attributes:
        prefix: before the number.
    """

    prefix: str

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Pass over the id."""
        if not isinstance(found, str):
            into.wrong(at, "is not an id")

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the id of an item, which stands at a path such as ``looks[2]``."""
        return f"{self.prefix}{int(at.rpartition('[')[2].removesuffix(']')) + 1}"


@frozen
class References(Part):
    """References to the numbered items of the model's list.

    Attributes:
        path: the list; prefix: of the ids.
    """

    path: Field
    prefix: str

    @property
    def many(self) -> bool:
        """Many they are."""
        return True

    def take(self, found: Sequence[Found], into: Reading) -> Sequence[Found]:
        """Pass over the references, and return the rest."""
        return [(at, item) for at, item in found if not self.fits(item)]

    def fits(self, found: object) -> bool:
        """Say whether it is such a reference."""
        target = found.get("reference") if isinstance(found, dict) and len(found) == 1 else None
        return isinstance(target, str) and target.startswith(f"#{self.prefix}")

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Pass over it."""

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the references."""
        count = len(field_of(model, self.path) or ())
        return [{"reference": f"#{self.prefix}{number}"} for number in range(1, count + 1)] or None
