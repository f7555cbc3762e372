"""The offline page for everybody: by screen reader, large text, phone and printer, in any script, with hostile text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from downtimekit.adapters.offline_page import OfflinePageRenderer
from downtimekit.forms.codes import Seal
from downtimekit.forms.library import LIBRARY
from downtimekit.ports import Renderer
from downtimekit.testing.contracts.renderer import RendererContract
from tests.integration.offline_ward import PHRASE, Device, barriers, begin, device, sheet, written
from tests.offline import ANSWERS, EVERY_KIND, SEAL, packet_of

pytestmark = [pytest.mark.integration, pytest.mark.slow]

HURTING = "</script><script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>\"'&amp;${hurt}"


def walk(page: Page) -> Iterator[str]:
    """Go through every state of the page, and name it."""
    yield "start"
    page.get_by_role("button").first.click()
    yield "start with a fault"
    page.locator("input").nth(0).fill("É. Nagy")
    page.locator("input").nth(1).fill(PHRASE)
    page.locator("input").nth(2).fill(PHRASE)
    page.locator("button[type=submit]").click()
    page.locator(".cards").wait_for()
    yield "list"
    sheet(page)
    yield "sheet"
    page.locator(".yes_no label").first.click()
    page.locator(".entry button").first.click()
    page.locator(".table .body > button").click()
    yield "sheet with a line and a mark"
    page.locator(".actions button").nth(0).click()
    yield "sheet with faults"
    page.locator(".actions button").nth(1).click()
    page.locator("dialog").wait_for()
    yield "question"
    with page.expect_download():
        page.locator("dialog button").nth(1).click()
    yield "exported"
    page.go_back()
    page.locator(".cards").wait_for()
    yield "list after the export"
    page.locator("button.danger").click()
    page.locator("dialog").wait_for()
    yield "end of the shift"
    page.locator("dialog button.danger").click()
    yield "forgotten"


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("how", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}], ids=str)
def test_nobody_is_stopped_in_any_state(
    chromium: Browser, tmp_path: Path, language: str, how: dict[str, object]
) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    packet = packet_of(language=language, drill=True, read_only=True, name_alert=True, copy_number=2, expires=soon)
    file = written(tmp_path, packet, packet_of(2), languages=(language, "en"))
    with device(chromium, **how) as ward:
        page = ward.open(file)
        found = {state: barriers(page) for state in walk(page)}

    assert {state: stopped for state, stopped in found.items() if stopped} == {}
    assert len(found) == 11


@pytest.mark.parametrize("form", LIBRARY.values(), ids=lambda form: form.key)
def test_the_shipped_forms_stop_nobody(ward: Device, tmp_path: Path, form: object) -> None:
    file = written(tmp_path, packet_of(form=form), languages=("en",))  # type: ignore[arg-type]
    page = ward.open(file)
    begin(page)
    sheet(page)
    page.get_by_role("button", name="Check the sheet").click()

    assert barriers(page) == []


@pytest.mark.parametrize("size", [{"width": 320, "height": 640}, {"width": 500, "height": 450}], ids=str)
def test_nothing_lies_beside_a_small_screen_or_under_a_finger_s_width(
    chromium: Browser, tmp_path: Path, size: dict[str, int]
) -> None:
    with device(chromium, viewport=size) as ward:
        page = ward.open(written(tmp_path, packet_of(answers=ANSWERS, family="W" * 60, exam="x")))
        begin(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        sheet(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, a.button, input[type=text], select, label.choice")]
                .filter((one) => one.offsetParent).filter((one) => one.getBoundingClientRect().height < 43)
                .map((one) => one.outerHTML)"""
        )
        assert small == []


def test_a_language_that_runs_from_right_to_left_does_so(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of(language="ar", family="مثال"), languages=("ar",)))
    begin(page)
    sheet(page)
    article = page.locator("article.sheet")

    assert article.get_attribute("dir") == "rtl"
    assert article.get_attribute("lang") == "ar"
    expect(page.locator(".identity .name")).to_have_text("مثال, Nora")
    expect(page.get_by_text("نعم").first).to_be_visible()
    label, box = (page.locator(".number .label").first.bounding_box(), page.locator(".number").first.bounding_box())
    assert label
    assert box
    assert label["x"] + label["width"] > box["x"] + box["width"] / 2


def test_a_spanish_page_speaks_spanish(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of(language="es"), languages=("es",)))
    assert page.evaluate("document.documentElement.lang") == "es"
    page.get_by_label("Su nombre").fill("É. Nagy")
    page.get_by_role("button", name="Trabajar sin borradores").click()
    sheet(page)
    page.get_by_role("button", name="Comprobar la hoja").click()

    expect(page.locator(".summary")).to_contain_text("'Reason for the visit (es)' se debe rellenar")


def test_no_text_is_ever_run(ward: Device, tmp_path: Path) -> None:
    form = EVERY_KIND.model_copy(
        update={
            "title": HURTING,
            "translations": (),
            "sections": tuple(
                part.model_copy(
                    update={
                        "title": HURTING,
                        "fields": tuple(
                            one.model_copy(update={"label": f"{one.label} {HURTING}", "hint": HURTING})
                            for one in part.fields
                        ),
                    }
                )
                for part in EVERY_KIND.sections
            ),
        }
    )
    packet = packet_of(form=form, family=HURTING, answers={"reason": HURTING, "story": HURTING, "nurse": HURTING})
    page = ward.open(written(tmp_path, packet, languages=("en",)))
    begin(page, name=HURTING)
    expect(page.locator(".card h2")).to_have_text(f"{HURTING.upper()}, Nora")
    sheet(page)
    page.get_by_label("What happened").fill(HURTING)
    page.get_by_role("button", name="Check the sheet").click()

    expect(page.locator("h1")).to_have_text(HURTING)
    expect(page.get_by_label("Reason for the visit")).to_have_value(HURTING)
    assert page.evaluate("window.hurt") is None
    assert page.locator("img").count() == 0


def test_what_is_allowed_is_this_script_and_nothing_else(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of()))
    page.evaluate(
        """() => {
            window.refused = [];
            document.addEventListener("securitypolicyviolation", (one) => window.refused.push(one.effectiveDirective));
            const script = document.createElement("script");
            try { script.textContent = "window.hurt = 1"; } catch { window.refused.push("types"); }
            document.body.append(script);
            const picture = document.createElement("img");
            picture.src = "https://downtime.example/x.png";
            document.body.append(picture);
            const button = document.createElement("button");
            button.setAttribute("data-x", "1");
            document.body.append(button);
        }"""
    )
    page.wait_for_function("window.refused.length >= 2")

    assert page.evaluate("window.hurt") is None
    assert "img-src" in page.evaluate("window.refused")
    ward.errors.clear()  # the browser tells of what it refused
    ward.asked[:] = [url for url in ward.asked if "downtime.example" not in url]


def test_it_locks_itself_when_nobody_is_there(ward: Device, tmp_path: Path) -> None:
    page = ward.context.new_page()
    page.clock.install()
    page.goto(written(tmp_path, packet_of(), lock_after=10).as_uri())
    begin(page)
    sheet(page)
    page.get_by_label("Reason for the visit").fill("A fall")
    expect(page.locator("#state")).to_contain_text("Draft kept")

    page.clock.fast_forward("11:00")

    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()
    assert page.locator("article.sheet").count() == 0
    begin(page)
    expect(page.get_by_label("Reason for the visit")).to_have_value("A fall")


def test_a_printed_sheet_has_the_answers_and_no_buttons(ward: Device, tmp_path: Path) -> None:
    page = ward.open(written(tmp_path, packet_of(answers=ANSWERS)))
    begin(page)
    sheet(page)
    page.emulate_media(media="print")

    assert page.get_by_role("button").all() == []
    expect(page.get_by_label("Reason for the visit")).to_be_visible()
    expect(page.locator(".code")).to_contain_text("DK1")
    assert page.pdf()[:5] == b"%PDF-"


class TestOfflinePageInABrowser(RendererContract):
    @pytest.fixture
    def seal(self) -> Seal:
        return SEAL

    @pytest.fixture
    def renderer(self, seal: Seal) -> Renderer:
        return OfflinePageRenderer(seal)

    @pytest.fixture
    def pages_of(self, ward: Device, tmp_path: Path) -> Callable[[bytes], Sequence[str]]:
        def sheets(document: bytes) -> Sequence[str]:
            file = tmp_path / "page.html"
            file.write_bytes(document)
            ward.context.clock.set_fixed_time(datetime(2026, 3, 3, tzinfo=UTC))  # before the contract's paper expires
            page = ward.open(file)
            begin(page)
            page.locator(".cards").wait_for()
            found = []
            for number in range(page.locator(".sheet-link").count()):
                sheet(page, number)
                if page.locator(".table .body > button").count():
                    page.locator(".table .body > button").first.click()
                found.append(shown(page))
                page.get_by_role("link", name=page.locator("a.button").inner_text()).click()
                page.locator(".cards").wait_for()
            page.evaluate("localStorage.clear()")
            page.close()
            return found

        return sheets

    @pytest.fixture
    def codes_of(self, pages_of: Callable[[bytes], Sequence[str]]) -> Callable[[bytes], Sequence[str]]:
        return lambda document: [page.split("\u00b7")[-1].strip() for page in pages_of(document)]


def shown(page: Page) -> str:
    """Return what a person can see, also in fields and below conditions, and the code that is printed."""
    return str(
        page.evaluate(
            """() => {
                const fields = [...document.querySelectorAll("input, textarea")].map((one) => one.value);
                const parts = ["#marks", "main", ".code"].map((name) => document.querySelector(name).textContent);
                return [...fields, ...parts].join("\\n");
            }"""
        )
    )
