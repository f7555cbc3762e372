"""The offline page on a device without a network: what it asks, tells, hides and exports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from downtimekit.forms.answers import answer_faults, without_blanks
from downtimekit.forms.exported import read_export
from downtimekit.models.forms import FieldKind, FormField
from tests.integration.offline_ward import (
    Device,
    begin,
    exported,
    read_back_incomplete,
    sheet,
    written,
)
from tests.offline import BOOK, EVERY_KIND, SERIALS, packet_of, reception_of

pytestmark = pytest.mark.integration


def test_a_sheet_that_is_not_whole_can_be_exported_after_it_is_told(ward: Device, tmp_path: Path) -> None:
    packet = packet_of()
    page = ward.open(written(tmp_path, packet))
    begin(page)
    sheet(page)
    page.get_by_label("Size of the wound").fill("900")
    page.get_by_role("group", name="Any pain?").get_by_text("Yes").click()
    page.get_by_role("button", name="Check the sheet").click()

    told = page.locator(".summary li").all_inner_texts()
    assert told == [
        "'Reason for the visit' must be filled in",
        "Size of the wound: is more than 200",
        "'How strong' must be filled in: 'Any pain?' = 'Yes'",
        "'Nurse' must be filled in",
        "'Seen at' must be filled in",
    ]
    page.locator(".summary a").nth(1).click()
    expect(page.get_by_label("Size of the wound")).to_be_focused()
    assert "is more than 200" in str(
        page.get_by_label("Size of the wound").evaluate(
            "(one) => one.getAttribute('aria-describedby').split(' ')"
            ".map((id) => document.getElementById(id)?.textContent)"
        )
    )
    file = exported(page, confirm=True)
    _, refusal = read_back_incomplete(file.read_bytes(), packet)
    assert {fault.path for fault in refusal.faults} >= {"content.reason", "content.size", "content.degree"}
    assert "Sampleton" not in file.name
    assert file.name.startswith(f"downtime-{packet.sheets[0].serial}-")


def test_what_is_hidden_again_is_not_exported(ward: Device, tmp_path: Path) -> None:
    packet = packet_of()
    page = ward.open(written(tmp_path, packet))
    begin(page)
    sheet(page)
    expect(page.get_by_text("How strong")).to_be_hidden()
    pain = page.get_by_role("group", name="Any pain?")
    pain.get_by_text("Yes").click()
    page.get_by_text("2 Strong").click()
    pain.get_by_text("No").click()
    expect(page.get_by_text("How strong")).to_be_hidden()
    told = json.loads(exported(page, confirm=True).read_bytes())
    assert told["sheets"][0]["content"] == {"pain": False}

    pain.get_by_role("button", name="Clear").click()
    expect(pain.get_by_label("No")).not_to_be_checked()


def test_an_expired_page_takes_nothing_new(ward: Device, tmp_path: Path) -> None:
    over = datetime.now(UTC) - timedelta(hours=1)
    page = ward.open(written(tmp_path, packet_of(expires=over)))
    begin(page)
    expect(page.get_by_text("EXPIRED")).to_be_visible()
    sheet(page)

    expect(page.get_by_role("alert")).to_contain_text("EXPIRED")
    expect(page.get_by_label("Reason for the visit")).to_be_disabled()


def test_a_sheet_that_was_begun_in_time_can_be_finished(ward: Device, tmp_path: Path) -> None:
    packet = packet_of(expires=datetime.now(UTC) + timedelta(hours=1))
    page = ward.open(written(tmp_path, packet))
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=2))
    page.get_by_role("link", name="All sheets").click()
    sheet(page)

    expect(page.get_by_role("alert")).to_contain_text("You began this sheet before it expired")
    page.get_by_label("What happened").fill("Late")
    found, _ = read_back_incomplete(exported(page, confirm=True).read_bytes(), packet)
    assert found.faults == ()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("11", "1", "2026", "1", "30"), "The clocks went back: which of the two hours?"),
        (("3", "8", "2026", "2", "30"), "this time did not exist: the clocks went forward"),
        (("2", "30", "2026", "2", "30"), "is not a date and time: both are needed"),
    ],
)
def test_the_night_in_which_the_clocks_change_is_asked_about(
    ward: Device, tmp_path: Path, typed: tuple[str, ...], told: str
) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    begin(page)
    sheet(page)
    group = page.get_by_role("group", name="Fell at")
    for part, text in zip(("Month", "Day", "Year", "Hour", "Minute"), typed, strict=True):
        group.get_by_label(part).fill(text)
    page.get_by_label("Reason for the visit").focus()

    expect(group).to_contain_text(told)
    if "back" in told:
        group.get_by_label(told).select_option("UTC-05:00")
        content = json.loads(exported(page, confirm=True).read_bytes())["sheets"][0]["content"]
        assert content["fell"] == "2026-11-01T01:30:00-05:00"


def test_blank_sheets_ask_whose_they_are(ward: Device, tmp_path: Path) -> None:
    packet = packet_of(appointment=None)
    page = ward.open(written(tmp_path, packet))
    begin(page)
    sheet(page)
    page.get_by_label("Family name").fill("O\u2019Example")
    for part, text in (("Month", "7"), ("Day", "4"), ("Year", "1961")):
        page.get_by_role("group", name="Date of birth").get_by_label(part).fill(text)
    page.get_by_label("Accession").fill("A-9")
    found, _ = read_back_incomplete(exported(page, confirm=True).read_bytes(), packet)

    assert found.keyed
    assert found.keyed["patient"] == {"family": "O\u2019Example", "birth_date": "1961-07-04"}
    assert found.keyed["accession"] == "A-9"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("12.5", 12.5), ("1,5", 1.5), ("-3", -3), ("0.10", "0.10"), ("007", "007")),
        *(("\u0663\u066b\u0665", 3.5), ("\uff11\uff12", 12), ("\u2212 3", None), ("1,500", None), ("1e3", None)),
    ],
)
def test_a_number_is_read_as_it_is_written_or_not_at_all(
    ward: Device, tmp_path: Path, typed: str, number: object
) -> None:
    page = ward.open(written(tmp_path, packet_of()))

    assert page.evaluate("(typed) => numberFrom(typed)", typed) == number


def test_a_field_may_be_called_like_something_of_the_script(ward: Device, tmp_path: Path) -> None:
    names = ("constructor", "toString", "hasOwnProperty", "valueOf")
    asked = [FormField(key=name, label=f"Asked {name}", kind=FieldKind.TEXT) for name in names]
    rows = FormField(key="rows", label="Rows", kind=FieldKind.TABLE, columns=tuple(asked))
    last = EVERY_KIND.sections[-1].model_copy(update={"fields": (*asked, rows, *EVERY_KIND.sections[-1].fields)})
    form = EVERY_KIND.model_copy(update={"sections": (last,), "groups": (), "translations": ()})
    page = ward.open(written(tmp_path, packet_of(form=form), languages=("en",)))
    begin(page)
    sheet(page)
    page.get_by_role("button", name="Add a line").click()
    expect(page.get_by_label("Asked constructor").first).to_have_value("")
    page.get_by_label("Asked toString").nth(1).fill("typed")

    content = json.loads(exported(page, confirm=True).read_bytes())["sheets"][0]["content"]

    assert content == {"rows": [{"toString": "typed"}]}


WRONG: tuple[Mapping[str, object], ...] = (
    {},
    {"size": "twelve"},
    {"size": "0.5", "since": "1999-12-31"},
    {"size": "200.01"},
    {"size": 200, "since": "2000-01-01", "woke": "23:59"},
    {"since": "2026-02-29"},
    {"since": "2024-02-29"},
    {"woke": "24:00"},
    {"pain": True},
    {"pain": False},
    {"pain": "yes", "degree": "mild"},
    {"signs": ["redness", "none"]},
    {"signs": ["none"]},
    {"drip": True, "pills": True},
    {"drip": True, "pills": False},
    {"drip": False, "pills": False},
    {"drugs": [{"daily": True}]},
    {"drugs": [{"drug": "Testoprolol", "daily": True, "times": "often"}, {"drug": "Testolol"}]},
    {"story": "x" * 4001},
)


def test_the_page_finds_what_the_keying_finds(ward: Device, tmp_path: Path) -> None:
    whole = {"reason": "A fall", "nurse": "R. Ames", "seen_at": "2026-03-02T19:40:00-05:00"}
    blank = packet_of().sheets[0]
    wrong = [without_blanks({**whole, **answers}) for answers in WRONG] + [{}]
    packet = packet_of().model_copy(
        update={
            "sheets": tuple(
                blank.model_copy(update={"serial": SERIALS[20 + number], "answers": answers})
                for number, answers in enumerate(wrong)
            )
        }
    )
    page = ward.open(written(tmp_path, packet))
    begin(page)
    page.locator(".cards").wait_for()
    found = page.evaluate(
        """() => shift.works.map((work) => {
            if (work.draft.typed.nurse.name) work.draft.typed.nurse.at = isoNow();
            return sheetFaults(work).map((fault) => `content.${fault.path}`);
        })"""
    )

    assert found == [[fault.path for fault in answer_faults(answers, EVERY_KIND)] for answers in wrong]
    assert sum(map(bool, found)) > 10


def test_all_sheets_are_exported_in_one_file(ward: Device, tmp_path: Path) -> None:
    packets = [packet_of(1, sheets=2), packet_of(2)]
    page = ward.open(written(tmp_path, *packets))
    begin(page)
    for number in (0, 2):
        sheet(page, number)
        page.get_by_label("Reason for the visit").fill(f"Reason {number}")
        page.get_by_role("link", name="All sheets").click()

    file = exported(page, "Export all sheets", confirm=True)
    found = read_export(file.read_bytes(), reception=reception_of(packets), forms=BOOK)

    assert [one.keyed["patient"]["mrn"] for one in found if one.keyed] == ["T-551", "T-552"]
    assert [one.keyed["content"] for one in found if one.keyed] == [{"reason": "Reason 0"}, {"reason": "Reason 2"}]
