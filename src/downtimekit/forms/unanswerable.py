"""What no sheet of a form could satisfy: questions that are never asked, groups that contradict the form."""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.forms.never_asked import never_asked
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.forms import FieldKind, FormDefinition, FormField, Group


def unanswerable(form: FormDefinition) -> Iterator[Concern]:
    """Yield what would keep every sheet from being keyed, or a question from ever being asked."""
    yield from never_asked(form)
    fields = {field.key: field for field in form.fields()}
    for number, group in enumerate(form.groups):
        yield from _group_faults(group, [fields[key] for key in group.fields if key in fields], f"groups[{number}]")


def _group_faults(group: Group, fields: list[FormField], path: str) -> Iterator[Concern]:
    if any(field.kind is FieldKind.STATEMENT for field in fields):
        words = f"'{group.label}' names a statement, which nobody answers"
        yield Concern("group_of_statements", path, words, gravity=Gravity.FAULT)
    # A box "no" does not count, so that yes and no can be needed beside another answer.
    needed = [each for each in fields if each.required and not each.shown_if and each.kind is not FieldKind.YES_NO]
    if group.at_most is not None and len(needed) > group.at_most:
        words = f"'{group.label}' allows {group.at_most} of its fields, and {len(needed)} of them must be filled in"
        yield Concern("group_cannot_be", path, words, gravity=Gravity.FAULT)
