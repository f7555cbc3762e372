"""What a translator gets: every text of a form and every word around it, beside what is translated already."""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.forms.printed import texts_in
from downtimekit.forms.words import own_words
from downtimekit.forms.words.checking import PAPER_NAMES, SCREEN_NAMES, ours
from downtimekit.models.forms import FormDefinition


def translation_sheet(
    form: FormDefinition, language: str, *, earlier: FormDefinition | None = None
) -> Mapping[str, str]:
    """Return every text of a form with its words in a language, in the order of the form; empty where they are missing.

    Args:
        form: what is translated.
        language: into which language, as a BCP 47 tag.
        earlier: an earlier version, whose words are taken over where the text is still the same.
    """
    known = {**(texts_in(earlier, language) if earlier else {}), **texts_in(form, language)}
    return {text: known.get(text, "") for text in form.texts()}


def page_word_sheet(
    form: FormDefinition, language: str, *, earlier: FormDefinition | None = None
) -> Mapping[str, tuple[str, str]]:
    """Return the words around a form by their names: in English, and in a language; empty where they are missing.

    Those of paper come first, then those that only the offline page has. What is filled in goes back into the form as
    `page_words`, of its translation or, for its own language, of the form.

    Args:
        form: what is translated.
        language: into which language, as a BCP 47 tag.
        earlier: an earlier version, whose words are taken over.
    """
    known = {**(own_words(earlier, language) if earlier else {}), **own_words(form, language)}
    return {name: (ours(name), known.get(name, "")) for name in (*PAPER_NAMES, *SCREEN_NAMES)}
