"""Who is told of planned work by mail can put it into the calendar, where it moves and goes with the work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import anyio
import pytest
import trustme
from attrs import evolve
from icalendar import Calendar
from pydantic import SecretStr

from downtimekit.adapters.invitations import Invitations, InvitationSettings
from downtimekit.adapters.smtp import SmtpNotifier, SmtpSettings
from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Rejected
from downtimekit.models.notice import Notice, NoticeEvent
from downtimekit.models.people import ChannelKind
from downtimekit.models.reading import read
from downtimekit.ports.notifier import Message
from downtimekit.testing.contracts.notifier import NotifierContract, Trial
from tests.integration.mail_servers import (
    PASSWORD,
    REFUSED,
    SENDER,
    USER,
    Mailbox,
    as_read,
    free_port,
    scripted_server,
    strict_server,
)
from tests.status_pages import BEGAN, a_notice, told

pytestmark = pytest.mark.integration

WINDOW: dict[str, Any] = {
    "scheduled": True,
    "since": BEGAN + timedelta(days=1),
    "ends": BEGAN + timedelta(days=1, hours=2),
}
PLANNED, EXTENDED, STOOD_DOWN = NoticeEvent.PLANNED, NoticeEvent.EXTENDED, NoticeEvent.STOOD_DOWN


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def mailbox(authority: trustme.CA) -> Iterator[tuple[int, Mailbox]]:
    with strict_server(authority.issue_cert("localhost", "127.0.0.1")) as running:
        yield running


@pytest.fixture
def channel(authority: trustme.CA, mailbox: tuple[int, Mailbox], tmp_path: Path) -> Invitations:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return at(mailbox[0], tmp_path / "ca.pem")


def at(port: int, ca_file: Path) -> Invitations:
    smtp = SmtpSettings(
        host="127.0.0.1", port=port, sender=SENDER, username=USER, password=SecretStr(PASSWORD), ca_file=ca_file
    )
    return Invitations(InvitationSettings(smtp=smtp))


def mailed(notice: Notice, *, key: str = "") -> Message:
    return evolve(told(notice, key=key), address="planted.nurse@example.org", name="Zoë Planted")


def invited(mail: EmailMessage) -> tuple[str, Any]:
    """Return the method of the part and the event, as an independent parser reads it."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert calendar["METHOD"] == part.get_param("method")
    return str(part.get_param("method")), calendar.walk("VEVENT")[0]


class TestMails(NotifierContract):
    @pytest.fixture
    def trial(self, channel: Invitations, mailbox: tuple[int, Mailbox], tmp_path: Path) -> Trial:
        return Trial(
            open=lambda: Invitations(channel.settings),
            carried=lambda: [as_read(mail) for mail in mailbox[1].mails],
            cut_off=at(free_port(), tmp_path / "ca.pem"),
            secrets=[PASSWORD, USER],
        )


def test_one_entry_moves_with_the_work_and_goes_when_it_is_called_off(
    channel: Invitations, mailbox: tuple[int, Mailbox]
) -> None:
    later = WINDOW | {"ends": WINDOW["ends"] + timedelta(hours=3)}
    notices = [
        a_notice(PLANNED, **WINDOW),
        a_notice(EXTENDED, minutes=60, **later),
        a_notice(STOOD_DOWN, minutes=90, **later),
    ]
    for notice in notices:
        anyio.run(channel.send, mailed(notice))

    found = [invited(mail) for mail in mailbox[1].mails]
    ends = [entry["DTEND"].dt for _, entry in found]
    assert [method for method, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(entry["UID"]) for _, entry in found}) == 1
    assert [entry["SEQUENCE"] for _, entry in found] == sorted({entry["SEQUENCE"] for _, entry in found})
    assert isinstance(ends[0], datetime)
    assert ends[1] - ends[0] == timedelta(hours=3)
    assert {str(entry["ATTENDEE"]) for _, entry in found} == {"mailto:planted.nurse@example.org"}
    assert {str(entry["ORGANIZER"]) for _, entry in found} == {f"mailto:{SENDER}"}


@pytest.mark.parametrize("notice", [a_notice(NoticeEvent.STARTED), a_notice(NoticeEvent.UPDATE, **WINDOW)])
def test_what_is_no_invitation_is_a_mail_like_any_other(
    channel: Invitations, mailbox: tuple[int, Mailbox], notice: Notice
) -> None:
    anyio.run(channel.send, mailed(notice))

    (mail,) = mailbox[1].mails
    assert [part.get_content_type() for part in mail.walk() if "calendar" in part.get_content_type()] == []
    assert notice.body in as_read(mail)


def test_a_drill_says_so_in_the_calendar(channel: Invitations, mailbox: tuple[int, Mailbox]) -> None:
    anyio.run(channel.send, evolve(mailed(a_notice(PLANNED, **WINDOW)), drill=True))

    _, entry = invited(mailbox[1].mails[0])
    assert str(entry["SUMMARY"]).startswith("DRILL: ")


def test_the_channel_is_what_the_mail_is_and_shares_it_where_it_is_handed_in(channel: Invitations) -> None:
    mail = SmtpNotifier(channel.settings.smtp)
    shared = Invitations(channel.settings, mail=mail)

    assert shared.mail is mail
    assert (shared.capabilities.name, shared.capabilities.kind) == ("invitations", ChannelKind.EMAIL)
    assert shared.capabilities.needs == mail.capabilities.needs


@pytest.mark.parametrize(
    ("script", "error"), [({"RCPT": "550 no"}, Rejected), ({".": None}, OutcomeUnknown), ({".": "554 no"}, Rejected)]
)
def test_what_became_of_an_invitation_is_never_told_better_than_it_is(
    script: dict[str, str | None], error: type[PortError]
) -> None:
    with scripted_server(script) as settings, pytest.raises(PortError) as caught:
        anyio.run(Invitations(InvitationSettings(smtp=settings)).send, mailed(a_notice(PLANNED, **WINDOW)))

    assert type(caught.value) is error
    assert REFUSED not in str(caught.value)


def test_settings_that_cannot_be_are_told_without_what_stands_there() -> None:
    wrong = {"smtp": {"host": "planted host", "sender": "planted"}, "organizer": "planted"}
    with pytest.raises(InvalidInput) as caught:
        read(InvitationSettings, wrong, source="settings")

    assert {fault.path for fault in caught.value.faults} == {"smtp.host", "smtp.sender", "organizer"}
    assert "planted" not in str(caught.value)
