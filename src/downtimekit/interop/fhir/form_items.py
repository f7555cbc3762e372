"""The items of a Questionnaire, as the sections and fields of a form.

Paper has sections of fields and no deeper groups: what stands in a group within a section, or below a question, follows
it in the same section, and takes the conditions of its group over. A condition that has no place in a form is lost, and
what it stood before is then not required, for it may be that nobody has to answer it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from downtimekit.interop.fhir import form_words as words
from downtimekit.interop.fhir.form_choices import Choices
from downtimekit.interop.fhir.form_conditions import Draft, Settling, When, when_of
from downtimekit.interop.fhir.form_texts import Texts, extensions, listed, parts_of
from downtimekit.interop.fhir.reading import Reading
from downtimekit.models.forms import Diagram, FieldKind, Operator

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}")
_OUR_SECTION = re.compile(r"section-\d+_*")
_DEEPEST, _LONGEST_HINT, _LONGEST_UNIT, _MOST_LINES, _LONGEST_CODE, _LONGEST_SYSTEM = 60, 300, 20, 60, 100, 255
_LONGEST_PART, _LONGEST_SHORT = 200, 60
_CHOOSING = frozenset({"choice", "open-choice"})
_NO_COLUMN = frozenset({FieldKind.TABLE, FieldKind.DIAGRAM, FieldKind.SIGNATURE, FieldKind.STATEMENT})
_GROUP = frozenset({"linkId", "text", "_text", "prefix", "type", "repeats", "enableWhen", "enableBehavior", "item"})
_ASKED = _GROUP | {"extension", "code", "required", "answerOption", "answerValueSet"}


@define
class Items:
    """What is read so far.

    Attributes:
        into: what is wrong and what is lost; texts: the texts, in every language; choices: the boxes of a question.
    """

    into: Reading
    texts: Texts
    choices: Choices
    drafts: dict[str, tuple[Draft, Draft | None]] = field(factory=dict)
    _keys: set[str] = field(factory=set)

    def sections(self, found: object, *, at: str, title: str) -> list[dict[str, Any]]:
        """Return the sections; what stands in no group is gathered into sections with a title."""
        sections: list[tuple[str, str, list[Draft]]] = []
        loose = False
        for place, item in listed(found, at=at, into=self.into):
            is_group = item.get("type") == "group" and item.get("repeats") is not True
            if is_group and not self._is_hidden(item, place):
                self._has_link(item, place)
                named = self.texts.read(item, "text", at=place, prefix=self._prefix(item, place)) or title
                sections.append((place, named, list(self._inside(item, place, (), depth=1))))
            else:
                sections += [] if loose else [(place, title, [])]
                sections[-1][2].extend(self._fields(item, place, (), depth=1))
            loose = not is_group
        settling = Settling(self.into, self.drafts)
        for place, _, drafts in sections:
            for draft in drafts:
                settling.settle(draft)
            if not drafts:
                self.into.unplaced(place)
        return [self._section(number, *one) for number, one in enumerate(one for one in sections if one[2])]

    def _section(self, number: int, at: str, title: str, drafts: Sequence[Draft]) -> dict[str, Any]:
        path = f"sections[{number}]"
        self.into.rows[path] = at
        fields = [self._built(draft, f"{path}.fields[{place}]") for place, draft in enumerate(drafts)]
        return {"title": title, "fields": fields}

    def _built(self, draft: Draft, path: str) -> dict[str, Any]:
        self.into.rows[path] = draft.at
        columns = [self._built(column, f"{path}.columns[{place}]") for place, column in enumerate(draft.columns)]
        return {**draft.values, "kind": draft.kind, **({"columns": columns} if columns else {})}

    def _fields(self, item: Mapping[str, Any], at: str, above: Sequence[When], *, depth: int) -> Iterator[Draft]:
        """Yield the fields that an item becomes: its own, and those of what stands in it."""
        self._has_link(item, at)
        if depth > _DEEPEST:
            self.into.wrong(at, "stands deeper than a form can")
        elif self._is_hidden(item, at):
            self.into.unplaced(at)
        elif item.get("type") == "group" and item.get("repeats") is True:
            yield self._table(item, at, above, depth=depth)
        elif item.get("type") == "group":
            self.into.unplaced(f"{at}.type")
            heading = [*self._heading(item, at, above)]
            yield from heading
            yield from self._inside(item, at, above, depth=depth, named=bool(heading))
        else:
            yield from self._question(item, at, above)
            if "item" in item:
                self.into.unplaced(f"{at}.item")
                for place, inner in listed(item["item"], at=f"{at}.item", into=self.into):
                    yield from self._fields(inner, place, above, depth=depth + 1)

    def _inside(
        self, item: Mapping[str, Any], at: str, above: Sequence[When], *, depth: int, named: bool = False
    ) -> Iterator[Draft]:
        """Yield the fields of what stands in a group; one that is named has its link in a heading."""
        link = item.get("linkId")
        if not named and not (isinstance(link, str) and _OUR_SECTION.fullmatch(link)):
            self.into.unplaced(f"{at}.linkId")
        for key in item:
            if key not in _GROUP:
                self.into.unknown(item, key, at=at)
        whens = (*above, *when_of(item, at=at, into=self.into))
        for place, inner in listed(item.get("item", []), at=f"{at}.item", into=self.into):
            yield from self._fields(inner, place, whens, depth=depth + 1)

    def _heading(self, item: Mapping[str, Any], at: str, above: Sequence[When]) -> Iterator[Draft]:
        """Yield what stands over the fields of a group, where it has words."""
        text = self.texts.read(item, "text", at=at, prefix=self._prefix(item, at))
        if text:
            whens = (*above, *when_of(item, at=at, into=self.into))
            yield self._draft(item, at, FieldKind.STATEMENT, {"label": text}, whens)

    def _question(self, item: Mapping[str, Any], at: str, above: Sequence[When]) -> Iterator[Draft]:
        type_ = item.get("type")
        if type_ == "display":
            yield self._statement(item, at, above)
            return
        if not isinstance(type_, str) or type_ not in words.KINDS:
            self.into.wrong(f"{at}.type", "is not one of the types of an item")
            return
        for key in item:
            if key not in _ASKED:
                self.into.unknown(item, key, at=at)
        values = self._labelled(item, at)
        kind = self._kind(item, at, values)
        self._extensions(item, at, kind, values)
        self._mark(item, "required", at, values)
        yield self._draft(item, at, kind, values, (*above, *when_of(item, at=at, into=self.into)))

    def _statement(self, item: Mapping[str, Any], at: str, above: Sequence[When]) -> Draft:
        for key in item:
            if key not in (_GROUP | {"extension"}) - {"repeats", "item"}:
                self.into.unknown(item, key, at=at)
        values = self._labelled(item, at)
        self._extensions(item, at, FieldKind.STATEMENT, values)
        return self._draft(item, at, FieldKind.STATEMENT, values, (*above, *when_of(item, at=at, into=self.into)))

    def _table(self, item: Mapping[str, Any], at: str, above: Sequence[When], *, depth: int) -> Draft:
        for key in item:
            if key not in _ASKED:
                self.into.unknown(item, key, at=at)
        values = self._labelled(item, at)
        self._extensions(item, at, FieldKind.TABLE, values)
        self._mark(item, "required", at, values)
        whens = (*above, *when_of(item, at=at, into=self.into))
        draft = self._draft(item, at, FieldKind.TABLE, values, whens)
        keys: set[str] = set()
        draft.columns = [
            column
            for place, inner in listed(item.get("item", []), at=f"{at}.item", into=self.into)
            for column in self._columns(inner, place, draft, keys, depth=depth + 1)
        ]
        if not draft.columns:  # nothing is asked in it
            self.into.unplaced(f"{at}.type")
            draft.kind, draft.values = FieldKind.STATEMENT, {"key": draft.key, "label": values["label"]}
        return draft

    def _columns(
        self, item: Mapping[str, Any], at: str, table: Draft, keys: set[str], *, depth: int
    ) -> Iterator[Draft]:
        self._has_link(item, at)
        if depth > _DEEPEST:
            self.into.wrong(at, "stands deeper than a form can")
        elif item.get("type") == "group":
            for key in item:
                if key != "item":
                    self.into.unknown(item, key, at=at)
        elif self._is_hidden(item, at) or item.get("type") == "display":
            self.into.unplaced(at)
        else:
            known, self._keys = self._keys, keys
            drafts = [*self._question(item, at, ())]
            self._keys = known
            for draft in drafts:
                if draft.kind in _NO_COLUMN:
                    self.into.unplaced(at)
                    self.drafts.pop(draft.link, None)
                else:
                    draft.values["key"] = self._column_key(draft, table, keys)
                    self.drafts[draft.link] = (draft, table)
                    yield draft
        if "item" in item:
            self.into.unplaced(f"{at}.item")
            for place, inner in listed(item["item"], at=f"{at}.item", into=self.into):
                yield from self._columns(inner, place, table, keys, depth=depth + 1)

    def _has_link(self, item: Mapping[str, Any], at: str) -> None:
        """Refuse an item without *linkId* (1..1); a text that nobody answers has none in HL7's own example qs1."""
        link = item.get("linkId")
        if item.get("type") != "display" and not (isinstance(link, str) and link.strip()):
            self.into.wrong(f"{at}.linkId", "is missing, or is not text")

    def _column_key(self, draft: Draft, table: Draft, keys: set[str]) -> str:
        """Return the key of a column, which FHIR names after its table."""
        short = draft.key.removeprefix(f"{table.link}.")
        if short == draft.key or not _KEY.fullmatch(short) or short in keys:
            return draft.key
        keys.add(short)
        return short

    def _draft(
        self, item: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any], when: Sequence[When]
    ) -> Draft:
        link = item.get("linkId")
        if isinstance(link, str) and link in self.drafts:
            self.into.wrong(f"{at}.linkId", "is that of another item")
        wished = link if isinstance(link, str) else f"item_{len(self.drafts) + 1}"
        made = wished if _KEY.fullmatch(wished) else re.sub(r"[^A-Za-z0-9]+", "_", wished).strip("_")[:190] or "item"
        key, number = made, 1
        while key in self._keys:
            number += 1
            key = f"{made}_{number}"
        if key != link:
            self.into.unplaced(f"{at}.linkId")
        self._keys.add(key)
        draft = Draft(at, link if isinstance(link, str) else at, kind, {"key": key, **values}, when)
        self.drafts[draft.link] = (draft, None)
        return draft

    def _labelled(self, item: Mapping[str, Any], at: str) -> dict[str, Any]:
        """Return the question and its codes; without words, that of its code, or its name, stands in for it."""
        values: dict[str, Any] = {}
        label = self.texts.read(item, "text", at=at, prefix=self._prefix(item, at))
        if "code" in item and item.get("type") != "display":
            values["codes"] = list(self._codes(item["code"], at))
        if label is None:
            self.into.unplaced(f"{at}.text")
            shown = next(self._displays(item), None)
            link = item.get("linkId")
            label = shown or (link if isinstance(link, str) and link.strip() else "?")
        return {"label": label, **values}

    def _displays(self, item: Mapping[str, Any]) -> Iterator[str]:
        for coding in item["code"] if isinstance(item.get("code"), list) else []:
            if isinstance(coding, dict) and isinstance(coding.get("display"), str) and coding["display"].strip():
                yield coding["display"].strip()

    def _codes(self, found: object, at: str) -> Iterator[dict[str, str]]:
        for place, coding in listed(found, at=f"{at}.code", into=self.into):
            system, code = coding.get("system"), coding.get("code")
            fits = isinstance(system, str) and isinstance(code, str) and system.strip() and code.strip()
            if not fits or len(str(system)) > _LONGEST_SYSTEM or len(str(code)) > _LONGEST_CODE:
                self.into.unplaced(place)
                continue
            yield {"system": str(system), "code": str(code)}
            for key in coding:
                if key not in ("system", "code"):
                    self.into.unknown(coding, key, at=place)

    def _prefix(self, item: Mapping[str, Any], at: str) -> str:
        if "prefix" not in item:
            return ""
        found = item["prefix"]
        if isinstance(found, str) and found.strip():
            return found.strip()
        self.into.wrong(f"{at}.prefix", "is not text")
        return ""

    def _kind(self, item: Mapping[str, Any], at: str, values: dict[str, Any]) -> FieldKind:
        """Return the kind of a question, and give it its boxes; a type that asks for something else is told."""
        type_, urls = item["type"], self._urls(item)
        if type_ in _CHOOSING:
            kind = self._boxes(item, at, values)
        else:
            kind = _written_kind(type_, urls)
            for key in ("answerOption", "answerValueSet"):
                if key in item:
                    self.into.unplaced(f"{at}.{key}")
        unsigned = type_ == "attachment" and kind is not FieldKind.SIGNATURE
        if type_ in words.NOT_QUITE or unsigned or (type_ == "choice" and kind is FieldKind.TEXT):
            self.into.unplaced(f"{at}.type")
        if item.get("repeats") is True and kind not in words.REPEATING:
            self.into.unplaced(f"{at}.repeats")
        return kind

    def _boxes(self, item: Mapping[str, Any], at: str, values: dict[str, Any]) -> FieldKind:
        """Return the kind of a question that is ticked: a line to write on where nobody knows its boxes."""
        choices = self.choices.of(item, at=at)
        if not choices:
            return FieldKind.TEXT
        values["choices"] = choices
        return FieldKind.MANY_OF if item.get("repeats") is True else FieldKind.ONE_OF

    def _urls(self, item: Mapping[str, Any]) -> set[object]:
        found = item.get("extension")
        return {str(one.get("url")) for one in found if isinstance(one, dict)} if isinstance(found, list) else set()

    def _is_hidden(self, item: Mapping[str, Any], at: str) -> bool:
        return any(
            url == words.HIDDEN and one.get("valueBoolean") is True
            for _, url, one in extensions(item, at=at, into=Reading())
        )

    def _mark(self, item: Mapping[str, Any], name: str, at: str, values: dict[str, Any]) -> None:
        if name in item and not isinstance(item[name], bool):
            self.into.wrong(f"{at}.{name}", "is neither true nor false")
        elif item.get(name):
            values[name] = True

    def _extensions(self, item: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> None:
        for place, url, one in extensions(item, at=at, into=self.into):
            take = _TAKEN.get(url)
            if take is None or not take(self, one, place, kind, values):
                self.into.unplaced(place)
        if kind is FieldKind.DIAGRAM and "diagram" not in values:
            self.into.wrong(f"{at}.extension", "names a drawing that is not known")

    def _hint(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        hint = self.texts.read(one, "valueString", at=at)
        return _keep(values, "hint", hint, hint is not None and len(hint) <= _LONGEST_HINT)

    def _short(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        short = self.texts.read(one, "valueString", at=at)
        return _keep(values, "short", short, short is not None and len(short) <= _LONGEST_SHORT)

    def _unit(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        coding = one.get("valueCoding")
        if not isinstance(coding, dict):
            return False
        unit = self.texts.read(coding, "display", at=f"{at}.valueCoding") or coding.get("code")
        return _keep(values, "unit", unit, isinstance(unit, str) and 0 < len(unit.strip()) <= _LONGEST_UNIT)

    def _lines(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        lines = one.get("valueInteger")
        return _keep(values, "lines", lines, type(lines) is int and 1 <= lines <= _MOST_LINES)

    def _critical(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        return _keep(values, "critical", True, one.get("valueBoolean") is True and kind is not FieldKind.STATEMENT)

    def _diagram(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        drawing = one.get("valueCode")
        return _keep(values, "diagram", drawing, kind is FieldKind.DIAGRAM and drawing in list(Diagram))

    def _signed(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        return kind is FieldKind.SIGNATURE

    def _not_hidden(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        return one.get("valueBoolean") is False

    def _minimum(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        return _bound("minimum", one, kind, values)

    def _maximum(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        return _bound("maximum", one, kind, values)

    def _required_if(self, one: Mapping[str, Any], at: str, kind: FieldKind, values: dict[str, Any]) -> bool:
        said = dict(parts_of(one, at=at, into=self.into))
        needed = {"field": said.get("question"), "operator": said.get("operator"), "value": said.get("answer")}
        if kind is FieldKind.STATEMENT or needed["operator"] not in list(Operator):
            return False
        values["required_if_at"] = at
        fits = all(isinstance(part, str) and 0 < len(part) <= _LONGEST_PART for part in needed.values())
        return _keep(values, "required_if", needed, fits)


def _written_kind(type_: str, urls: Collection[object]) -> FieldKind:
    """Return the kind of a question that is not ticked, by its type and by what its extensions say."""
    if type_ == "string" and words.DIAGRAM in urls:
        return FieldKind.DIAGRAM
    if type_ == "attachment" and words.SIGNED not in urls:
        return FieldKind.TEXT
    return words.KINDS[type_]


def _bound(name: str, one: Mapping[str, Any], kind: FieldKind, values: dict[str, Any]) -> bool:
    elements = (f"value{words.ANSWERS.get(kind)}", *(["valueInteger"] if kind is FieldKind.NUMBER else []))
    bound = next((words.typed_of_value(kind, one[element]) for element in elements if element in one), None)
    return _keep(values, name, bound, bound is not None and kind in words.BOUNDED)


def _keep(values: dict[str, Any], name: str, value: object, fits: bool) -> bool:
    if fits:
        values[name] = value
    return fits


_TAKEN: Mapping[str, Callable[[Items, Mapping[str, Any], str, FieldKind, dict[str, Any]], bool]] = {
    words.HINT: Items._hint,
    words.SHORT: Items._short,
    words.SHORT_OF_SDC: Items._short,
    words.UNIT: Items._unit,
    words.LINES: Items._lines,
    words.CRITICAL: Items._critical,
    words.DIAGRAM: Items._diagram,
    words.SIGNED: Items._signed,
    words.HIDDEN: Items._not_hidden,
    words.MINIMUM: Items._minimum,
    words.MAXIMUM: Items._maximum,
    words.REQUIRED_IF: Items._required_if,
}
"""Takes what an extension of an item says, and tells whether it was understood."""
