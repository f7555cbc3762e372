"""Whoever is on the list is found, in any script and spelling, and nothing of them is repeated."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.models.patient import Patient
from downtimekit.notices.screening import Screen

LETTERS = st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F, exclude_characters="ŉĸĿŀ")
NAMES = st.lists(st.text(LETTERS, min_size=2, max_size=8).map(str.title), min_size=1, max_size=3)
ORDERS = ("{given} {family}", "{family}, {given}", "{family} {given}", "we wait for {given} X. {family} since 09:30.")


def bare(text: str) -> str:
    """Return text as somebody types it who has no accents on the keyboard."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@given(NAMES, NAMES, st.sampled_from(ORDERS), st.sampled_from([str, str.upper, bare]))
def test_a_patient_of_any_name_is_found_and_not_repeated(
    family: list[str], given_names: list[str], order: str, typed: Callable[[str], str]
) -> None:
    name = {"family": " ".join(family), "given": " ".join(given_names)}
    screen = Screen.of([Patient(mrn="x", family=name["family"], given=name["given"])])
    reasons = screen.faults(typed(order.format(**name)))

    assert "names_a_patient" in {reason.code for reason in reasons}
    assert not any(len(part) > 5 and part in str(reasons) for part in (*family, *given_names))


@given(st.text(max_size=300))
def test_any_text_is_looked_at_to_its_end(text: str) -> None:
    assert Screen.of([Patient(mrn="T-20417", family="Testwell", given="Ada")]).faults(f"{text} MRN 20417") != ()
