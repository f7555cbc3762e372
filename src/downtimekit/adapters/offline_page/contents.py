"""What a page holds: forms in the words of their languages, and packets with the codes of their sheets."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import asdict
from pydantic_core import to_jsonable_python

from downtimekit.errors import Rejected
from downtimekit.forms.codes import Seal, code_on
from downtimekit.forms.doing import OCCURRED_AT, PERFORMED_BY, doing_fields
from downtimekit.forms.explained import explained_sections
from downtimekit.forms.heading import heading_of
from downtimekit.forms.nesting import side_by_side
from downtimekit.forms.printed import texts_in
from downtimekit.forms.words import PageWords, filled, moment_in, page_words, words_of
from downtimekit.models.forms import (
    FieldKind,
    FormDefinition,
    FormField,
    FormPlan,
    Packet,
    Section,
    Sheet,
    runs_right_to_left,
)

Entry = dict[str, Any]
"""A part of the page's JSON."""

_OFFICE = frozenset({"entered_by", "recorded_at"})  # the page knows itself who types, and when
_WHO = ("mrn", "family", "given", "birth_date", "gender", "unidentified")
_JOINERS = "\u200c\u200d"  # without width, and part of how Persian, Hindi and emoji are written


def form_entry(form: FormDefinition, language: str) -> Entry:
    """Return a form in a language.

    Raises:
        Rejected: a text holds a character that cannot be shown; the error names the form.
    """
    entry: Entry = {
        **_definition_entry(form, language),
        **_asked_entry(form, language),
        "words": words_of(form, language),
    }
    if not _can_be_shown(entry):
        raise Rejected(f"form {form.key}: holds a character that cannot be shown")
    return entry


def _definition_entry(form: FormDefinition, language: str) -> Entry:
    """Return what a form says of itself, in a language."""
    texts = texts_in(form, language)
    by = filled(page_words(form, language).filled_in_by, who=texts.get(form.filled_in_by, form.filled_in_by))
    return {
        "key": form.key,
        "version": form.version,
        "digest": form.digest,
        "language": language,
        "direction": "rtl" if runs_right_to_left(language) else "ltr",
        "about": form.about.value,
        "title": texts.get(form.title, form.title),
        "filled_in_by": by,
        "groups": [_group_entry(group.model_dump(mode="json"), texts) for group in form.groups],
    }


def _asked_entry(form: FormDefinition, language: str) -> Entry:
    """Return what a form asks for, in a language, and which answers say who did it, and when."""
    own = {field.key for field in form.fields()}
    explained = explained_sections(form, language, on_screen=True)
    sections = [section for section in explained if not _is_office(section, own)]
    fields = [_with_doing_needed(field, own) for section in sections for field in section.fields]
    by_key = {field.key: field for field in fields}
    doing = doing_fields(form)
    when = by_key.get(doing[OCCURRED_AT])
    return {
        "sections": [{"title": part.title, "keys": [field.key for field in part.fields]} for part in sections],
        "fields": [_field_entry(field) for field in fields],
        "added": [field.key for field in fields if field.key not in own and field.kind is not FieldKind.STATEMENT],
        "who": doing[PERFORMED_BY] if doing[PERFORMED_BY] in by_key else None,
        "when": when and _field_entry(when),
        "identity": [_field_entry(field) for field in _identity(words_of(form, language))],
    }


def _with_doing_needed(field: FormField, own: Collection[str]) -> FormField:
    """Return a field; what was added to say who did it and when is needed, as nothing is entered without."""
    added = field.key in (PERFORMED_BY, OCCURRED_AT) and field.key not in own
    return field.model_copy(update={"required": True}) if added else field


def packet_entry(packet: Packet, *, plans: Sequence[FormPlan], seal: Seal, words: PageWords) -> Entry:
    """Return a packet.

    Args:
        packet: the packet.
        plans: one for each of its sheets.
        seal: makes the codes of the sheets.
        words: of the page's own language.

    Raises:
        Rejected: a text holds a character that cannot be shown; the error names the sheet and nobody.
    """
    first = packet.sheets[0]
    heading = heading_of(packet, first.model_copy(update={"copy_number": 1}), words)
    visit = packet.appointment
    languages = {words.language: words} | {
        sheet.language: page_words(sheet.form, sheet.language) for sheet in packet.sheets
    }
    entry: Entry = {
        "downtime": packet.downtime,
        "drill": packet.drill,
        "marks": heading.marks,
        "heading": asdict(heading),
        "patient": visit and visit.patient.model_dump(mode="json", include=set(_WHO), exclude_defaults=True),
        "accession": visit and visit.accession,
        "expires": packet.expires and packet.expires.isoformat(),
        "expires_words": {
            language: moment_in(table, packet.expires) for language, table in languages.items() if packet.expires
        },
    }
    pairs = zip(packet.sheets, plans, strict=True)
    sheets = [_sheet_entry(packet, sheet, plan, seal) for sheet, plan in pairs]
    for sheet, sheet_entry in zip(packet.sheets, sheets, strict=True):
        if not _can_be_shown(entry) or not _can_be_shown(sheet_entry):
            raise Rejected(f"sheet {sheet.serial}: holds a character that cannot be shown")
    return {**entry, "sheets": sheets}


def form_name(form: FormDefinition, language: str) -> str:
    """Return what a form in a language is called among the contents."""
    return f"{form.digest[:16]}.{language}"


def _sheet_entry(packet: Packet, sheet: Sheet, plan: FormPlan, seal: Seal) -> Entry:
    code = code_on(packet, sheet, plan=plan.digest, page=1, pages=1)
    return {
        "serial": sheet.serial,
        "copy": sheet.copy_number,
        "form": form_name(sheet.form, sheet.language),
        "token": seal.token(code),
        "heading": asdict(heading_of(packet, sheet, page_words(sheet.form, sheet.language))),
        "answers": to_jsonable_python(side_by_side(sheet.answers, sheet.form)),
    }


def _is_office(section: Section, own: set[str]) -> bool:
    return all(field.key in _OFFICE and field.key not in own for field in section.fields)


def _field_entry(field: FormField) -> Entry:
    told = field.model_dump(mode="json", exclude={"codes", "critical", "columns", "choices"})
    told["choices"] = [choice.model_dump(mode="json", exclude={"codes"}) for choice in field.choices]
    told["columns"] = [_field_entry(column) for column in field.columns]
    told["counts_rows"] = field.counts_rows
    return told


def _group_entry(group: Entry, texts: Mapping[str, str]) -> Entry:
    return {**group, "label": texts.get(group["label"], group["label"])}


def _identity(words: Mapping[str, object]) -> Iterator[FormField]:
    """Yield what is asked of whose a blank sheet is; the keys are those of a keyed sheet."""
    for key, label in (("family", "family"), ("given", "given"), ("mrn", "mrn"), ("accession", "accession")):
        yield FormField(key=key, label=str(words[label]), kind=FieldKind.TEXT)
        if key == "given":
            yield FormField(key="birth_date", label=str(words["born"]), kind=FieldKind.DATE)


def _can_be_shown(entry: object) -> bool:
    if isinstance(entry, str):
        return all(character in _JOINERS or _has_a_shape(character) for character in entry)
    if isinstance(entry, Mapping):
        return all(_can_be_shown(key) and _can_be_shown(value) for key, value in entry.items())
    return all(map(_can_be_shown, entry)) if isinstance(entry, list | tuple) else True


def _has_a_shape(character: str) -> bool:
    """Tell whether a character is one that a person can see, or a space or line break between such."""
    return character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
