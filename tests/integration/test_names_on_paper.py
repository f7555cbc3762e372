"""Names of many languages, on the finished page: shown, and read back by programs that know nothing of how."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from downtimekit.adapters._type import CannotShow, Case
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.errors import Rejected
from downtimekit.forms.codes import Seal
from downtimekit.models.forms import Layout
from tests.arabic_form import FORM, packet
from tests.typeset import page_of, plain, read

pytestmark = pytest.mark.integration

SHOWN: Mapping[str, str] = {
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Yoruba, with two accents on a letter": "Ẹ̀kọ́ Ṣọlá",
    "Polish": "Łucja Świętosława Żółć",
    "Turkish, with and without a dot": "Işıl Şahinöğlu İnci",  # noqa: RUF001
    "Hawaiian": "Kaʻahumanu",  # noqa: RUF001
    "Greek of old": "ᾍδης Ἀριστοτέλης",
    "Ukrainian and Serbian": "Їжакевич Ђорђе",
    "Hebrew with points": "בְּרֵאשִׁית שָׂרָה",
    "Arabic": "محمد الأمين",
    "Arabic with vowels": "لَا مُحَمَّدٌ",
    "Persian, with letters kept apart": "می\u200cخواهم",  # noqa: RUF001
    "Urdu": "ڈاکٹر ٹیپو",
    "Syriac": "ܐܦܪܝܡ ܣܘܪܝܝܐ",
    "Hindi": "श्री क्षत्रिय कृष्णमूर्ति",
    "Bengali": "শ্রীকৃষ্ণ বন্দ্যোপাধ্যায়",
    "Tamil": "கார்த்திகேயன் ஸ்ரீ",
    "Telugu": "శ్రీనివాసులు",
    "Kannada": "ಶ್ರೀನಿವಾಸ ಕೃಷ್ಣ",
    "Malayalam": "ശ്രീകൃഷ്ണൻ",
    "Sinhala": "ශ්\u200dරී ලංකා",
    "Thai": "สมศักดิ์ ปิ่นแก้ว น้ำ",
    "Lao": "ສົມບູນ ຄຳ",
    "Khmer": "ស្រីស្រស់ ខ្មែរ",
    "Burmese": "အောင်ဆန်းစုကြည်",
    "Tibetan": "བསྟན་འཛིན་རྒྱ་མཚོ",
    "Amharic": "አበበ ቢቂላ",
    "Georgian": "შოთა რუსთაველი",
    "Armenian": "Արամ Խաչատրյան",
    "Cherokee": "ᏣᎳᎩ ᏍᏏᏉᏯ",
    "Chinese": "王小明 李娜",
    "rare Han": "𠮷野 𡈽屋",
    "Han that composing would change": "\ufa19田 \ufa11",
    "Japanese": "山田 太郎 ヤマダ たろう",
    "Japanese with the shape of a letter": "葛\U000e0100城 辻\U000e0100",
    "Korean": "김민수 이서연",
    "Korean in parts": "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    "Korean of old": "\u1112\u119e\u11ab",
    "Latin and Hindi and Han": "राम Ram 王",
}
UNTURNED = {"N'Ko": "ߛߎߟߋߡߊߣߊ߫", "Adlam": "𞤀𞤣𞤤𞤢𞤥"}  # other programs do not know that they are read from the right
REFUSED: Mapping[str, str] = {
    "a letter of one program's own": "\ue123",
    "a letter that Unicode does not know": "\u0378",
    "half a letter": "\ud83d",
    "a line in a name": "Ann\nLee",
    "letters turned around": "\u202eeeL nnA",
    "an accent on nothing": "\u0301",
    "an invisible letter": "\u3164",
}


@pytest.fixture(scope="module")
def case() -> Case:
    """The fonts of this machine, where it has those that `.ci/run` installs."""
    found = Case()
    try:
        found.line("श王")
    except CannotShow:
        pytest.skip("needs the fonts Noto Sans and Noto Sans CJK")
    return found


@pytest.mark.parametrize("name", SHOWN.values(), ids=SHOWN)
def test_a_name_is_read_back_as_it_was_written(case: Case, name: str) -> None:
    for bold in (False, True):
        assert plain(name) in read(page_of(case.line(name, bold=bold)))


@pytest.mark.parametrize("name", SHOWN.values(), ids=SHOWN)
def test_poppler_reads_the_name_too(case: Case, name: str, tmp_path: Path) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("needs pdftotext")
    file = tmp_path / "name.pdf"
    file.write_bytes(page_of(case.line(name)))

    done = subprocess.run([program, "-layout", str(file), "-"], capture_output=True, check=True)

    assert plain(name) in plain(done.stdout.decode())
    assert done.stderr == b""


@pytest.mark.parametrize("name", UNTURNED.values(), ids=UNTURNED)
def test_a_name_in_a_script_that_is_seldom_printed_keeps_all_its_letters(case: Case, name: str) -> None:
    assert sorted(read(page_of(case.line(name)))) == sorted(plain(name))


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_a_name_is_refused(case: Case, name: str) -> None:
    with pytest.raises(CannotShow):
        case.line(name)


def test_an_emoji_is_drawn_or_refused_but_never_blank(case: Case) -> None:
    for name in ("😀", "Ana 👩\u200d⚕\ufe0f", "👍🏽", "🇪🇸"):
        try:
            line = case.line(name)
        except CannotShow:
            continue
        assert plain(name) in read(page_of(line))


@pytest.mark.usefixtures("case")
def test_every_name_is_on_the_sheet_that_is_printed_for_it() -> None:
    press = PdfRenderer(Seal.generate()).compile([FORM], layout=Layout(languages=("en", "ar")))

    for name in SHOWN.values():
        document = read(press.render([packet(family="Sampleton", given=name, language="en")]))
        assert all(part in document for part in (*plain(name).split(), "SAMPLETON"))


@pytest.mark.usefixtures("case")
def test_a_name_that_cannot_be_shown_stops_its_sheet_alone_and_is_not_repeated() -> None:
    press = PdfRenderer(Seal.generate()).compile([FORM], layout=Layout(languages=("en",)))

    with pytest.raises(Rejected, match="sheet W-000017-V: holds a character") as refused:
        press.render([packet(family="Exampleton\ue123", language="en")])
    assert "Exampleton" not in str(refused.value)


@pytest.mark.usefixtures("case")
def test_files_of_two_patients_hold_nothing_of_each_other() -> None:
    press = PdfRenderer(Seal.generate()).compile([FORM], layout=Layout(languages=("en",)))
    first, second = press.files([packet(given="Żółć", language="en"), packet(given="Łucja", language="en")])

    assert ("Żółć" in read(first), "Łucja" in read(first)) == (True, False)
    assert ("Żółć" in read(second), "Łucja" in read(second)) == (False, True)


@pytest.mark.usefixtures("case")
def test_one_han_has_the_shape_of_its_language() -> None:
    shapes = {han: page_of(Case(han=han).line("直")) for han in ("ja", "zh-hans")}

    assert shapes["ja"] != shapes["zh-hans"]
    assert page_of(Case(han="zh-hans").line("直かな")) == page_of(Case(han="ja").line("直かな"))
