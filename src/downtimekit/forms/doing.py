"""Who did what a sheet is about, and when: the form says which fields tell it, and nothing is guessed from their kind.

Everything that is entered late has two people and two clocks (see `models.late_entry`). Who keyed it, and when, is
known where it is keyed; the other two stand on the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.models.forms import FormDefinition

PERFORMED_BY, OCCURRED_AT = "performed_by", "occurred_at"
"""What a capture calls them, and what the fields are called that a sheet is printed with where the form has none."""
_BESIDE = frozenset({PERFORMED_BY, OCCURRED_AT, "entered_by", "recorded_at"})


def doing_fields(form: FormDefinition) -> Mapping[str, str]:
    """Return for `PERFORMED_BY` and `OCCURRED_AT` the key of the field that tells it: the form's, or the added one."""
    return {PERFORMED_BY: form.done_by or PERFORMED_BY, OCCURRED_AT: form.done_at or OCCURRED_AT}


def doing_of(form: FormDefinition, answers: Mapping[str, object]) -> dict[str, object]:
    """Return who did it and when, as far as the answers tell it; an answer stays an answer, too.

    Args:
        form: what the sheet was printed from.
        answers: to the fields of the form and to those that were added, by key.
    """
    told = {name: answers.get(key) for name, key in doing_fields(form).items()}
    return {name: answer for name, answer in told.items() if answer not in (None, "")}


def apart(answers: Mapping[str, object], form: FormDefinition | None) -> tuple[dict[str, object], dict[str, object]]:
    """Return the two people and two clocks as far as a sheet tells them, and the answers to the form's own fields.

    Args:
        answers: to everything that is printed on the sheet, by path.
        form: what it was printed from, where that is known.
    """
    own = {field.key for field in form.fields()} if form else set()
    beside = {path: answer for path, answer in answers.items() if path in _BESIDE and path not in own}
    content = {path: answer for path, answer in answers.items() if path not in beside}
    return beside | (doing_of(form, answers) if form else {}), content
