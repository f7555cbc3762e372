"""The offline page as a file: what is in it, what is not, and what it may do."""

from __future__ import annotations

import json
import pickle
import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from attrs import asdict
from pydantic import SecretStr

from downtimekit.adapters.offline_page import OfflinePageRenderer
from downtimekit.adapters.offline_page.document import as_json, html_of
from downtimekit.adapters.offline_page.locking import PageLock, open_export
from downtimekit.errors import InvalidInput, Rejected
from downtimekit.forms.codes import TokenAnswer
from downtimekit.forms.library import LIBRARY, PHONE_CALL, QUESTIONNAIRE, RADIOLOGIST_WORKSHEET, TECH_NOTES
from downtimekit.forms.words import PAGE_WORDS, words_of
from downtimekit.forms.words.screen import SCREEN_WORDS, screen_words
from downtimekit.models.forms import FormDefinition, Layout
from tests.offline import EVERY_KIND, SEAL, packet_of, page_of
from tests.own_form import FORM as OWN_FORM

PHRASE = SecretStr("correct horse battery")


def told_by(document: bytes) -> dict[str, Any]:
    """Return what the script finds in a page."""
    found = re.search(rb'<script type="application/json" id="data">(.*?)</script>', document, re.DOTALL)
    assert found
    told = json.loads(found[1])
    assert isinstance(told, dict)
    return told


def form_in(document: bytes) -> dict[str, Any]:
    (form,) = told_by(document)["contents"]["forms"].values()
    assert isinstance(form, dict)
    return form


def test_the_page_may_run_its_own_script_and_fetch_nothing() -> None:
    text = page_of(packet_of()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    script, style = (
        re.search(r"<script>(.*)</script>", text, re.DOTALL),
        re.search(r"<style>(.*)</style>", text, re.DOTALL),
    )
    assert script
    assert style
    hashes = [b64encode(sha256(part[1].encode()).digest()).decode() for part in (script, style)]

    assert policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{hashes[0]}'" in policy
    assert f"style-src 'sha256-{hashes[1]}'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"""\b(?:src|href)=["'](?!#)""", text) == []
    assert re.findall(r"<[a-z]+[^>]* on[a-z]+=", text) == []
    assert "http://www.w3.org/2000/svg" in text
    assert [url for url in re.findall(r"https?://[^\s\"'<]+", text) if "w3.org" not in url] == []


@pytest.mark.parametrize("text", ["</script>", "<!--", "&lt;", "\u2028", "\u2029", '"', "'", "\\", "${x}", "$data"])
def test_no_text_ends_the_block_that_it_stands_in(text: str) -> None:
    document = html_of({"text": text}, words=screen_words("en"))
    (block,) = re.findall(rb'id="data">(.*?)</script>', document)

    assert told_by(document) == {"text": text}
    assert not any(character in block.decode() for character in "<>&\u2028\u2029")


def test_a_page_has_the_drawings_of_its_forms_and_a_word_for_all_that_they_name() -> None:
    told = told_by(page_of(packet_of()))["contents"]
    words = told["words"][form_in(page_of(packet_of()))["words"]]
    bare = told_by(page_of(packet_of(form=PHONE_CALL)))["contents"]

    assert set(told["drawings"]) == {"breasts", "body"}
    assert bare["drawings"] == {}
    for drawing in told["drawings"].values():
        named = [label["text"] for label in drawing["labels"] if label["lettering"] in ("side", "view")]
        assert all(words[name] for name in (*named, *(step["name"] for step in drawing["distances"])))
    assert len(told["drawings"]["body"]["places"]) == len(words["body_parts"].split("|"))


@pytest.mark.parametrize("language", sorted(SCREEN_WORDS))
def test_a_language_has_every_word_with_the_same_gaps(language: str) -> None:
    english, other = asdict(SCREEN_WORDS["en"]), asdict(SCREEN_WORDS[language])

    assert {name: gaps(text) for name, text in other.items()} == {name: gaps(text) for name, text in english.items()}
    assert len(other["body_parts"].split("|")) == len(english["body_parts"].split("|")) == 19
    assert set(other) & set(asdict(PAGE_WORDS["en"])) == {"language"}
    if language != "en":
        spoken = {name for name in english if re.search(r"[^\W_]", re.sub(r"\$[a-z_]+", "", english[name]))}
        same = {name for name in spoken if english[name] == other[name]}
        assert same == set()


def test_a_page_that_speaks_a_language_has_the_words_of_paper_in_it_too() -> None:
    assert set(SCREEN_WORDS) <= set(PAGE_WORDS)


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\$[a-z_]+", text))


def test_every_word_that_the_script_asks_for_is_there() -> None:
    script = re.search(r"<script>(.*)</script>", page_of(packet_of()).decode(), re.DOTALL)
    assert script
    asked = set(re.findall(r"\bwords\.([a-z_0-9]+)", script[1])) | set(
        re.findall(r"words: \w+\.words\.([a-z_]+)", script[1])
    )
    known = set(words_of(EVERY_KIND, "en")) | {"includes", "length", "replace"}

    assert asked - known == set()
    used = script[1]
    spoken = {
        name for name in asdict(SCREEN_WORDS["en"]) if name not in ("language", "page_title", "skip", "needs_script")
    }
    assert {name for name in spoken if not re.search(rf"\b{name}\b|state_\$", used)} == set()


def test_a_translation_brings_the_words_of_the_page_too() -> None:
    words = words_of(EVERY_KIND, "ar")

    assert (words["yes"], words["clear"], words["check"]) == ("نعم", "مسح", "Check the sheet")


def test_a_sheet_has_its_code_and_nobody_s_name_in_it() -> None:
    packet = packet_of(sheets=2, copy_number=3, drill=True)
    (entry,) = told_by(page_of(packet))["contents"]["packets"]
    opened = [SEAL.open(sheet["token"]) for sheet in entry["sheets"]]

    assert {one.answer for one in opened} == {TokenAnswer.GENUINE}
    assert [one.code.serial for one in opened if one.code] == [sheet.serial for sheet in packet.sheets]
    assert {(one.code.page, one.code.pages, one.code.copy_number, one.code.drill) for one in opened if one.code} == {
        (1, 1, 3, True)
    }


@pytest.mark.parametrize(
    ("form", "who", "when", "added"),
    [
        (QUESTIONNAIRE, "performed_by", "occurred_at", {"performed_by", "occurred_at"}),
        (TECH_NOTES, "technologist", "occurred_at", {"occurred_at"}),
        (EVERY_KIND, "nurse", "seen_at", set()),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_a_sheet_is_not_whole_without_who_and_when(form: FormDefinition, who: str, when: str, added: set[str]) -> None:
    told = form_in(page_of(packet_of(form=form), languages=("en",)))
    needed = {field["key"] for field in told["fields"] if field["required"]}

    assert (told["who"], told["when"]["key"], set(told["added"])) == (who, when, added)
    assert {who, when} <= needed
    assert "entered_by" not in {field["key"] for field in told["fields"]}


@pytest.mark.parametrize(
    ("form", "who", "when"),
    [
        (RADIOLOGIST_WORKSHEET, "interpreted_by", "interpreted_at"),
        (LIBRARY["therapist_note"], "signature.name", "session.started_at"),
        (LIBRARY["medication_change"], "prescriber.name", "written_at"),
        (LIBRARY["phone_call"], "taken_by", "called_at"),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_the_page_takes_who_and_when_from_where_the_form_says_and_asks_for_neither_again(
    form: FormDefinition, who: str, when: str
) -> None:
    told = form_in(page_of(packet_of(form=form), languages=("en",)))
    own = {field.key: field.required for field in form.fields()}

    assert (told["who"], told["when"]["key"], told["added"]) == (who, when, [])
    assert {field["key"]: field["required"] for field in told["fields"]} == own


@pytest.mark.parametrize("form", LIBRARY.values(), ids=lambda form: form.key)
def test_every_question_of_a_shipped_form_is_in_the_page(form: FormDefinition) -> None:
    told = form_in(page_of(packet_of(form=form), languages=("en",)))
    shown = [key for section in told["sections"] for key in section["keys"]]

    own = [key for key in shown if key not in told["added"] and not key.startswith("group.")]
    assert [field.key for field in form.fields()] == own
    assert shown == [field["key"] for field in told["fields"]]


def test_patients_are_told_apart_and_forms_stand_there_once() -> None:
    told = told_by(page_of(packet_of(1, sheets=2), packet_of(2)))["contents"]

    assert len(told["forms"]) == len(told["words"]) == 1
    assert [packet["patient"]["mrn"] for packet in told["packets"]] == ["T-551", "T-552"]
    assert told["packets"][0]["patient"] == {
        "mrn": "T-551",
        "family": "Sampleton",
        "given": "Nora",
        "birth_date": "1951-07-04",
    }


def test_two_pages_keep_their_drafts_apart_and_the_same_page_keeps_its_own() -> None:
    names = [told_by(page_of(packet))["id"] for packet in (packet_of(1), packet_of(2))]

    assert len(set(names)) == 2
    packet = packet_of(1)
    assert told_by(page_of(packet))["id"] == told_by(page_of(packet))["id"]


def test_a_locked_page_has_nothing_to_read_and_the_same_bytes_again() -> None:
    renderer = OfflinePageRenderer(SEAL, passphrase=PHRASE)
    press = renderer.compile([EVERY_KIND], layout=Layout())
    packet = packet_of()
    document = press.render([packet])
    again = renderer.compile([EVERY_KIND], layout=Layout())

    assert document == press.render([packet]) == again.render([packet])
    assert document != OfflinePageRenderer(SEAL, passphrase=PHRASE).compile([EVERY_KIND], layout=Layout()).render(
        [packet]
    )
    told = told_by(document)
    assert "contents" not in told
    assert told["locked"]["rounds"] >= 600_000
    (entry,) = told_by(page_of(packet))["contents"]["packets"]
    for word in ("Sampleton", "SAMPLETON", "T-551", "A-771", entry["sheets"][0]["token"], packet.sheets[0].serial):
        assert word.encode() not in document
    assert told["lock_exports"] is True


def test_two_texts_are_never_locked_with_one_nonce() -> None:
    lock = PageLock.of(PHRASE, salt=b"0" * 16, rounds=1000)
    boxes = [lock.locked(text) for text in ("one", "two", "one")]

    assert boxes[0] == boxes[2]
    assert boxes[0]["nonce"] != boxes[1]["nonce"]
    assert boxes[0]["data"] != boxes[1]["data"]


def test_no_secret_is_shown_or_lost_on_the_way_to_another_process() -> None:
    renderer = OfflinePageRenderer(SEAL, passphrase=PHRASE)
    press = renderer.compile([EVERY_KIND], layout=Layout())
    packet = packet_of()

    assert "correct horse" not in repr(renderer) + repr(press)
    assert pickle.loads(pickle.dumps(press)).render([packet]) == press.render([packet])


def test_a_passphrase_must_not_be_short() -> None:
    with pytest.raises(InvalidInput, match="at least 8 characters"):
        OfflinePageRenderer(SEAL, passphrase=SecretStr("short"))


@pytest.mark.parametrize(
    "name", ["Sam\u202eple", "Sam\u0000ple", "Sam\u2028ple", "Sam\u200bple", "\ue000", "Sam\ufeffple"], ids=ascii
)
def test_what_cannot_be_seen_in_a_name_is_refused(name: str) -> None:
    packet = packet_of(family=name)

    with pytest.raises(Rejected, match=packet.sheets[0].serial) as refusal:
        page_of(packet)

    assert "ple" not in str(refusal.value)


@pytest.mark.parametrize(
    "name", ["\u0645\u06cc\u200c\u062e\u0648", "क्\u200dष", "👩\u200d⚕️", "Sa\u0301mple", "示例"], ids=ascii
)
def test_names_that_are_joined_without_a_space_are_shown(name: str) -> None:
    (entry,) = told_by(page_of(packet_of(family=name)))["contents"]["packets"]

    assert entry["heading"]["name"].startswith(name.upper())


def test_a_form_with_what_cannot_be_seen_is_refused_by_its_name() -> None:
    form = TECH_NOTES.model_copy(update={"title": "Notes\u202e"})

    with pytest.raises(Rejected, match="technologist_notes"):
        OfflinePageRenderer(SEAL).compile([form], layout=Layout())


def test_a_sheet_stands_in_a_page_once() -> None:
    packet = packet_of()

    with pytest.raises(Rejected, match=f"{packet.sheets[0].serial}: stands in the page twice"):
        page_of(packet, packet)
    assert page_of(packet, packet_of(copy_number=2))


def test_a_page_needs_a_packet() -> None:
    with pytest.raises(Rejected, match="no packet"):
        OfflinePageRenderer(SEAL).compile([EVERY_KIND], layout=Layout()).render([])


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"kind": "downtimekit.offline_export.locked", "schema": 1}',
        as_json(
            {
                "kind": "downtimekit.offline_export.locked",
                "schema": 1,
                "rounds": 10**9,
                **dict.fromkeys(("salt", "nonce", "data"), "AAAA"),
            }
        ).encode(),
        b"[" * 100_000,
    ],
    ids=["empty", "list", "no kind", "no text", "no parts", "too many rounds", "deep"],
)
def test_what_is_no_locked_file_is_refused(file: bytes) -> None:
    with pytest.raises(InvalidInput, match="is not a locked capture file"):
        open_export(file, passphrase=PHRASE)


def test_a_page_tells_bounds_and_conditions_as_paper_does_before_the_sheet_is_checked() -> None:
    told = {field["key"]: field for field in form_in(page_of(packet_of(form=OWN_FORM)))["fields"]}

    assert told["weight"]["hint"] == "1 to 400.5"
    assert told["week"]["hint"] == "only if Pregnant? Yes"
    assert told["group.rides"]["label"] == "Ride: at most 1 of these"
    assert {column["key"]: column["hint"] for column in told["drugs"]["columns"]}["why"] == "only if Every day? No"
