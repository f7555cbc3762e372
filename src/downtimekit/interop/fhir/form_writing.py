"""Writes a form as a FHIR Questionnaire."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import define, field

from downtimekit.interop.fhir import form_words as words
from downtimekit.interop.fhir.kinds import NOTHING, TEXT, URI, Json
from downtimekit.interop.fhir.resource import Resource, Written
from downtimekit.interop.fhir.systems import Systems
from downtimekit.models.forms import (
    About,
    Choice,
    Code,
    Condition,
    FieldKind,
    FormDefinition,
    FormField,
    Group,
    Operator,
)

_CODE = re.compile(r"[^\s]+( [^\s]+)*")
_ABOUT = {About.PATIENT: "Patient", About.SITE: "Location"}


def written(form: FormDefinition, *, systems: Systems, own_extensions: bool) -> Written:
    """Write a form; what FHIR cannot say is told by its path in the form."""
    writing = _Writing(form, own_extensions)
    resource = writing.resource(systems)
    if writing.spoilt and form.translations:
        # The words of a translation stand under those of the form, and some of these could not be written.
        alone = form.model_copy(update={"translations": ()})
        told = written(alone, systems=systems, own_extensions=own_extensions)
        return Written(told.resource, (*told.losses, "translations"))
    if form.translations and not own_extensions and (form.groups or form.copy_mark):
        writing.losses.append("translations")
    writing.losses += ["page_words"] if form.page_words else []
    for number, translation in enumerate(form.translations):
        writing.losses += [f"translations[{number}].page_words"] if translation.page_words else []
    return Written(resource, tuple(dict.fromkeys(writing.losses)))


@define
class _Writing:
    """One form on its way.

    Attributes:
        own_extensions: what FHIR has no element for is said by extensions of ours.
        losses: paths of the form; spoilt: a text could not be written as it is.
    """

    form: FormDefinition
    own_extensions: bool
    losses: list[str] = field(factory=list)
    spoilt: bool = False
    _links: set[str] = field(factory=set)

    def resource(self, systems: Systems) -> Resource:
        form = self.form
        self._links.update(each.key for each in form.fields())
        record = form.record.value if form.record else words.NO_RECORD
        user = self._text("text", form.filled_in_by, "filled_in_by")
        found: Resource = {
            "resourceType": "Questionnaire",
            "language": form.language,
            "extension": [*self._groups(), *self._notes()],
            "url": f"{systems.home}/form/{form.key}",
            "identifier": [{"system": f"{systems.home}/form", "value": form.key}],
            "version": str(form.version),
            **self._text("title", form.title, "title"),
            "status": "active",
            "subjectType": [_ABOUT[form.about]],
            "useContext": [{"code": {"system": words.USAGE, "code": "user"}, "valueCodeableConcept": user}]
            if user
            else [],
            "code": [{"system": words.RECORD, "code": record}],
            "item": list(self._sections()),
        }
        return {name: value for name, value in found.items() if value != []}

    def _notes(self) -> Iterator[Json]:
        for name, url in words.DOING.items():
            key = getattr(self.form, name)
            if key is not None and self._may(name):
                yield {"url": url, "valueString": key}
        if self.form.copy_mark and self._may("copy_mark"):
            yield from self._said(words.COPY_MARK, self.form.copy_mark, "copy_mark")
        if self.form.source and self._may("source"):
            yield from self._said(words.SOURCE, self.form.source, "source", translated=False)

    def _may(self, path: str) -> bool:
        """Tell whether an extension of ours may say it; else it is lost."""
        self.losses += [] if self.own_extensions else [path]
        return self.own_extensions

    def _groups(self) -> Iterator[Json]:
        if not self.form.groups or not self._may("groups"):
            return
        for number, group in enumerate(self.form.groups):
            yield {"url": words.GROUP, "extension": list(self._group(group, f"groups[{number}]"))}

    def _group(self, group: Group, path: str) -> Iterator[Json]:
        yield {"url": "key", "valueString": group.key}
        yield from self._said("label", group.label, f"{path}.label")
        for key in group.fields:
            yield {"url": "field", "valueString": key}
        yield {"url": "at-least", "valueInteger": group.at_least}
        if group.at_most is not None:
            yield {"url": "at-most", "valueInteger": group.at_most}

    def _sections(self) -> Iterator[Json]:
        for number, section in enumerate(self.form.sections):
            path = f"sections[{number}]"
            known = {each.key: (each.key, each) for each in self.form.fields()}
            items = [
                self._item(each, f"{path}.fields[{place}]", each.key, known)
                for place, each in enumerate(section.fields)
            ]
            title = self._text("text", section.title, f"{path}.title")
            yield {"linkId": self._free(f"section-{number + 1}"), **title, "type": "group", "item": items}

    def _item(self, asked: FormField, path: str, link: str, known: Mapping[str, _Placed]) -> Json:
        """Return a field as an item; `known` is what its conditions can be about, by key."""
        columns = self._columns(asked, link, path)
        below: list[Json] = [
            self._item(column, f"{path}.columns[{place}]", columns[column.key][0], {**known, **columns})
            for place, column in enumerate(asked.columns)
        ]
        when = list(self._conditions(asked, path, known))
        found: dict[str, Json] = {
            "extension": list(self._extensions(asked, path)),
            "linkId": link,
            "code": list(self._codes(asked, path)),
            **self._text("text", asked.label, f"{path}.label"),
            "type": words.TYPES[asked.kind],
            "enableWhen": when,
            "enableBehavior": ("any" if asked.shown_if_any else "all") if when else [],
            "required": asked.required or [],
            "repeats": self._repeats(asked) or [],
            "answerOption": [
                self._choice(choice, f"{path}.choices[{place}]") for place, choice in enumerate(asked.choices)
            ],
            "item": below,
        }
        return {name: value for name, value in found.items() if value != []}

    def _columns(self, asked: FormField, link: str, path: str) -> Mapping[str, _Placed]:
        """Return the columns of a table with their links, which begin with that of the table."""
        columns = {column.key: (self._free(f"{link}.{column.key}"), column) for column in asked.columns}
        for place, (key, (given, _)) in enumerate(columns.items()):
            if given != f"{link}.{key}":
                self.losses.append(f"{path}.columns[{place}].key")
        return columns

    def _repeats(self, asked: FormField) -> bool:
        """Tell whether an item repeats; marks in a drawing are a text where nothing may say that they are marks."""
        return asked.kind in words.REPEATING and (asked.diagram is None or self.own_extensions)

    def _extensions(self, asked: FormField, path: str) -> Iterator[Json]:
        yield from self._said(words.HINT, asked.hint, f"{path}.hint")
        if asked.short and self._may(f"{path}.short"):
            yield from self._said(words.SHORT, asked.short, f"{path}.short")
        if asked.unit:
            yield {"url": words.UNIT, "valueCoding": self._text("display", asked.unit, f"{path}.unit")}
        yield from self._bounds(asked, path)
        if asked.kind is FieldKind.SIGNATURE:
            yield {"url": words.SIGNED, "valueCodeableConcept": words.AUTHOR}
        yield from self._of_paper(asked, path)
        if asked.required_if is not None and self._may(f"{path}.required_if"):
            yield from self._required_if(asked.required_if, f"{path}.required_if")

    def _of_paper(self, asked: FormField, path: str) -> Iterator[Json]:
        """Yield what paper has and a screen has not."""
        if asked.diagram is not None and self._may(f"{path}.diagram"):
            yield {"url": words.DIAGRAM, "valueCode": asked.diagram.value}
        if asked.diagram is not None and not self.own_extensions:
            self.losses.append(f"{path}.kind")
        if asked.critical and self._may(f"{path}.critical"):
            yield {"url": words.CRITICAL, "valueBoolean": True}
        if asked.lines != 1 and self._may(f"{path}.lines"):
            yield {"url": words.LINES, "valueInteger": asked.lines}

    def _bounds(self, asked: FormField, path: str) -> Iterator[Json]:
        for url, bound, name in (
            (words.MINIMUM, asked.minimum, "minimum"),
            (words.MAXIMUM, asked.maximum, "maximum"),
        ):
            if bound is None:
                continue
            value = words.value_of_typed(asked.kind, bound)
            if value is None:
                self.losses.append(f"{path}.{name}")
            else:
                yield {"url": url, f"value{words.ANSWERS[asked.kind]}": value}

    def _required_if(self, condition: Condition, path: str) -> Iterator[Json]:
        """Yield a condition that takes nothing away; `enableWhen` would."""
        value = TEXT.write(condition.value)
        if value != condition.value:
            self.losses.append(path)
            return
        parts = (("question", condition.field), ("operator", condition.operator.value), ("answer", condition.value))
        yield {"url": words.REQUIRED_IF, "extension": [{"url": name, "valueString": said} for name, said in parts]}

    def _conditions(self, asked: FormField, path: str, known: Mapping[str, _Placed]) -> Iterator[Json]:
        """Yield all conditions or none: one that is left out would change what the others mean."""
        placed = [(condition, *known[condition.field]) for condition in asked.shown_if]
        if asked.shown_if_any and not asked.shown_if:
            self.losses.append(f"{path}.shown_if_any")
        own = self.own_extensions
        answers = [_answer(condition, target, only_its_key=not own) for condition, _, target in placed]
        if any(answer is None for answer in answers):
            self.losses += [f"{path}.shown_if", *([f"{path}.shown_if_any"] if asked.shown_if_any else [])]
            return
        for (condition, link, _), answer in zip(placed, answers, strict=True):
            yield {"question": link, "operator": condition.operator.value, **(answer or {})}

    def _choice(self, choice: Choice, path: str) -> Json:
        more = self._sayable(choice.codes, f"{path}.codes")[1:]
        first = _first_code(choice, only_its_key=not self.own_extensions)
        extensions: list[Json] = list(self._said(words.MARK, choice.mark, f"{path}.mark"))
        if choice.alone:
            extensions.append({"url": words.ALONE, "valueBoolean": True})
        coding: dict[str, Json] = {"code": choice.key}
        if first is not None:
            coding = {"system": first.system, "code": first.code}
            if first.code != choice.key:
                extensions.append({"url": words.CHOICE_KEY, "valueString": choice.key})
        if (more or (first is None and choice.codes)) and self._may(f"{path}.codes"):
            extensions += [{"url": words.CHOICE_CODE, "valueCoding": _coding(code)} for code in more]
        coding |= self._text("display", choice.label, f"{path}.label")
        return {**({"extension": extensions} if extensions else {}), "valueCoding": coding}

    def _codes(self, asked: FormField, path: str) -> Iterator[Json]:
        if asked.kind is FieldKind.STATEMENT and asked.codes:
            self.losses.append(f"{path}.codes")  # que-3: a display has no code
            return
        for code in self._sayable(asked.codes, f"{path}.codes"):
            yield _coding(code)

    def _sayable(self, codes: Sequence[Code], path: str) -> list[Code]:
        sayable = [code for code in codes if _can_be_said(code)]
        if len(sayable) < len(codes):
            self.losses.append(path)
        return sayable

    def _said(self, url: str, text: str, path: str, *, translated: bool = True) -> Iterator[Json]:
        said = self._text("valueString", text, path, translated=translated) if text else {}
        if said:
            yield {"url": url, **said}

    def _text(self, element: str, text: str, path: str, *, translated: bool = True) -> dict[str, Json]:
        """Return a text as an element, with its translations beside it."""
        said = TEXT.write(text)
        if said != text:
            self.losses.append(path)
            self.spoilt = self.spoilt or translated
        said = said if isinstance(said, str) else "?"  # nothing in it can be said; an item needs words
        others = list(self._translations(text)) if translated else []
        return {element: said, **({f"_{element}": {"extension": others}} if others else {})}

    def _translations(self, text: str) -> Iterator[Json]:
        for translation in self.form.translations:
            wished = translation.texts.get(text, "")  # of a mark there need be none
            content = TEXT.write(wished) if wished else None
            self.spoilt = self.spoilt or (content or "") != wished
            if isinstance(content, str):
                parts: list[Json] = [
                    {"url": "lang", "valueCode": translation.language},
                    {"url": "content", "valueString": content},
                ]
                yield {"url": words.TRANSLATION, "extension": parts}

    def _free(self, link: str) -> str:
        """Return a link that no other item has: R4 wants every one to differ (que-2)."""
        while link in self._links:
            link += "_"
        self._links.add(link)
        return link


_Placed: TypeAlias = tuple[str, FormField]
"""A field with the *linkId* of its item."""


def _can_be_said(code: Code) -> bool:
    return URI.write(code.system) != NOTHING and _CODE.fullmatch(code.code) is not None


def _first_code(choice: Choice, *, only_its_key: bool) -> Code | None:
    """Return the code under which a choice is known elsewhere; its key is its code where it has none.

    Where nothing may say that its key is another one, it is known by its key.
    """
    code = next((code for code in choice.codes if _can_be_said(code)), None)
    return None if code is None or (only_its_key and code.code != choice.key) else code


def _coding(code: Code) -> dict[str, Json]:
    return {"system": code.system, "code": code.code}


def _answer(condition: Condition, asked: FormField, *, only_its_key: bool) -> Mapping[str, Json] | None:
    """Return the answer of an *enableWhen*; None where FHIR cannot say it."""
    if condition.operator is Operator.EXISTS:
        found = words.value_of_typed(FieldKind.YES_NO, condition.value)
        return None if found is None else {"answerBoolean": found}
    choice = next((each for each in asked.choices if each.key == condition.value), None)
    if choice is not None:
        code = _first_code(choice, only_its_key=only_its_key)
        alike = [each for each in asked.choices if code in each.codes]
        return {"answerCoding": _coding(code) if code and len(alike) == 1 else {"code": choice.key}}
    if asked.kind not in words.ANSWERS:
        return None
    found = words.value_of_typed(asked.kind, condition.value)
    return None if found is None else {f"answer{words.ANSWERS[asked.kind]}": found}
