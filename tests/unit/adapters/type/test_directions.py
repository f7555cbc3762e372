"""Who reads from the right reads words, numbers and brackets in the order in which they were written."""

from __future__ import annotations

import pytest

from downtimekit.adapters._type import CannotShow
from downtimekit.adapters._type.items import as_seen, begins_right_to_left, items, levels


def seen(text: str, *, right_to_left: bool) -> str:
    """Return a text as it stands on paper, from left to right."""
    found = as_seen(items(text, right_to_left=right_to_left))
    return "".join(text[item.start : item.end][:: -1 if item.right_to_left else 1] for item in found)


@pytest.mark.parametrize(
    ("text", "from_the_right", "shown"),
    [
        ("Smith, Ann", False, "Smith, Ann"),
        ("אבג", True, "גבא"),
        ("אבג דהו", False, "והד גבא"),
        ("MRN 123: אבג", False, "MRN 123: גבא"),
        ("אבג MRN 123", True, "MRN 123 גבא"),
        ("אבג 123 דהו", True, "והד 123 גבא"),
        ("محمد Smith علي", True, "يلع Smith دمحم"),
        ("אבג (דהו)", True, ")והד( גבא"),
        ("محمد 12/05/2026", True, "12/05/2026 دمحم"),
        ("هاتف 555-1234", True, "555-1234 فتاه"),
        ("هاتف +1-202-555-0102.", True, ".+1-202-555-0102 فتاه"),
        ("هاتف \u0665\u0665-\u0661\u0662", True, "\u0665\u0665-\u0661\u0662 فتاه"),
        ("رقم W-000017-V الورقة", True, "ةقرولا W-000017-V مقر"),
        ("Ann:", True, ":Ann"),
        ("\u2067אבג\u2069 Ann", False, "\u2067גבא\u2069 Ann"),
    ],
)
def test_a_text_stands_as_unicode_says_and_numbers_stay_whole(text: str, from_the_right: bool, shown: str) -> None:
    assert seen(text, right_to_left=from_the_right) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("03 مارس 2026 08:30 [UTC-05:00]", "]UTC-05:00[ 08:30 2026 سرام 03"),
        ("الموقع west. UTC-05:00", "west. UTC-05:00 عقوملا"),
        ("30 to 43.5", "30 to 43.5"),
        ("المعدل 2020-01-01 or more", "2020-01-01 or more لدعملا"),
        ("هاتف +1 202-555-0102 الآن", "نآلا +1 202-555-0102 فتاه"),
        ("هاتف (202) 555-0102.", ".(202) 555-0102 فتاه"),
        ("هاتف 202 555 0102", "202 555 0102 فتاه"),
        ("أقل من -5", "-5 نم لقأ"),
        ("من 3-5 إلى 5.5%", "5.5% ىلإ 3-5 نم"),
        ("المعدل <5", "<5 لدعملا"),
        ("ב-5 במרץ", "ץרמב 5-ב"),
        ("בתאריך 2026-03-02 בשעה 08:30", "08:30 העשב 2026-03-02 ךיראתב"),
        ("في 03/02/2026.", ".03/02/2026 يف"),
        ("درجة 37.5 °C", "37.5 °C ةجرد"),
        ("وزن 72.5 kg (dry)", "72.5 kg (dry) نزو"),
        ("وزن 72.5 kg، 5-10 أيام", "مايأ 5-10 ،72.5 kg نزو"),
        ("الدرجة 3+ ثم", "مث 3+ ةجردلا"),
        ("Tel. 3+ ب", "ب Tel. 3+"),
        ("رقم T-100234 ثم", "مث T-100234 مقر"),
        ("اقرأ https://example.org/a-1/?y=5.", ".https://example.org/a-1/?y=5 أرقا"),
        ("بريد 12ann-5@example.org هنا", "انه 12ann-5@example.org ديرب"),
        ("صفحة 1 من 3", "3 نم 1 ةحفص"),
    ],
)
def test_what_belongs_to_a_number_stays_with_it_in_a_line_from_right_to_left(text: str, shown: str) -> None:
    assert seen(text, right_to_left=True) == shown


@pytest.mark.parametrize(
    ("text", "answer"), [("Ann אבג", False), ("12 אבג Ann", True), ("(محمد", True), ("12", False), ("", False)]
)
def test_the_first_letter_says_where_a_name_begins(text: str, answer: bool) -> None:
    assert begins_right_to_left(text) is answer


def test_numbers_beside_arabic_letters_are_of_no_script() -> None:
    assert [item.script for item in items("محمد 12", right_to_left=True)] == ["Arab", "Zyyy"]


def test_points_go_with_the_letters_before_them() -> None:
    assert [item.script for item in items("श्री. Ann", right_to_left=False)] == ["Deva", "Latn"]


def test_more_points_than_can_be_ordered_are_refused() -> None:
    with pytest.raises(CannotShow, match="too many"):
        levels("אa" + "." * 3000, right_to_left=True)
