"""When a question is asked: *enableWhen* of an item and of the groups around it, as conditions of a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import define, field, frozen

from downtimekit.interop.fhir import form_words as words
from downtimekit.interop.fhir.form_texts import listed
from downtimekit.interop.fhir.reading import Reading
from downtimekit.models.forms import FieldKind, Operator

Pair: TypeAlias = tuple[str, Mapping[str, Any]]
_LONGEST = 200


@frozen
class When:
    """The conditions of an item, or of a group around it.

    Attributes:
        at: the path of the item; conditions: each with its path; together: all must hold, and not any one of them.
    """

    at: str
    conditions: Sequence[Pair] = field(repr=False)
    together: bool

    @property
    def plain(self) -> bool:
        """Whether it can stand beside other conditions that must hold too."""
        return self.together or len(self.conditions) <= 1


@define
class Draft:
    """A field on its way to the form.

    Attributes:
        at: where the item was found; link: its *linkId*; kind: how it is filled in.
        values: what the field is built from.
        when: the conditions of the groups around it, from the outside in, and its own.
    """

    at: str
    link: str
    kind: FieldKind
    values: dict[str, Any] = field(repr=False)
    when: Sequence[When] = ()
    columns: Sequence[Draft] = ()

    @property
    def key(self) -> str:
        """The key of the field."""
        return str(self.values["key"])


def when_of(item: Mapping[str, Any], *, at: str, into: Reading) -> tuple[When, ...]:
    """Return the conditions of an item; none where it is always asked."""
    behaviour = item.get("enableBehavior", "all")
    if behaviour not in ("any", "all"):
        into.wrong(f"{at}.enableBehavior", "is not one of the codes that are understood here")
    if "enableWhen" not in item:
        return ()
    return (When(at, list(listed(item["enableWhen"], at=f"{at}.enableWhen", into=into)), behaviour == "all"),)


@define
class Settling:
    """Gives fields their conditions, once every item is known.

    Attributes:
        drafts: every field and column by its link, and for a column the table that it is in.
    """

    into: Reading
    drafts: Mapping[str, tuple[Draft, Draft | None]]

    def settle(self, draft: Draft, table: Draft | None = None) -> None:
        """Give a field, and the columns in it, their conditions."""
        whens = self._whens(draft)
        together = all(when.together for when in whens)
        placed = [(at, self._condition(draft, table, at, found)) for when in whens for at, found in when.conditions]
        kept = [condition for _, condition in placed if condition is not None]
        if len(kept) < len(placed):
            self._lose(draft, [at for at, condition in placed if condition is None])
            kept = kept if together else []  # without one of several that are enough, it would be asked too rarely
        if kept:
            draft.values |= {"shown_if": kept, "shown_if_any": not together}
        self._settle_needed(draft, table)
        for column in draft.columns:
            self.settle(column, draft)

    def _whens(self, draft: Draft) -> Sequence[When]:
        """Return the conditions of a field that a form can have beside each other; its own, where it cannot."""
        whens = [when for when in draft.when if when.conditions]
        if len(whens) <= 1 or all(when.plain for when in whens):
            return whens
        self._lose(draft, [f"{when.at}.enableWhen" for when in whens if when.at != draft.at])
        return [when for when in whens if when.at == draft.at]

    def _lose(self, draft: Draft, places: Sequence[str]) -> None:
        for place in places:
            self.into.unplaced(place)
        if draft.values.pop("required", False):
            self.into.unplaced(f"{draft.at}.required")

    def _settle_needed(self, draft: Draft, table: Draft | None) -> None:
        """Keep what says when a field is required, if it is about a field of this form."""
        place = draft.values.pop("required_if_at", draft.at)
        needed = draft.values.get("required_if")
        if needed is None:
            return
        asked = self._in_scope(table).get(needed["field"])
        right = asked is not None and asked is not draft and asked.kind is not FieldKind.STATEMENT
        if not right or (asked is not None and not _has_box(asked, needed)):
            del draft.values["required_if"]
            self.into.unplaced(place)

    def _in_scope(self, table: Draft | None) -> Mapping[str, Draft]:
        form = {draft.key: draft for draft, above in self.drafts.values() if above is None}
        return {**form, **({column.key: column for column in table.columns} if table else {})}

    def _condition(self, draft: Draft, table: Draft | None, at: str, found: Mapping[str, Any]) -> dict[str, str] | None:
        """Return a condition; None where a form cannot have it."""
        answers = [key for key in found if key.startswith("answer")]
        operator = found.get("operator")
        for key in found:
            if key not in ("question", "operator", *answers):
                self.into.unknown(found, key, at=at)
        if not isinstance(operator, str) or operator not in set(Operator) or len(answers) != 1:
            self.into.wrong(at, "is no condition: it has a question, an operator and one answer")
            return None
        asked = self._target(found.get("question"), draft, table)
        if asked is None:
            return None
        value = _value(asked, operator, answers[0], found[answers[0]])
        condition = {"field": asked.key, "operator": operator, "value": value or ""}
        return condition if value and len(value) <= _LONGEST and _has_box(asked, condition) else None

    def _target(self, link: object, draft: Draft, table: Draft | None) -> Draft | None:
        """Return the field that a condition is about; None where it is none of the form or of the same row."""
        asked, above = self.drafts.get(link, (None, None)) if isinstance(link, str) else (None, None)
        if asked is None or asked is draft or asked.kind is FieldKind.STATEMENT or above not in (None, table):
            return None
        # a column of the same name would be meant
        return asked if self._in_scope(table).get(asked.key) is asked else None


def _has_box(asked: Draft, condition: Mapping[str, str]) -> bool:
    if condition["operator"] not in ("=", "!=") or "choices" not in asked.values:
        return True
    return any(choice["key"] == condition["value"] for choice in asked.values["choices"])


def _value(asked: Draft, operator: str, element: str, found: object) -> str | None:
    """Return what a condition compares with, as it would be typed; None where it is no answer to the question."""
    if operator == Operator.EXISTS:
        return words.typed_of_value(FieldKind.YES_NO, found) if element == "answerBoolean" else None
    if element == "answerCoding" and isinstance(found, dict):
        return _coded(asked, found)
    if asked.kind is FieldKind.NUMBER and element in _NUMBERS:
        return words.typed_of_value(FieldKind.NUMBER, _NUMBERS[element](found))
    if element == f"answer{words.ANSWERS.get(asked.kind)}":
        return words.typed_of_value(asked.kind, found)
    return None


def _coded(asked: Draft, coding: Mapping[str, Any]) -> str | None:
    """Return the key of the box that a code is for, or the code where any words can be written."""
    code, system = coding.get("code"), coding.get("system")
    if not isinstance(code, str) or not code.strip():
        return None
    choices = asked.values.get("choices")
    if choices is None:
        return code if asked.kind in (FieldKind.TEXT, FieldKind.NOTE) else None
    wanted = {"system": system, "code": code}
    coded = (choice["key"] for choice in choices if wanted in choice.get("codes", []))
    by_key = (choice["key"] for choice in choices if choice["key"] == code and system is None)
    return next(coded, None) or next(by_key, None)


_NUMBERS: Mapping[str, Callable[[Any], object]] = {
    "answerDecimal": lambda found: found,
    "answerInteger": lambda found: found,
    "answerQuantity": lambda found: found.get("value") if isinstance(found, dict) else None,
}
