"""Which fields a sheet has on a screen: their names, what a screen reader says of them, and what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field
from pikepdf import Page

from downtimekit.adapters._acroform import DoesNotFit, SheetFields, broken_to_fit
from downtimekit.errors import Rejected
from downtimekit.forms.nesting import side_by_side
from downtimekit.forms.printed import printed_sections
from downtimekit.forms.words import PageWords, page_words
from downtimekit.models.forms import FieldKind, FormField, FormPlan, Sheet, Zone

SHAPES: Mapping[FieldKind, str] = {
    FieldKind.DATE: "YYYY-MM-DD",
    FieldKind.TIME: "HH:MM",
    FieldKind.DATE_TIME: "YYYY-MM-DD HH:MM",
}
"""How a day and a time are typed, as `read_keyed` understands them."""

_CELL = re.compile(r"([^\[\]]+)\[(\d+)\]\.(.+)")
_BOX, _MORE = "#", "##"
"""Between a path and one of its boxes, or the number of the field in which a long note goes on; in no path."""
_CODE = "#code"


def quoted(name: str) -> str:
    """Return a name without the points, which PDF puts between a field and the one that it is in."""
    return name.replace("%", "%25").replace(".", "%2E")


def unquoted(name: str) -> str:
    """Return the name that was quoted."""
    return name.replace("%2E", ".").replace("%25", "%")


def code_name(page: int) -> str:
    """Return the name of the field that holds the code of a page, from 1 on."""
    return f"{_CODE}{page}"


def is_code(name: str) -> bool:
    """Tell whether a field holds the code of a page; no path begins like its name."""
    return name.startswith(_CODE)


def by_path(answers: Mapping[str, object]) -> dict[str, object]:
    """Return what stands in the fields of a sheet, by path: ticked boxes together, and a long note as one."""
    said: dict[str, Any] = {}
    for name, value in answers.items():
        if value is None or value == "":
            continue
        if _MORE in name:
            path = name.partition(_MORE)[0]
            said[path] = f"{said[path]} {value}" if path in said else value
        elif _BOX in name:
            said.setdefault(name.partition(_BOX)[0], []).append(value)
        else:
            said[name] = {"true": True, "false": False}.get(str(value), value)
    return said


@define
class Laying:
    """The fields of one sheet, as they are laid over its pages."""

    fields: SheetFields
    sheet: Sheet
    words: PageWords = field(init=False)
    asked: Mapping[str, FormField] = field(init=False)
    answers: Mapping[str, Any] = field(init=False)
    met: Counter[str] = field(factory=Counter, init=False)
    rest: dict[str, str] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Look up what is asked, and what is known."""
        form, language = self.sheet.form, self.sheet.language
        self.words = page_words(form, language)
        self.asked = {entry.key: entry for section in printed_sections(form, language) for entry in section.fields}
        self.answers = side_by_side(self.sheet.answers, form)

    def lay(self, plan: FormPlan, pages: Iterator[Page]) -> None:
        """Lay a field over every zone but those of diagrams, in the order of the form.

        Args:
            plan: where the zones are.
            pages: of the document; as many are taken as the sheet has.

        Raises:
            Rejected: what is known already does not fit into a field; it names the sheet.
        """
        for planned in plan.pages:
            page = next(pages)
            for zone in planned.zones:
                if zone.kind is not FieldKind.DIAGRAM:
                    self._lay(zone, page)
        if any(self.rest.values()):
            raise self._refusal(DoesNotFit("is too long for its field"))

    def _lay(self, zone: Zone, page: Page) -> None:
        try:
            if zone.choice is None:
                self._words(zone, page)
            else:
                self._box(zone, zone.choice, page)
        except DoesNotFit as error:
            raise self._refusal(error) from None

    def _refusal(self, error: DoesNotFit) -> Rejected:
        return Rejected(f"sheet {self.sheet.serial}: an answer that is known already {error}")

    def _words(self, zone: Zone, page: Page) -> None:
        self.met[zone.path] += 1
        first = self.met[zone.path] == 1
        name = zone.path if first else f"{zone.path}{_MORE}{self.met[zone.path]}"
        shape = SHAPES.get(zone.kind)
        value = self._known(zone.path)
        several = zone.kind is FieldKind.NOTE and "[" not in zone.path
        if several:
            # A long note goes on in a second zone, on the next page.
            value, self.rest[zone.path] = broken_to_fit(self.rest.get(zone.path, value), zone.place)
        self.fields.text(
            quoted(name),
            f"{self._label(zone.path)} ({shape})" if shape else self._label(zone.path),
            page=page,
            place=zone.place,
            value=value,
            lines=several,
            cover=shape is not None or several,
        )

    def _box(self, zone: Zone, choice: str, page: Page) -> None:
        ticked = choice in _ticked(self._answer(zone.path))
        label, says = self._label(zone.path), self._choice(zone.path, choice)
        if zone.kind is FieldKind.MANY_OF:
            name = quoted(f"{zone.path}{_BOX}{choice}")
            self.fields.box(name, f"{label}: {says}", page=page, place=zone.place, on=choice, ticked=ticked)
        else:
            self.fields.choice(quoted(zone.path), label, page=page, place=zone.place, on=(choice, says), ticked=ticked)

    def _known(self, path: str) -> str:
        answer = self._answer(path)
        return "" if answer is None else str(answer)

    def _answer(self, path: str) -> Any:  # noqa: ANN401  (as it was given)
        cell = _CELL.fullmatch(path)
        if cell is None:
            return self.answers.get(path)
        rows = self.answers.get(cell[1]) or ()
        return rows[int(cell[2])].get(cell[3]) if int(cell[2]) < len(rows) else None

    def _asked(self, path: str) -> tuple[str, FormField | None]:
        """Return what stands before a question of a table, and the question."""
        cell = _CELL.fullmatch(path)
        if cell is None:
            return "", self.asked.get(path)
        table = self.asked.get(cell[1])
        columns = table.columns if table else ()
        before = f"{table.label} {int(cell[2]) + 1}: " if table else ""
        return before, next((column for column in columns if column.key == cell[3]), None)

    def _label(self, path: str) -> str:
        before, asked = self._asked(path)
        return f"{before}{asked.label if asked else path}"

    def _choice(self, path: str, choice: str) -> str:
        _, asked = self._asked(path)
        own: Iterable[tuple[str, str]] = ((entry.key, entry.label) for entry in asked.choices) if asked else ()
        return {"true": self.words.yes, "false": self.words.no, **dict(own)}.get(choice, choice)


def _ticked(answer: object) -> frozenset[str]:
    if answer is None:
        return frozenset()
    if isinstance(answer, bool):
        return frozenset({"true" if answer else "false"})
    return (
        frozenset(map(str, answer)) if isinstance(answer, list | tuple | set | frozenset) else frozenset({str(answer)})
    )
