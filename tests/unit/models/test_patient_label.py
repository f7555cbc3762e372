"""The name on a form: the family name stands out in capitals, unless they would make it another name."""

from __future__ import annotations

import pytest

from downtimekit.models.patient import Patient


@pytest.mark.parametrize(
    ("family", "printed"),
    [
        ("Sampleton", "SAMPLETON"),
        ("García", "GARCÍA"),
        ("Łukasz", "ŁUKASZ"),
        ("Παπαδόπουλος", "ΠΑΠΑΔΌΠΟΥΛΟΣ"),
        ("Weiß", "Weiß"),
        ("Işıl", "Işıl"),  # noqa: RUF001
        ("İnci", "İnci"),
        ("რუსთაველი", "რუსთაველი"),
        ("الأمين", "الأمين"),
        ("山田", "山田"),
    ],
)
def test_no_letter_of_a_family_name_becomes_another(family: str, printed: str) -> None:
    assert Patient(mrn="T-1", family=family, given="Nora").label == f"{printed}, Nora"
