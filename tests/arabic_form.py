"""A small form in English and Arabic, and a sheet of it for a patient with an Arabic name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from downtimekit.models.forms import FormDefinition, Packet, Sheet
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import Appointment

AS_OF = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
SIDES = [{"key": "right", "label": "Right breast", "mark": "R"}, {"key": "left", "label": "Left breast", "mark": "L"}]
SIGNS = [{"key": "lump", "label": "A lump"}, {"key": "pain", "label": "Pain"}, {"key": "none", "label": "Neither"}]
FIELDS: list[dict[str, Any]] = [
    {"key": "phone", "label": "Phone", "kind": "text", "hint": "such as 555-1234"},
    {"key": "since", "label": "Since when?", "kind": "date", "required": True},
    {"key": "before", "label": "Mammogram before?", "kind": "yes_no", "required": True},
    {"key": "side", "label": "Which side?", "kind": "one_of", "choices": SIDES},
    {"key": "signs", "label": "What did you notice?", "kind": "many_of", "choices": SIGNS},
    {"key": "places", "label": "Where?", "kind": "diagram", "diagram": "breasts"},
    {"key": "story", "label": "Tell us more", "kind": "note", "lines": 3},
    {
        "key": "drugs",
        "label": "Medicines",
        "kind": "table",
        "columns": [
            {"key": "drug", "label": "Name", "kind": "text"},
            {"key": "dose", "label": "Dose", "kind": "number", "unit": "mg"},
            {"key": "daily", "label": "Every day?", "kind": "yes_no"},
        ],
    },
    {"key": "signed", "label": "Signature", "kind": "signature", "required": True},
]
TEXTS = {
    "Before your mammogram": "قبل تصوير الثدي",
    "the patient": "المريضة",
    "About you": "معلومات عنكِ",
    "Phone": "رقم الهاتف",
    "such as 555-1234": "مثل 555-1234",
    "Since when?": "منذ متى؟",
    "Mammogram before?": "هل أُجري لكِ تصوير سابق؟",
    "Which side?": "أي جهة؟",
    "Right breast": "الثدي الأيمن",
    "Left breast": "الثدي الأيسر",
    "What did you notice?": "ماذا لاحظتِ؟",
    "A lump": "كتلة",
    "Pain": "ألم",
    "Neither": "لا شيء من ذلك",
    "Where?": "أين؟",
    "Tell us more": "أخبرينا بالمزيد",
    "Medicines": "الأدوية",
    "Name": "الاسم",
    "Dose": "الجرعة",
    "mg": "ملغ",
    "Every day?": "كل يوم؟",
    "Signature": "التوقيع",
    "R": "ي",
    "L": "س",
}
PAGE_WORDS = {
    "downtime_form": "نموذج عند تعطل النظام",
    "drill": "تدريب: ليس لرعاية المرضى",
    "drill_mark": "تدريب",
    "name": "الاسم",
    "born": "تاريخ الميلاد",
    "mrn": "رقم الملف",
    "accession": "رقم الفحص",
    "appointment": "الموعد",
    "exam": "الفحص",
    "filled_in_by": "تملؤه $who.",
    "how_to": "بحبر أسود.",
    "needed": "* مطلوب.",
    "continued": "تابع",
    "page": "صفحة $page من $pages",
    "version": "إصدار $version",
    "yes": "نعم",
    "no": "لا",
    "print_name": "الاسم بخط واضح",
    "signature": "التوقيع",
    "clock_24": "24 ساعة",
    "right": "اليمين",
    "left": "اليسار",
    "collected_by": "استلمها",
    "staff_member": "الموظف",
    "date_and_time": "التاريخ والوقت",
}
FORM = FormDefinition.model_validate(
    {
        "key": "before-mammogram",
        "version": 1,
        "title": "Before your mammogram",
        "record": "form",
        "filled_in_by": "the patient",
        "sections": [{"title": "About you", "fields": FIELDS}],
        "translations": [{"language": "ar", "texts": TEXTS, "page_words": PAGE_WORDS}],
    }
)


def packet(
    family: str = "الأمين", given: str = "فاطمة الزهراء", *, language: str = "ar", drill: bool = False, **answers: Any
) -> Packet:
    """Return a sheet of the form for a patient of that name."""
    patient = Patient(mrn="T-100251", family=family, given=given, birth_date=date(1961, 7, 4))
    visit = Appointment(
        accession="A-1", patient=patient, site="west", starts=AS_OF + timedelta(hours=2), exam="MG screening"
    )
    sheet = Sheet(serial="W-000017-V", form=FORM, language=language, answers=answers)
    return Packet(downtime="west-2026-03-03", site="west", as_of=AS_OF, appointment=visit, sheets=(sheet,), drill=drill)
