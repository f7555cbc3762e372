"""Every mail program reads the notice as it was written, and nothing in it becomes a header."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import parseaddr

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.adapters._letter import plain, sendable
from downtimekit.adapters._mail import CalendarPart, Words, drafted
from downtimekit.adapters._wording import asking
from downtimekit.models.notice import NoticeText
from downtimekit.models.people import ChannelKind
from downtimekit.notices.letters import as_html
from downtimekit.ports.notifier import Answering, Message

SENDER = "downtime@hospital.example.org"
AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
NOTICE = Message(
    key="west-1/u-1/nurse",
    name="Zoë Roe",
    address="zoe.roe@example.org",
    subject="The RIS is down at west — go on with paper",
    body="Go on with paper.\n.\nThe next update comes at 10:30.",
    thread="west-1",
)
PAGE = "<!DOCTYPE html><html><body><h1>The RIS is down</h1>\n<p>Go on — with paper.</p></BODY></html>"
CALENDAR = CalendarPart("REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Wartung Röntgen\r\nEND:VCALENDAR\r\n")


def raw(message: Message = NOTICE, calendar: CalendarPart | None = None) -> bytes:
    letter = sendable(message, kind=ChannelKind.EMAIL)
    words = Words(letter.subject, letter.body, letter.html, letter.thread, calendar)
    return drafted(words, sender=SENDER).to(letter, at=AT)[0]


def mail(message: Message = NOTICE, calendar: CalendarPart | None = None) -> EmailMessage:
    parsed = BytesParser(policy=default).parsebytes(raw(message, calendar))
    assert isinstance(parsed, EmailMessage)
    assert [part.defects for part in parsed.walk() if part.defects] == []
    return parsed


def body(parsed: EmailMessage, kind: str = "plain") -> str:
    part = parsed.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_mail_says_whence_and_when_and_that_nobody_wrote_it() -> None:
    read = mail()

    assert (read["From"], read["Date"].datetime) == (SENDER, AT)
    (to,) = read["To"].addresses
    assert (to.display_name, to.addr_spec) == (NOTICE.name, NOTICE.address)
    assert read["Subject"] == NOTICE.subject
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["X-Downtimekit-Key"] == NOTICE.key
    assert (read.get_content_type(), body(read)) == ("text/plain", f"{NOTICE.body}\n")


@given(
    name=st.text(max_size=200),
    subject=st.text(max_size=300),
    text=st.text(max_size=400),
    page=st.text(max_size=400),
    key=st.text(min_size=1, max_size=100),
    thread=st.text(max_size=20),
    answering=st.builds(Answering, link=st.text(max_size=90), code=st.text(max_size=12)),
)
def test_whatever_is_written_arrives_and_adds_no_header(
    *, name: str, subject: str, text: str, page: str, key: str, thread: str, answering: Answering
) -> None:
    message = Message(key, name, NOTICE.address, subject, text, html=page, thread=thread, answering=answering)
    lines = raw(message).split(b"\r\n")
    read = mail(message)

    threaded = {"In-Reply-To", "References"} if thread else set()
    assert set(read.keys()) == threaded | {
        "To", "Date", "Message-ID", "X-Downtimekit-Key", "From", "Subject", "Auto-Submitted", "MIME-Version",
        "Content-Type", *(() if page else ("Content-Transfer-Encoding",)),
    }  # fmt: skip
    assert max(map(len, lines)) <= 998  # RFC 5322, 2.1.1
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert raw(message).isascii()
    assert body(read).startswith(plain(text))
    assert [to.addr_spec for to in read["To"].addresses] == [NOTICE.address]


@pytest.mark.parametrize(
    "name",
    ["", "Roe", "Roe, Zo", 'Zoë "Zo" \\', "=?utf-8?q?Boss?=", "N" * 90, "Ward 3 " * 30, "護士", "a <b@example.org>"],
)
def test_a_name_is_a_name_and_no_second_recipient(name: str) -> None:
    message = evolve(NOTICE, name=name)
    (to,) = mail(message)["To"].addresses
    shown, address = parseaddr(message_from_bytes(raw(message))["To"])

    assert to.addr_spec == address == NOTICE.address
    assert str(make_header(decode_header(shown))) == name.strip()  # the newer parser puts blanks into long names


def test_one_key_is_one_message_id_and_one_downtime_is_one_thread() -> None:
    first, again, update = (
        mail(),
        mail(evolve(NOTICE, body="Other words")),
        mail(evolve(NOTICE, key="west-1/u-2/nurse")),
    )
    elsewhere = mail(evolve(NOTICE, thread="east-7"))

    assert first["Message-ID"] == again["Message-ID"] != update["Message-ID"]
    assert first["Message-ID"].endswith("@hospital.example.org>")
    roots = [one["References"] for one in (first, update)]
    assert roots == [one["In-Reply-To"] for one in (first, update)]
    assert roots[0] == roots[1] != elsewhere["References"]
    assert mail(evolve(NOTICE, thread=""))["References"] is None


def test_a_page_stands_behind_the_plain_text_for_those_who_read_pages() -> None:
    read = mail(evolve(NOTICE, html=PAGE))

    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert body(read) == f"{NOTICE.body}\n"
    assert body(read, "html").replace("\n", "") == PAGE.replace("\n", "")


@pytest.mark.parametrize("language", ["en", "es-MX", "pl"])
def test_how_to_answer_stands_at_the_end_in_the_reader_s_language(language: str) -> None:
    answering = Answering("https://desk.example.org/a?k=1&s=2", "K7Q2")
    read = mail(evolve(NOTICE, html=PAGE, answering=answering, language=language))

    words = asking(language)
    reply = words.reply.format(code="K7Q2")
    assert body(read) == f"{NOTICE.body}\n\n{words.link}: {answering.link}\n{reply}\n"
    page = body(read, "html")
    assert re.search(rf'<a href="https://desk\.example\.org/a\?k=1&amp;s=2"[^>]*>{words.link}</a>', page)
    assert page.index(reply) < page.index("</BODY>")


def test_how_to_answer_looks_like_the_page_that_it_ends() -> None:
    """Behind the part that has margins and a letter, it would stand at the edge in another one."""
    text = NoticeText(subject="El RIS no funciona", body="Trabaje en papel.", short="El RIS", language="es")
    asked = Answering("https://desk.example.org/a?k=1&s=2", "K7Q2")
    read = mail(evolve(NOTICE, html=as_html(text), answering=asked, language="es"))

    assert body(read, "html").split() == as_html(text, link=asked.link, code=asked.code).split()


def test_a_page_without_an_end_takes_the_answer_too() -> None:
    read = mail(evolve(NOTICE, html="<p>Down</p>", answering=Answering(code="K7Q2")))

    assert "K7Q2" in body(read, "html").split("\n")[1]


def test_an_answer_cannot_run_as_a_script() -> None:
    planted = Answering("javascript:alert(1)", "<script>alert(2)</script>")
    page = body(mail(evolve(NOTICE, html=PAGE, answering=planted)), "html")

    assert "<script" not in page
    assert "href" not in page


def test_each_contact_gets_their_own_link_in_the_same_words() -> None:
    words = Words(NOTICE.subject, NOTICE.body, PAGE)
    draft = drafted(words, sender=SENDER)
    links = [f"https://desk.example.org/{number}" for number in range(2)]
    first, second = (draft.to(evolve(NOTICE, answering=Answering(link)), at=AT)[0].decode() for link in links)

    assert (first.count(links[0]), first.count(links[1]), second.count(links[1])) == (
        2,
        0,
        2,
    )  # its address on the page is its words in plain


def test_an_invitation_is_one_that_calendars_take() -> None:
    for page in ("", PAGE):
        read = mail(evolve(NOTICE, html=page, answering=Answering(code="K7Q2")), CALENDAR)
        *_, part = read.iter_parts()

        assert part.get_content_type() == "text/calendar"
        assert (part["Content-Type"].params["method"], part.get_content_charset()) == ("REQUEST", "utf-8")
        assert part.get_payload(decode=True) == CALENDAR.content.encode()
        assert "K7Q2" in body(read)


def test_a_drill_says_so_in_the_subject() -> None:
    assert mail(evolve(NOTICE, drill=True))["Subject"] == f"DRILL: {NOTICE.subject}"
