"""A real server on a real port: what people, programs and vendors send to it, and what the journal holds then."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from attrs import define, evolve

from downtimekit.models.notice import ReceiptState
from downtimekit.notices.inbound import Inbound
from downtimekit.runtime.inbox import Inbox
from downtimekit.runtime.telling.envelopes import message_key
from tests.answering import KEYS, House
from tests.calling_back import pagerduty, standard, twilio
from tests.integration.browser import browsing
from tests.ward import an_outage

pytestmark = pytest.mark.integration


@define
class Front:
    """The house behind a server."""

    house: House
    inbox: Inbox
    url: str
    asked: list[str]

    def link(self, notice: str, contact: str = "nurse") -> str:
        """Return the link of a message."""
        return self.inbox.keys.answering(self.house.outage.id, [notice], contact, now=self.house.clock.now()).link

    def send(self, call: Inbound) -> httpx.Response:
        """Send a vendor's call."""
        return httpx.request(call.method, call.url, headers=dict(call.headers), content=call.body)


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    """A server on a port of this machine."""
    house, asked = House(an_outage("declared")), list[str]()
    house.told(house.notices[0])

    class Endpoint(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.command)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            taken = inbox.take(
                Inbound(self.command, f"http://{self.headers['Host']}{self.path}", dict(self.headers), body)
            )
            self.send_response(taken.http_status)
            for name, value in taken.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(taken.body.encode())))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(taken.body.encode())

        do_POST = do_HEAD = do_PUT = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the address holds the token."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    url = f"http://127.0.0.1:{server.server_port}/answer"
    inbox = evolve(house.inbox, keys=evolve(KEYS, page=url, allow_plain=True))
    monkeypatch.setattr("tests.calling_back.HOUSE", url)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Front(house, inbox, url, asked)
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_person_opens_the_link_and_presses_the_button_with_the_keyboard(front: Front, tmp_path: Path) -> None:
    notice = front.house.notices[0]
    with browsing(tmp_path) as browser:
        browser.open(front.link(notice))
        browser.see("document.querySelectorAll('button').length === 1")
        assert front.house.state(notice) is ReceiptState.ACCEPTED
        assert browser.look("document.documentElement.lang") == "en"
        assert browser.look("getComputedStyle(document.querySelector('button')).backgroundColor") == "rgb(11, 79, 158)"
        assert browser.look("document.querySelector('button').getBoundingClientRect().height >= 44") is True

        browser.press("Tab", code=9)
        assert browser.look("document.activeElement.tagName") == "BUTTON"
        browser.press("Enter", code=13, text="\r")
        browser.see("document.querySelector('h1')?.innerText === 'Thank you'")

    assert front.house.state(notice) is ReceiptState.ACKNOWLEDGED
    assert front.asked.count("POST") == 1


def test_a_program_that_looks_for_dangerous_links_changes_nothing(front: Front) -> None:
    link = front.link(front.house.notices[0])
    for method in ("HEAD", "GET", "GET"):
        answer = httpx.request(method, link, follow_redirects=True)
        assert answer.status_code == 200

    assert front.house.state(front.house.notices[0]) is ReceiptState.ACCEPTED
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_form_is_posted_once_and_again(front: Front) -> None:
    link, notice = front.link(front.house.notices[0]), front.house.notices[0]
    first, second = httpx.post(link), httpx.post(link)

    assert "It is recorded" in first.text
    assert "recorded before" in second.text
    assert front.house.state(notice) is ReceiptState.ACKNOWLEDGED


def test_ten_people_answer_at_once_and_each_counts_once(front: Front) -> None:
    notice = front.house.notices[0]
    links = [front.link(notice, f"nurse-{number}") for number in range(10) for _ in range(2)]
    threads = [Thread(target=httpx.post, args=[link]) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    entries = front.house.outage.journal.read(front.house.outage.id)
    answered = [entry for entry in entries if entry.command.startswith("heard/")]
    assert len(answered) == 10
    assert {front.house.state(notice, f"nurse-{number}") for number in range(10)} == {ReceiptState.ACKNOWLEDGED}


def test_vendors_call_back_over_a_port_that_is_in_the_address(front: Front) -> None:
    notice = front.house.notices[0]
    key = message_key([notice], "nurse")
    now = front.house.clock.now()
    arrived = front.send(twilio({"key": key}, MessageSid="SM1", MessageStatus="delivered"))
    assert (arrived.status_code, front.house.state(notice)) == (200, ReceiptState.DELIVERED)

    has_it = front.send(standard({"type": "notice.acknowledged", "data": {"key": key}}, at=now))
    assert (has_it.text, front.house.state(notice)) == ("recorded", ReceiptState.ACKNOWLEDGED)
    assert front.send(pagerduty("west-1", at=now)).text == "nothing like it is known here"


def test_what_is_forged_or_too_long_is_refused(front: Front) -> None:
    forged = twilio({"key": "k"}, secret="f" * 32, MessageStatus="delivered")
    long = httpx.post(f"{front.url}/twilio", content=b"x" * 100_000)

    assert (front.send(forged).status_code, long.status_code) == (403, 413)
    assert httpx.put(front.link(front.house.notices[0])).headers["allow"] == "GET, HEAD, POST"
    assert front.house.state(front.house.notices[0]) is ReceiptState.ACCEPTED
