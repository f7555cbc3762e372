"""What a device keeps of the offline page: everything that was typed, and nothing that can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

from downtimekit.adapters.offline_page.locking import open_export
from downtimekit.errors import InvalidInput
from tests.integration.offline_ward import (
    PHRASE,
    Device,
    begin,
    exported,
    read_back_incomplete,
    sheet,
    written,
)
from tests.offline import packet_of

pytestmark = pytest.mark.integration


def test_nothing_is_lost_where_the_page_is_left_in_the_same_moment(ward: Device, tmp_path: Path) -> None:
    file = written(tmp_path, packet_of())
    page = ward.open(file)
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    expect(page.locator("#state")).to_contain_text("Draft kept")

    # The browser's own cipher never gets to answer: the page goes in the task in which the last key was pressed, and
    # nobody is asked.
    page.get_by_label("What happened").evaluate(
        "(one) => { shift.works.some = () => false; crypto.subtle.encrypt = () => new Promise(() => {}); "
        "one.value = 'the very last word'; one.dispatchEvent(new Event('input')); location.reload(); }"
    )
    page.get_by_label("Your name").wait_for()
    begin(page)

    expect(page.get_by_label("Reason for the visit")).to_have_value("A fall")
    expect(page.get_by_label("What happened")).to_have_value("the very last word")
    assert ward.dialogs == []


def test_who_leaves_with_something_that_was_not_exported_is_asked(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    begin(page)
    sheet(page)
    page.reload()
    assert ward.dialogs == []
    begin(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    page.reload()

    assert ward.dialogs == ["beforeunload"]


def test_half_a_date_is_a_draft_too(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    begin(page)
    sheet(page)
    page.get_by_role("group", name="Since which day").get_by_label("Year").press_sequentially("202", delay=5)
    page.reload()
    begin(page)

    expect(page.get_by_role("group", name="Since which day").get_by_label("Year")).to_have_value("202")


def test_a_page_cannot_see_the_drafts_of_another(ward: Device, tmp_path: Path) -> None:
    mine = ward.open(written(tmp_path, packet_of(1), name="mine.html"))
    begin(mine)
    sheet(mine)
    mine.get_by_label("Reason for the visit").fill("A fall")
    expect(mine.locator("#state")).to_contain_text("Draft kept")

    other = ward.open(written(tmp_path, packet_of(2), name="other.html"))

    expect(other.get_by_label("The passphrase again")).to_be_visible()
    begin(other)
    expect(other.locator(".sheet-link")).to_contain_text("Not begun")
    other.get_by_role("button", name="forget everything").click()
    other.get_by_role("button", name="Forget everything", exact=True).click()
    expect(other.get_by_text("Everything of this page was deleted")).to_be_visible()
    mine.reload()
    begin(mine)
    expect(mine.get_by_label("Reason for the visit")).to_have_value("A fall")


def test_the_device_keeps_nothing_that_can_be_read(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("Plaintextword")
    expect(page.locator("#state")).to_contain_text("Draft kept")
    stored = str(
        page.get_by_label("What happened").evaluate(
            "(one) => { one.value = 'Anotherword'; one.dispatchEvent(new Event('input')); "
            "window.dispatchEvent(new Event('pagehide')); "
            "return [localStorage, sessionStorage].map((kept) => JSON.stringify({...kept})).join() + document.cookie; }"
        )
    )

    assert ":last" in stored
    for word in ("Plaintextword", "Anotherword", "Sampleton", "SAMPLETON", "T-551", "Nagy", PHRASE, "reason"):
        assert word not in stored


def test_another_passphrase_opens_nothing_and_is_told(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    expect(page.locator("#state")).to_contain_text("Draft kept")
    page.reload()

    begin(page, phrase="another passphrase")

    expect(page.get_by_text("This is not the passphrase. Try again.")).to_be_visible()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_focused()
    assert page.locator(".sheet").count() == 0


@pytest.mark.parametrize("end", [".1", ":last"])
def test_a_draft_that_somebody_changed_is_not_believed(ward: Device, tmp_path: Path, end: str) -> None:
    packet = packet_of()
    page = ward.open(written(tmp_path, packet))
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    expect(page.locator("#state")).to_contain_text("Draft kept")
    page.get_by_label("Reason for the visit").evaluate(
        "(one) => { crypto.subtle.encrypt = () => new Promise(() => {}); "
        "one.value = 'late'; one.dispatchEvent(new Event('input')); "
        "window.dispatchEvent(new Event('pagehide')); }"
    )
    serial = packet.sheets[0].serial
    page.evaluate(
        """([end, serial]) => {
            const names = Object.keys(localStorage).filter((name) => name.includes(serial));
            const from = names.find((name) => name.endsWith(end));
            const box = JSON.parse(localStorage[from]);
            const bytes = Uint8Array.from(atob(box.data), (each) => each.charCodeAt(0));
            bytes['{"typed":{"reason":"'.length] ^= 1;  // another letter, and still JSON
            box.data = btoa(String.fromCharCode(...bytes));
            names.forEach((name) => localStorage.removeItem(name));
            localStorage[from] = JSON.stringify(box);
            shift.leaving = true;  // the page itself must not write again
        }""",
        [end, serial],
    )
    page.reload()
    begin(page)
    page.get_by_role("link", name="All sheets").click()

    told = f"A draft could not be read; it was damaged or is of another page: {serial}."
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.locator(".sheet-link")).to_contain_text("Not begun")


def test_what_must_be_kept_at_once_is_sealed_as_its_standard_says(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    key = "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"

    tag = page.evaluate(
        "([key, text]) => tagOf(asBytes(text), Uint8Array.from(key.match(/../g), (each) => parseInt(each, 16)))",
        [key, "Cryptographic Forum Research Group"],
    )

    assert tag == bytes.fromhex("a8061dc1305136c6c22b8baf0c0127a9")[::-1].hex()  # RFC 8439, 2.5.2


def test_a_locked_page_shows_nothing_until_it_is_opened(ward: Device, tmp_path: Path) -> None:
    packet = packet_of()
    file = written(tmp_path, packet, passphrase=SecretStr(PHRASE))
    text = file.read_text()
    for word in ("Sampleton", "SAMPLETON", "T-551", "A-771", "1951-07-04", "Reason for the visit", "W-0000"):
        assert word not in text
    page = ward.open(file)

    begin(page, phrase="another passphrase")
    expect(page.get_by_text("This is not the passphrase. Try again.")).to_be_visible()
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    locked = exported(page, confirm=True).read_bytes()

    assert b"A fall" not in locked
    assert b"T-551" not in locked
    found, _ = read_back_incomplete(open_export(locked, passphrase=SecretStr(PHRASE)), packet)
    assert found.keyed
    assert found.keyed["content"] == {"reason": "A fall"}
    with pytest.raises(InvalidInput, match="passphrase"):
        open_export(locked, passphrase=SecretStr("another passphrase"))


def test_the_end_of_a_shift_leaves_nothing(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    page.get_by_role("link", name="All sheets").click()
    page.get_by_role("button", name="End the shift").click()
    expect(page.get_by_role("dialog")).to_contain_text("Not exported, and lost for good: 1.")
    page.keyboard.press("Escape")
    expect(page.locator(".sheet-link")).to_contain_text("Draft kept here")

    page.get_by_role("button", name="End the shift").click()
    page.get_by_role("button", name="Forget everything", exact=True).click()

    expect(page.get_by_text("Everything of this page was deleted")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    begin(page, phrase="another passphrase")
    expect(page.locator(".sheet-link")).to_contain_text("Not begun")


def test_a_browser_that_keeps_nothing_says_so(ward: Device, tmp_path: Path) -> None:
    ward.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });"
    )
    page = ward.open(written(tmp_path, packet_of()))
    expect(page.get_by_text("No drafts are kept on this device")).to_be_visible()
    page.get_by_label("Your name").fill("É. Nagy")
    page.get_by_role("button", name="Begin").click()
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")

    expect(page.locator("#state")).to_contain_text("Not kept anywhere: export this sheet before you leave.")
    exported(page, confirm=True)
    expect(page.locator("#state")).to_contain_text("Exported at")
    page.reload()
    assert ward.dialogs == []


def test_two_windows_of_one_sheet_warn(ward: Device, tmp_path: Path) -> None:
    file = written(tmp_path, packet_of())
    page = ward.open(file)
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    expect(page.locator("#state")).to_contain_text("Draft kept")
    other = ward.open(file)
    begin(other)
    sheet(other)
    other.get_by_label("Reason for the visit").fill("A fall on the stairs")

    expect(page.locator("#state")).to_contain_text("changed in another window")
