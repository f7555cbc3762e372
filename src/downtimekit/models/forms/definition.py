"""A published form: sections of fields, what belongs together in it, and its words in other languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from downtimekit.models.capture import RecordKind
from downtimekit.models.forms.fields import FormField, Words
from downtimekit.models.forms.pieces import texts_of, unfit
from downtimekit.models.frozen import FrozenMap, frozen
from downtimekit.models.people.languages import Language
from downtimekit.models.silence import lines_of, told
from downtimekit.models.strict import Key, Name, Strict


class About(StrEnum):
    """Whom or what a sheet is about."""

    PATIENT = "patient"
    SITE = "site"


class Section(Strict):
    """Fields that belong together."""

    title: Name
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]


class Group(Strict):
    """Fields of which some, or not too many, are answered; a box "yes" counts, a box "no" does not.

    Attributes:
        label: what a person is told, such as "Dose and volume".
        at_most: None for any number; where nothing is said, one, or any number where at least two are needed.
    """

    key: Key
    label: Name
    fields: Annotated[tuple[Key, ...], Field(min_length=2)]
    at_least: Annotated[int, Field(ge=0)] = 0
    at_most: Annotated[int | None, Field(ge=1)] = 1

    @model_validator(mode="before")
    @classmethod
    def _allows_what_it_needs(cls, found: Any) -> Any:  # noqa: ANN401  (whatever was read)
        if isinstance(found, Mapping) and "at_most" not in found and str(found.get("at_least", 0)).strip() not in "01":
            return {**found, "at_most": None}
        return found

    @model_validator(mode="after")
    def _is_possible(self) -> Group:
        faults = []
        if self.at_least > len(self.fields):
            faults.append((("at_least",), "is more than there are fields"))
        elif self.at_most is not None and self.at_least > self.at_most:
            faults.append((("at_least",), "is more than at_most allows: raise at_most, or leave it out"))
        if len(set(self.fields)) < len(self.fields):
            faults.append((("fields",), "names a field twice"))
        if faults:
            raise told("Group", faults)
        return self


_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


def runs_right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left, by its BCP 47 tag; a script in the tag decides."""
    primary, *rest = language.lower().split("-")
    if any(part in ("arab", "hebr", "thaa", "syrc", "nkoo") for part in rest):
        return True
    return primary in _RIGHT_TO_LEFT and not any(part in ("latn", "cyrl", "deva") for part in rest)


class Translation(Strict):
    """The words of a form in another language.

    Attributes:
        texts: for each text of the form as it stands in its own language, the text in this one; also for the sign of
            a box that is another one here, such as the letter for right.
        page_words: for a language that `forms.words` lacks, the words around the form, by their names there.
    """

    language: Language
    texts: Annotated[Mapping[Words, Words], AfterValidator(frozen)]
    page_words: Annotated[Mapping[Key, Words], AfterValidator(frozen)] = FrozenMap()


class FormDefinition(Strict):
    """A published form. A change makes a new version; the digest pins what a sheet was printed from.

    Attributes:
        record: what a sheet becomes in the chart; None for paper that stays out of it, such as a role card.
        language: of its own texts.
        groups: fields that are answered together, or instead of each other.
        done_by: the signature or text that says who did what the sheet is about; done_at: the date and time that
            says when. Where none is named, every sheet that goes into the chart is printed with a field for it.
        page_words: words around the form in its own language, as `Translation.page_words` has them.
        copy_mark: what a sheet that is printed again is marked with, where the law says it; else the usual words.
    """

    key: Key
    version: Annotated[int, Field(ge=1)]
    title: Name
    record: RecordKind | None
    about: About = About.PATIENT
    filled_in_by: Name
    language: Language = "en"
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    groups: tuple[Group, ...] = ()
    done_by: Key | None = None
    done_at: Key | None = None
    copy_mark: Annotated[str, StringConstraints(max_length=100)] = ""
    translations: tuple[Translation, ...] = ()
    page_words: Annotated[Mapping[Key, Words], AfterValidator(frozen)] = FrozenMap()
    source: Annotated[str, StringConstraints(max_length=500)] = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the definition, in hexadecimal."""
        # Sorted: the words of a translation have no order, and a store may give them back in another one.
        text = json.dumps(self.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> FormDefinition:
        """As in pydantic; a copy that says something else has a digest of its own."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("digest", None)  # pydantic copies what was cached, too
        return copied

    def fields(self) -> tuple[FormField, ...]:
        """Return every field, in the order in which they are printed."""
        return tuple(field for section in self.sections for field in section.fields)

    def texts(self) -> tuple[str, ...]:
        """Return every text that a person reads, each once, in the order of the form."""
        return tuple(dict.fromkeys(text for text in texts_of(self) if text))

    def marks(self) -> frozenset[str]:
        """Return the signs of all boxes."""
        fields = (each for field in self.fields() for each in (field, *field.columns))
        return frozenset(choice.mark for field in fields for choice in field.choices if choice.mark)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which it can be printed, its own first."""
        return (self.language, *(translation.language for translation in self.translations))

    @model_validator(mode="wrap")
    @classmethod
    def _is_of_one_piece(cls, found: Any, build: Callable[[Any], FormDefinition]) -> FormDefinition:  # noqa: ANN401
        if isinstance(found, cls):
            return build(found)
        form, lines = None, []
        try:
            form = build(found)
        except ValidationError as error:
            lines = lines_of(error)
        faults = [*unfit(found if form is None else form, is_sound=form is not None)]
        if form is None or faults:
            # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
            raise told(cls.__name__, faults, lines=lines)
        return form
