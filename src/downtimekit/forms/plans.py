"""What a layout asks of forms, the plans of a renderer that knows no places, and the plan for a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from downtimekit.errors import Rejected
from downtimekit.models.forms import FormDefinition, FormPlan, Layout, PagePlan, Sheet


def to_compile(forms: Iterable[FormDefinition], layout: Layout) -> tuple[tuple[FormDefinition, str], ...]:
    """Return each form with each language of a layout that it has.

    Raises:
        Rejected: forms have none of the languages; it names all of them.
    """
    wanted = [(form, [tag for tag in layout.languages if tag in form.languages]) for form in forms]
    left = [f"{form.key} (has {', '.join(form.languages)})" for form, tags in wanted if not tags]
    if left:
        raise Rejected(f"no sheet can be printed in {', '.join(layout.languages)} of: {', '.join(left)}")
    return tuple((form, tag) for form, tags in wanted for tag in tags)


def plans_without_places(forms: Iterable[FormDefinition], layout: Layout) -> tuple[FormPlan, ...]:
    """Return a plan for each form in each language of the layout that it has, for paper that nobody will scan.

    Raises:
        Rejected: a form has none of the languages.
    """
    return tuple(
        FormPlan(form=form.key, form_digest=form.digest, language=language, paper=layout.paper, pages=(PagePlan(),))
        for form, language in to_compile(forms, layout)
    )


def plan_for(sheet: Sheet, plans: Sequence[FormPlan]) -> FormPlan:
    """Return the plan by which a sheet is printed.

    Raises:
        Rejected: its form, or its language, was not compiled; it names the sheet.
    """
    wanted = (sheet.form.digest, sheet.language)
    for plan in plans:
        if (plan.form_digest, plan.language) == wanted:
            return plan
    raise Rejected(f"sheet {sheet.serial}: its form was not compiled in its language")
