"""What one reading of a resource has found so far: values for the model, faults, and what has no place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, define, field

from downtimekit.errors import Fault

# Elements that change the meaning of what stands around them (FHIR R4, "isModifier"). Who does not understand one must
# not process the element (R4, extensibility, modifierExtension). Those that a template knows never come to this test.
_MODIFIERS = frozenset(
    {
        "modifierExtension",
        "implicitRules",
        "comparator",
        "doNotPerform",
        "enableWhen",
        "deceasedBoolean",
        "deceasedDateTime",
    }
)
_ELEMENT = re.compile(r"_?[a-zA-Z][a-zA-Z0-9]{0,63}")


@define
class Reading:
    """The state of one reading; a row of a list has values of its own and shares the rest.

    Attributes:
        values: what the model is built from.
        losses: paths of what has no place in the model, such as ``Patient.photo``; faults: what is wrong.
        rows: where the items of the model's lists were found: ``findings[0]`` at ``DiagnosticReport.result[2]``.
        within: the model's path of this row; empty for the resource itself.
    """

    values: dict[str, Any] = field(factory=dict, repr=False)
    faults: list[Fault] = Factory(list)
    losses: list[str] = Factory(list)
    rows: dict[str, str] = Factory(dict)
    within: str = ""

    def wrong(self, at: str, words: str) -> None:
        """Take down a fault."""
        self.faults.append(Fault(at, words))

    def unplaced(self, at: str) -> None:
        """Take down that an element has no place in the model."""
        self.losses.append(at)

    def unknown(self, group: Mapping[str, object], key: object, *, at: str) -> None:
        """Take down an element that a template does not have."""
        if not isinstance(key, str) or not _ELEMENT.fullmatch(key):
            self.wrong(at, "has an element with a name that FHIR does not have")
        elif key in _MODIFIERS and group[key] is not False:
            self.wrong(f"{at}.{key}", "changes the meaning of what stands here, and is not understood")
        else:
            # The extensions of a primitive stand beside it, under its name with an underscore.
            self.unplaced(f"{at}.{key[1:]}.extension" if key.startswith("_") else f"{at}.{key}")

    def fill(self, field: tuple[str, ...], value: object, *, at: str) -> None:
        """Give a field of the model its value; the field without a name is the item of a list itself."""
        *above, name = field or ("",)
        into = self.values
        for group in above:
            into = into.setdefault(group, {})
        if into.setdefault(name, value) != value:
            self.wrong(at, "says something else than another element that means the same")

    def path(self, field: tuple[str, ...]) -> str:
        """Return the path of a field in the whole model."""
        return ".".join([self.within, *field] if self.within else field)

    def row(self, field: tuple[str, ...], *, at: str) -> Reading:
        """Begin the next item of one of the model's lists."""
        within = f"{self.path(field)}[{len(self.listed(field))}]"
        self.rows[within] = at
        return Reading(faults=self.faults, losses=self.losses, rows=self.rows, within=within)

    def inside(self, field: tuple[str, ...], *, at: str) -> Reading:
        """Begin a model that stands in a field."""
        within = self.path(field)
        self.rows[within] = at
        values = self.values
        for name in field:
            values = values.setdefault(name, {})
        return Reading(values=values, faults=self.faults, losses=self.losses, rows=self.rows, within=within)

    def listed(self, field: tuple[str, ...]) -> list[object]:
        """Return the list that a field of the model is filled with."""
        into = self.values
        for name in field[:-1]:
            into = into.setdefault(name, {})
        found: list[object] = into.setdefault(field[-1], [])
        return found


def objects_at(found: object, *names: str) -> Iterator[Mapping[str, object]]:
    """Yield the objects that stand in an element, by its names from the outside in; what is no object is passed over.

    Args:
        found: an object, or a list of them.
        names: of the elements; a list in one of them is gone through.
    """
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict) and names:
            yield from objects_at(item.get(names[0]), *names[1:])
        elif isinstance(item, dict):
            yield item
