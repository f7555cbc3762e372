"""A public page shows one incident for one downtime, whatever breaks on the way, and nothing that is not public."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import anyio
import pytest
from attrs import evolve, frozen

from downtimekit.adapters.instatus import Instatus
from downtimekit.adapters.statuspage import Statuspage
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.notice import Notice, NoticeEvent, ReceiptState
from downtimekit.ports.notifier import Message, Sent
from downtimekit.testing.contracts.notifier import NotifierContract, Trial
from tests.channel_sinks import a_line
from tests.http_servers import Behaviour, answering, never, saying, serving
from tests.status_pages import (
    BACK,
    BEGAN,
    RELEASED,
    TOKEN,
    VALIDATING,
    FakeInstatus,
    FakePage,
    FakeStatuspage,
    a_notice,
    instatus,
    page_of,
    part,
    statuspage,
    told,
)

STARTED, IDENTIFIED, UPDATE = NoticeEvent.STARTED, NoticeEvent.IDENTIFIED, NoticeEvent.UPDATE


@frozen
class Vendor:
    """A vendor's page, and how to read its incidents."""

    fake: Callable[[], FakePage]
    channel: Callable[..., Statuspage | Instatus]
    status: Callable[[str], str]


VENDORS = {
    "statuspage": Vendor(FakeStatuspage, statuspage, str.lower),
    "instatus": Vendor(FakeInstatus, instatus, str.upper),
}


def updates(page: FakePage, *, maintenances: bool = False) -> list[str]:
    """Return every update that the page shows, oldest first, with the title above it."""
    shown = []
    for incident in reversed(getattr(page, "maintenances" if maintenances else "incidents")):
        listed = incident["updates"] if isinstance(page, FakeInstatus) else incident["updates"][::-1]
        shown += [f"{incident['name']}\n{update.get('body', update.get('message'))}" for update in listed]
    return shown


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> Vendor:
    return VENDORS[request.param]


@pytest.fixture
def page(vendor: Vendor) -> FakePage:
    return vendor.fake()


@pytest.fixture
def url(page: FakePage) -> Iterator[str]:
    with page_of(page) as server:
        yield server.url("")


@pytest.fixture
def put(vendor: Vendor, url: str) -> Callable[..., Sent]:
    """Return what puts a message on the page, each time by a program that has just been started."""

    def put(message: Message | Notice, **settings: Any) -> Sent:
        message = told(message) if isinstance(message, Notice) else message
        return anyio.run(vendor.channel(url, **settings).send, message)

    return put


class PageCases(NotifierContract):
    vendor: Vendor

    @pytest.fixture
    def trial(self) -> Iterator[Trial]:
        page = self.vendor.fake()
        with page_of(page) as server:
            yield Trial(
                open=lambda: self.vendor.channel(server.url(""), words=True),
                carried=lambda: updates(page),
                cut_off=self.vendor.channel("http://127.0.0.1:1", words=True),
                secrets=[TOKEN],
            )


class TestStatuspage(PageCases):
    vendor = VENDORS["statuspage"]


class TestInstatus(PageCases):
    vendor = VENDORS["instatus"]


def test_one_downtime_is_one_incident_from_the_first_word_to_the_last(
    page: FakePage, put: Callable[..., Sent], vendor: Vendor
) -> None:
    steps = [
        (a_notice(STARTED), "investigating", "majoroutage"),
        (a_notice(IDENTIFIED, minutes=10, target="customer_ris"), "identified", "majoroutage"),
        (a_notice(UPDATE, minutes=30, target="customer_ris"), "identified", "majoroutage"),
        (a_notice(NoticeEvent.VALIDATING, part(state=VALIDATING), minutes=60), "monitoring", "majoroutage"),
        (a_notice(NoticeEvent.LOST_AGAIN, minutes=70), "investigating", "majoroutage"),
        (
            a_notice(NoticeEvent.RELEASED, BACK, minutes=90),
            "resolved",
            "operational",
        ),
    ]
    for number, (notice, status, state) in enumerate(steps, 1):
        sent = put(notice)

        (incident,) = page.incidents
        assert sent.state is ReceiptState.DELIVERED
        assert incident["id"] in sent.remark
        assert incident["status"] == vendor.status(status)
        assert page.states["cRis"].replace("_", "").lower() == state
        assert (len(updates(page)), len(page.told)) == (number, number)


def test_the_public_reads_services_times_and_tiers_and_nothing_else(page: FakePage, put: Callable[..., Sent]) -> None:
    put(a_notice(STARTED, part(), part("pacs", tier=AccessTier.READ_ONLY), next_update=BEGAN + timedelta(minutes=30)))

    (text,) = updates(page)
    assert text.splitlines()[:5] == [
        "Disruption: Radiology system, pacs",
        "Radiology system (West Clinic): not available; work goes on on paper",
        "pacs (West Clinic): can be read; nothing can be entered",
        "Since 2026-03-10 09:00 EDT.",
        "Next news by 2026-03-10 09:30 EDT.",
    ]
    assert [word for word in ("Planted", "4711", "INC", "Pat", "west-1") if word in text] == []


def test_the_page_can_speak_spanish(page: FakePage, put: Callable[..., Sent]) -> None:
    put(a_notice(STARTED), language="es-US")

    assert "Interrupción: Radiology system" in updates(page)[0]
    assert "no disponible; el trabajo sigue en papel" in updates(page)[0]


def test_a_notice_of_words_alone_is_shown_only_where_its_words_are_public(
    page: FakePage, put: Callable[..., Sent]
) -> None:
    old = a_notice(UPDATE).model_copy(update={"facts": None, "body": "Use paper."})
    with pytest.raises(Rejected, match="not for the public"):
        put(old)
    assert page.requests == []

    put(old, words=True)
    assert "Use paper." in updates(page)[0]


def test_an_old_notice_does_not_set_an_incident_back(page: FakePage, put: Callable[..., Sent], vendor: Vendor) -> None:
    put(a_notice(IDENTIFIED, target="customer_ris"), words=True)
    put(a_notice(UPDATE, minutes=9).model_copy(update={"facts": None}), words=True)

    assert [incident["status"] for incident in page.incidents] == [vendor.status("identified")]


def test_a_retry_after_an_answer_that_never_came_is_shown_once(page: FakePage, put: Callable[..., Sent]) -> None:
    for notice in (a_notice(STARTED), a_notice(UPDATE, minutes=30)):
        page.after = [None, saying(b"", then_close=True)]  # the list is read, and the update taken without a word
        with pytest.raises(OutcomeUnknown):
            put(notice)

        assert "already" in put(notice).remark
    assert (len(page.incidents), len(updates(page)), len(page.told)) == (1, 2, 2)


def test_a_page_that_cannot_be_read_is_not_written_to(page: FakePage, put: Callable[..., Sent]) -> None:
    """What was only read cannot have been done half."""
    for trouble in (saying(b"", then_close=True), answering(500, b"planted"), answering(200, b"planted")):
        page.before = [trouble]
        with pytest.raises(Unreachable) as caught:
            put(a_notice(STARTED))
        assert "planted" not in f"{caught.value!r} {caught.value.__cause__!r}"

    assert page.incidents == []
    assert {line.split()[0] for line in page.requests} <= {"GET"}


TROUBLES: Mapping[str, tuple[Behaviour, type[PortError]]] = {
    "is asked too often": (answering(429, retry_after="60"), Unreachable),
    "knows no such token": (answering(401, b"planted"), Rejected),
    "dislikes it": (answering(422, b'{"error": ["planted"]}'), Rejected),
    "is behind a gateway that gave up": (answering(502), OutcomeUnknown),
    "says nothing": (never, OutcomeUnknown),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_became_of_an_update_is_never_told_better_than_it_is(
    vendor: Vendor, page: FakePage, url: str, trouble: str
) -> None:
    behaves, error = TROUBLES[trouble]
    page.before = [None, behaves]
    with pytest.raises(PortError) as caught:
        anyio.run(vendor.channel(url, line=a_line(timeout=0.3)).send, told(a_notice(STARTED)))

    assert type(caught.value) is error
    assert "planted" not in f"{caught.value!r} {vars(caught.value)}"
    assert getattr(caught.value, "retry_after", None) == (60 if error is Unreachable else None)


def test_the_thread_is_found_among_many_other_incidents(page: FakePage, put: Callable[..., Sent]) -> None:
    put(a_notice(STARTED), at_a_time=3)
    for number in range(7):
        put(evolve(told(a_notice(STARTED), key=f"other-{number}"), thread=f"other-{number}"), at_a_time=3)
    put(a_notice(UPDATE, minutes=30), at_a_time=3)

    assert len(page.incidents) == 8
    assert len(page.incidents[-1]["updates"]) == 2


def test_a_history_that_is_longer_than_other_answers_may_be_is_read(page: FakePage, put: Callable[..., Sent]) -> None:
    put(a_notice(STARTED))
    for number in range(20):
        other = evolve(told(a_notice(STARTED), key=f"other-{number}"), thread=f"other-{number}", body="long " * 900)
        put(other, words=True)
    put(a_notice(UPDATE, minutes=30))

    assert len(page.incidents) == 21


def test_an_incident_of_which_much_was_said_is_answered_for(page: FakePage, put: Callable[..., Sent]) -> None:
    for number in range(20):
        message = evolve(told(a_notice(UPDATE), key=f"update-{number}"), body=f"{number} " * 2000, subject="x" * 999)
        assert put(message, words=True).state is ReceiptState.DELIVERED

    assert len(page.incidents) == 1
    assert len(page.incidents[0]["name"]) <= 255


def test_what_others_keep_with_an_incident_stays_there() -> None:
    page = FakeStatuspage()
    with page_of(page) as server:
        anyio.run(statuspage(server.url("")).send, told(a_notice(STARTED)))
        page.incidents[0]["metadata"]["jira"] = {"id": "X-1"}
        anyio.run(statuspage(server.url("")).send, told(a_notice(UPDATE, minutes=9)))

    assert page.incidents[0]["metadata"]["jira"] == {"id": "X-1"}


def test_two_at_once_begin_one_incident(page: FakePage, vendor: Vendor, url: str) -> None:
    async def both() -> None:
        channel = vendor.channel(url)
        async with anyio.create_task_group() as group:
            group.start_soon(channel.send, told(a_notice(STARTED)))
            group.start_soon(channel.send, told(a_notice(UPDATE, minutes=1)))

    anyio.run(both)
    assert (len(page.incidents), len(updates(page))) == (1, 2)


def test_what_is_told_late_is_shown_at_the_time_at_which_it_was_owed(page: FakePage, put: Callable[..., Sent]) -> None:
    page.now = BEGAN + timedelta(hours=2)
    put(a_notice(STARTED))
    put(a_notice(UPDATE, minutes=5))

    first, last = page.incidents[0]["updates"]
    update = last if "started" in last else first
    assert update.get("display_at", update.get("started")) == (BEGAN + timedelta(minutes=5)).isoformat()


def test_what_is_over_before_the_page_was_reached_stands_in_its_history_and_nobody_is_told(
    page: FakePage, put: Callable[..., Sent], vendor: Vendor
) -> None:
    page.now = BEGAN + timedelta(hours=5)
    put(a_notice(NoticeEvent.RELEASED, BACK, minutes=240))

    (incident,) = page.incidents
    assert incident["status"] == vendor.status("resolved")
    assert incident.get("backfill_date", incident.get("started")) == BEGAN.isoformat()
    assert (page.told, page.states) == ([], {})


def test_in_a_drill_no_component_fails_and_no_subscriber_is_told(page: FakePage, put: Callable[..., Sent]) -> None:
    put(told(a_notice(STARTED), drill=True))
    put(told(a_notice(UPDATE, minutes=9), drill=True))

    assert (page.told, page.states) == ([], {})
    assert all(text.splitlines()[0].startswith("DRILL") and "\nDRILL: " in text for text in updates(page))


def test_an_incident_is_resolved_when_the_last_of_its_services_is_back(
    page: FakePage, put: Callable[..., Sent], vendor: Vendor
) -> None:
    put(a_notice(STARTED, part(), part("pacs")))
    put(a_notice(NoticeEvent.RELEASED, BACK, minutes=60, out_elsewhere=("pacs",)))
    assert page.incidents[0]["status"] != vendor.status("resolved")

    put(a_notice(NoticeEvent.RELEASED, part("pacs", state=RELEASED, tier=AccessTier.LIVE), minutes=90))
    assert page.incidents[0]["status"] == vendor.status("resolved")
    assert set(page.states.values()) == {vendor.status("operational")}


@pytest.mark.parametrize(("reopens", "incidents"), [(True, 1), (False, 2)])
def test_what_is_lost_again_after_its_end_is_an_open_incident_again(
    page: FakePage, put: Callable[..., Sent], vendor: Vendor, reopens: bool, incidents: int
) -> None:
    page.reopens = reopens
    put(a_notice(STARTED))
    put(a_notice(NoticeEvent.RELEASED, BACK, minutes=60))
    put(a_notice(NoticeEvent.LOST_AGAIN, minutes=75))
    put(a_notice(UPDATE, minutes=90))

    assert len(page.incidents) == incidents
    assert page.incidents[0]["status"] == vendor.status("investigating")
    assert len(updates(page)) == 4


def test_that_the_paper_is_back_in_the_chart_is_no_news_to_the_public(page: FakePage, put: Callable[..., Sent]) -> None:
    put(a_notice(STARTED))
    put(a_notice(NoticeEvent.RELEASED, BACK, minutes=60))
    sent = put(a_notice(NoticeEvent.CLOSED, BACK, minutes=600))

    assert "already" in sent.remark
    assert (len(updates(page)), len(page.told)) == (2, 2)


def test_an_id_that_could_be_anything_stands_in_no_path_and_in_no_receipt(
    page: FakePage, put: Callable[..., Sent]
) -> None:
    put(a_notice(STARTED))
    page.incidents[0]["id"] = "../planted 4711"
    page.after = [None, answering(200, b'{"id": "planted\\nid", "incident_updates": [{"id": "x"}]}')]
    sent = put(a_notice(UPDATE, minutes=9))

    assert "planted" not in f"{sent.remark} {page.requests}"


def test_a_server_that_is_no_status_page_is_told_apart(vendor: Vendor) -> None:
    with serving(answering(200, b'{"planted": 1}')) as server, pytest.raises(Unreachable):
        anyio.run(vendor.channel(server.url("")).send, told(a_notice(STARTED)))
