"""The library's forms in Spanish, as it is spoken in clinics of the Americas; patients are addressed as *usted*."""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.forms.library.spanish.same import SAME
from downtimekit.models.forms import FormDefinition, Translation


def in_spanish(form: FormDefinition, *tables: Mapping[str, str]) -> FormDefinition:
    """Return a form with its Spanish words; where two tables have a text, the first is taken.

    Args:
        form: the form, in English.
        tables: English texts, and signs of boxes, with their translations; they may have more than the form says.

    Raises:
        ValidationError: a text has no translation.
    """
    known = {text: words for table in reversed(tables) for text, words in table.items()}
    words = {text: text if text in SAME else known[text] for text in form.texts() if text in SAME or text in known}
    words |= {mark: known[mark] for mark in form.marks() if mark in known}
    return FormDefinition(**{**dict(form), "translations": (Translation(language="es", texts=words),)})
