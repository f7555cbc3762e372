"""One text message: 160 characters of the GSM alphabet, or 70 as soon as one is not in it (3GPP TS 23.038)."""

from __future__ import annotations

import pytest

from downtimekit.models.phrases.texting import fits, in_gsm


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("Próximo aviso: la señal volvió", "Proximo aviso: la señal volvio"),
        ("¿Preguntas? Dé uno. Ñandú", "¿Preguntas? Dé uno. Ñandu"),
        ("\u201cDown\u201d \u2013 it\u2019s back\u2026", '"Down" - it\'s back...'),
        ("8\u00a0h", "8 h"),
        ("系统停机", "系统停机"),
        ("a [b] {c} ~ €", "a [b] {c} ~ €"),
    ],
)
def test_what_can_be_read_without_its_accent_is_written_so(text: str, simple: str) -> None:
    assert in_gsm(text) == simple


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("x" * 160, True),
        ("x" * 161, False),
        ("é" * 160, True),
        ("[" * 80, True),
        ("[" * 81, False),
        ("á" * 70, True),
        ("á" * 71, False),
        ("\U0001f6d1" * 35, True),
        ("\U0001f6d1" * 36, False),
    ],
)
def test_what_fits_is_counted_as_a_phone_does(text: str, does: bool) -> None:
    assert fits(text) is does
