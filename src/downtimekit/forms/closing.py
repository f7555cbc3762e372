"""What every sheet ends with, whatever its form asks: who filled it in and when, who keyed it and when."""

from __future__ import annotations

from downtimekit.models.forms import FieldKind, FormDefinition, FormField, Section

_WHO = FormField(key="performed_by", label="Staff member", kind=FieldKind.SIGNATURE)
_WHEN = FormField(key="occurred_at", label="Date and time", kind=FieldKind.DATE_TIME)
_COLLECTED = Section(title="Collected by", fields=(_WHO, _WHEN))
_KEYED = Section(
    title="Office use: keyed after the downtime",
    fields=(
        FormField(key="entered_by", label="Keyed by", kind=FieldKind.TEXT),
        FormField(key="recorded_at", label="Keyed on", kind=FieldKind.DATE_TIME),
    ),
)


def printed_sections(form: FormDefinition) -> tuple[Section, ...]:
    """Return the sections of a form as they are printed: its own, and those of every sheet.

    A form that has its own signature, or a date and time where it ends, is not asked for a second one. The keys of
    what is added are those of a capture.
    """
    kinds = {field.kind for field in form.fields()}
    *others, last = form.sections
    if FieldKind.SIGNATURE not in kinds:
        return (*others, last, _COLLECTED, _KEYED)
    if FieldKind.DATE_TIME not in {field.kind for field in last.fields}:
        last = last.model_copy(update={"fields": (*last.fields, _WHEN)})
    return (*others, last, _KEYED)
