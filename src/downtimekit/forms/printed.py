"""A form as it is printed: in one language, with what every sheet ends with."""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.forms.doing import OCCURRED_AT, PERFORMED_BY
from downtimekit.forms.words import PageWords, page_words
from downtimekit.models.forms import Choice, FieldKind, FormDefinition, FormField, Section


def printed_sections(form: FormDefinition, language: str) -> tuple[Section, ...]:
    """Return the sections of a form as they are printed: its own in that language, and those of every sheet.

    What the form does not say by a field of its own, who did it (`FormDefinition.done_by`) and when (`done_at`), is
    asked for at the end; the moment stands with the form's own signature, where it has one. Paper that stays out of
    the chart is asked for neither. The keys of what is added are those of a capture.
    """
    words = page_words(form, language)
    texts = texts_in(form, language)
    own = tuple(_in_words(section, texts) for section in form.sections)
    return own if form.record is None else (*_with_doing(own, form, words), _keyed(words))


def texts_in(form: FormDefinition, language: str) -> Mapping[str, str]:
    """Return the words of a language for each text of the form; none for the form's own language."""
    return next((entry.texts for entry in form.translations if entry.language == language), {})


def _in_words(section: Section, texts: Mapping[str, str]) -> Section:
    if not texts:
        return section
    fields = tuple(_field_in_words(field, texts) for field in section.fields)
    return section.model_copy(update={"title": texts[section.title], "fields": fields})


def _field_in_words(field: FormField, texts: Mapping[str, str]) -> FormField:
    return field.model_copy(
        update={
            "label": texts[field.label],
            "short": texts.get(field.short, ""),
            "hint": texts.get(field.hint, ""),
            "unit": texts.get(field.unit, ""),
            "choices": tuple(_choice_in_words(choice, texts) for choice in field.choices),
            "columns": tuple(_field_in_words(column, texts) for column in field.columns),
        }
    )


def _choice_in_words(choice: Choice, texts: Mapping[str, str]) -> Choice:
    return choice.model_copy(update={"label": texts[choice.label], "mark": texts.get(choice.mark, choice.mark)})


def _with_doing(sections: tuple[Section, ...], form: FormDefinition, words: PageWords) -> tuple[Section, ...]:
    who = FormField(key=PERFORMED_BY, label=words.staff_member, kind=FieldKind.SIGNATURE)
    when = FormField(key=OCCURRED_AT, label=words.date_and_time, kind=FieldKind.DATE_TIME)
    if form.done_by is None:
        fields = (who,) if form.done_at else (who, when)
        return (*sections, Section(title=words.collected_by, fields=fields))
    return sections if form.done_at else tuple(_beside(section, form.done_by, when) for section in sections)


def _beside(section: Section, key: str, added: FormField) -> Section:
    if key not in {field.key for field in section.fields}:
        return section
    return section.model_copy(update={"fields": (*section.fields, added)})


def _keyed(words: PageWords) -> Section:
    by = FormField(key="entered_by", label=words.keyed_by, kind=FieldKind.TEXT)
    at = FormField(key="recorded_at", label=words.keyed_on, kind=FieldKind.DATE_TIME)
    return Section(title=words.office_use, fields=(by, at))
