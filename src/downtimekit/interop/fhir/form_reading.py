"""Reads a form from a FHIR Questionnaire."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field
from pydantic import ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir import form_words as words
from downtimekit.interop.fhir.form_choices import Choices
from downtimekit.interop.fhir.form_items import Items
from downtimekit.interop.fhir.form_texts import Texts, extensions, listed
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read
from downtimekit.interop.fhir.systems import Systems
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import About, FormDefinition
from downtimekit.models.reading import faults_of

_AT = "Questionnaire"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}")
_VERSION = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_ABOUT: Mapping[object, About] = {"Patient": About.PATIENT, "Location": About.SITE}
_NAMES = ("id", "name", "url")
_ELEMENTS: Mapping[str, str] = {"label": "text", "key": "linkId", "choices": "answerOption", "shown_if": "enableWhen"}


def read_form(
    found: object, *, systems: Systems, value_sets: Mapping[str, object], filled_in_by: str
) -> Read[FormDefinition]:
    """Read a form.

    Args:
        found: the Questionnaire, as ``json.loads`` returns it.
        systems: the clinic's numbering systems.
        value_sets: ValueSet resources by their URLs.
        filled_in_by: who fills it in, where it does not say so.

    Raises:
        InvalidInput: with every fault.
    """
    if not isinstance(found, dict):
        raise InvalidInput(_AT, [Fault(_AT, "is not an object with elements")])
    resource = _Resource(found, systems, filled_in_by)
    values = resource.values(value_sets)
    into = resource.into
    faults = list(into.faults)
    if not faults:
        form, faults = _made(values, into)
        if form is not None and not faults:
            told = resource.texts.translations(form.language, form.texts(), form.marks())
            form, faults = _made({**values, "translations": told}, into) if told else (form, [])
        if form is not None and not faults:
            return Read(form, tuple(dict.fromkeys(into.losses)))
    # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
    raise InvalidInput(_AT, dict.fromkeys(faults))


def _made(values: Mapping[str, Any], into: Reading) -> tuple[FormDefinition | None, list[Fault]]:
    try:
        return FormDefinition.model_validate(values), []
    except ValidationError as error:
        found = faults_of(error)
    return None, [Fault(_place(fault.path, into.rows), fault.words) for fault in found]


def _place(path: str, rows: Mapping[str, str]) -> str:
    """Return where in the resource a path of the form was found."""
    row = max((row for row in rows if path == row or path.startswith((f"{row}.", f"{row}["))), key=len, default="")
    rest = path[len(row) :].strip(".")
    name = re.match(r"\w*", rest)
    element = _ELEMENTS.get(name[0], name[0]) if name else ""
    return ".".join(filter(None, [rows.get(row, _AT), element]))


@define
class _Resource:
    """One Questionnaire, as it is read."""

    found: Mapping[str, Any] = field(repr=False)
    systems: Systems
    filled_in_by: str
    into: Reading = field(factory=Reading)
    texts: Texts = field(init=False)

    @texts.default
    def _none_yet(self) -> Texts:
        return Texts(self.into)

    def values(self, value_sets: Mapping[str, object]) -> dict[str, Any]:
        """Return what the form is built from."""
        self._check()
        key = self._key()
        title = self.texts.read(self.found, "title", at=_AT)
        if title is None:
            self.into.unplaced(f"{_AT}.title")
        values = {
            "key": key,
            "version": self._version(),
            "title": title or key,
            "record": self._record(),
            "about": self._about(),
            "filled_in_by": self._user() or self.filled_in_by,
            **({"language": self.found["language"]} if "language" in self.found else {}),
            "sections": self._items(value_sets, title or key),
        }
        known = {each["key"] for section in values["sections"] for each in section["fields"]}
        self._extensions(values, known)
        return values

    def _check(self) -> None:
        known = {"resourceType", "language", "extension", "identifier", "version", "title", "_title", "status"}
        known |= {"subjectType", "useContext", "code", "item", "contained", *_NAMES}
        for name in self.found:
            if name not in known:
                self.into.unknown(self.found, name, at=_AT)
        if self.found.get("resourceType") != "Questionnaire":
            self.into.wrong(f"{_AT}.resourceType", "says something that is not understood here")
        status = self.found.get("status")
        if status == "draft":
            self.into.unplaced(f"{_AT}.status")
        elif status != "active":
            self.into.wrong(f"{_AT}.status", "says something that is not understood here")
        if not isinstance(self.found.get("item"), list):
            self.into.wrong(f"{_AT}.item", "is missing")

    def _key(self) -> str:
        """Return the name of the form: that of our own numbering, or what else can be one."""
        own = self._numbered()
        for name in _NAMES:
            if name not in self.found or self.found[name] == f"{self.systems.home}/form/{own}":
                continue  # that of our own, under which a response knows it
            tail = str(self.found[name]).rpartition("/")[2] if isinstance(self.found[name], str) else ""
            taken = not own and _KEY.fullmatch(tail) is not None
            own = tail if taken else own
            if not taken or name == "url":
                self.into.unplaced(f"{_AT}.{name}")
        if not _KEY.fullmatch(own):
            self.into.wrong(f"{_AT}.identifier", "is missing, and no other name can be the key of a form")
        return own or "form"

    def _numbered(self) -> str:
        """Return what the form is called in our own numbering; nothing where it is somebody else's."""
        own = ""
        for place, one in listed(self.found.get("identifier", []), at=f"{_AT}.identifier", into=self.into):
            if own or one.get("system") != f"{self.systems.home}/form" or not isinstance(one.get("value"), str):
                self.into.unplaced(place)
                continue
            own = one["value"]
            for name in one:
                if name not in ("system", "value"):
                    self.into.unknown(one, name, at=place)
        return own

    def _version(self) -> int:
        """Return the version; one that is no number has no place, and the form is then the first."""
        version = self.found.get("version")
        if isinstance(version, str) and _VERSION.fullmatch(version):
            return int(version)
        if version is not None and not isinstance(version, str):
            self.into.wrong(f"{_AT}.version", "is not text")
        self.into.unplaced(f"{_AT}.version")
        return 1

    def _record(self) -> RecordKind | None:
        """Return what a sheet becomes; where nothing is said, a form of the site's own."""
        kind: RecordKind | None = RecordKind.FORM
        for place, coding in listed(self.found.get("code", []), at=f"{_AT}.code", into=self.into):
            code = coding.get("code")
            if coding.get("system") != words.RECORD:
                self.into.unplaced(place)
            elif code == words.NO_RECORD:
                kind = None
            elif isinstance(code, str) and code in list(RecordKind):
                kind = RecordKind(code)
            else:
                self.into.wrong(f"{place}.code", "is not one of the codes that are understood here")
        return kind

    def _about(self) -> About:
        found = self.found.get("subjectType", ["Patient"])
        one = found[0] if isinstance(found, list) and len(found) == 1 else None
        about = _ABOUT.get(one) if isinstance(one, str) else None
        if about is None:
            self.into.unplaced(f"{_AT}.subjectType")
        return about or About.PATIENT

    def _user(self) -> str | None:
        user = None
        for place, one in listed(self.found.get("useContext", []), at=f"{_AT}.useContext", into=self.into):
            code, value = one.get("code"), one.get("valueCodeableConcept")
            ours = isinstance(code, dict) and code.get("system") == words.USAGE and code.get("code") == "user"
            if user is None and ours and isinstance(value, dict) and set(value) <= {"text", "_text"}:
                user = self.texts.read(value, "text", at=f"{place}.valueCodeableConcept")
            else:
                self.into.unplaced(place)
        return user

    def _items(self, value_sets: Mapping[str, object], title: str) -> list[dict[str, Any]]:
        known = {**value_sets, **dict(self._contained())}
        items = Items(self.into, self.texts, Choices(self.into, self.texts, known))
        return items.sections(self.found.get("item", []), at=f"{_AT}.item", title=title)

    def _contained(self) -> Iterator[tuple[str, object]]:
        for place, one in listed(self.found.get("contained", []), at=f"{_AT}.contained", into=self.into):
            self.into.unplaced(place)
            if isinstance(one.get("id"), str):
                yield f"#{one['id']}", one

    def _extensions(self, values: dict[str, Any], known: set[str]) -> None:
        groups = []
        for place, url, one in extensions(self.found, at=_AT, into=self.into):
            if url == words.GROUP:
                group = self._group(one, place)
                fits = {*group["fields"]} <= known
                groups += [group] if fits else []
            elif url in _DOING:
                key = one.get("valueString")
                fits = isinstance(key, str) and key in known
                values |= {_DOING[url]: key} if fits else {}
            else:
                fits = url in _NOTES and self._note(one, place, values, *_NOTES[url])
            if not fits:
                self.into.unplaced(place)
        for number in range(len(groups)):
            self.into.rows[f"groups[{number}]"] = f"{_AT}.extension"
        values["groups"] = groups

    def _note(self, one: Mapping[str, Any], at: str, values: dict[str, Any], name: str, longest: int) -> bool:
        text = self.texts.read(one, "valueString", at=at)
        fits = text is not None and len(text) <= longest
        values |= {name: text} if fits else {}
        return fits

    def _group(self, one: Mapping[str, Any], at: str) -> dict[str, Any]:
        group: dict[str, Any] = {"fields": [], "at_most": None}
        for place, name, part in extensions(one, at=at, into=self.into):
            if name == "label":
                group["label"] = self.texts.read(part, "valueString", at=place)
            elif name == "field":
                group["fields"].append(str(part.get("valueString")))
            elif name in _GROUP_PARTS:
                group[_GROUP_PARTS[name]] = part.get("valueString", part.get("valueInteger"))
            else:
                self.into.unplaced(place)
        return group


_DOING = {url: name for name, url in words.DOING.items()}
_NOTES: Mapping[str, tuple[str, int]] = {words.COPY_MARK: ("copy_mark", 100), words.SOURCE: ("source", 500)}
_GROUP_PARTS: Mapping[str, str] = {"key": "key", "at-least": "at_least", "at-most": "at_most"}
