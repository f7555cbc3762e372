"""Notices go out over a real mail server, or the ward is told what became of them."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import anyio
import pytest
import trustme
from attrs import evolve
from pydantic import SecretStr

from downtimekit.adapters.smtp import CalendarPart, SmtpNotifier, SmtpSettings
from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.ports.notifier import Message, Sent
from downtimekit.testing.contracts.notifier import NotifierContract, Trial
from tests.integration.mail_servers import (
    BUSY,
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

pytestmark = pytest.mark.integration

NOTICE = Message(
    key="west-1/update-1/charge-nurse",
    name="Zoë Planted",
    address="planted.nurse@example.org",
    subject="The RIS is down at west — go on with paper",
    body="Planted text.\n.hidden dot\nThe next update comes at 10:30.",
)
HIDDEN = (NOTICE.address, NOTICE.name, NOTICE.subject, "Planted text.", PASSWORD, USER, quote(PASSWORD, safe=""))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[tuple[int, Mailbox]]:
    with strict_server(authority.issue_cert("localhost", "127.0.0.1")) as running:
        yield running


@pytest.fixture
def mailbox(server: tuple[int, Mailbox]) -> Mailbox:
    return server[1]


@pytest.fixture
def settings(server: tuple[int, Mailbox], ca_file: Path) -> SmtpSettings:
    return SmtpSettings(
        host="127.0.0.1",
        port=server[0],
        sender=SENDER,
        username=USER,
        password=SecretStr(PASSWORD),
        ca_file=ca_file,
        timeout=5,
    )


class TestMailOverStartTls(NotifierContract):
    @pytest.fixture
    def trial(self, settings: SmtpSettings, mailbox: Mailbox) -> Trial:
        return Trial(
            open=lambda: SmtpNotifier(settings),
            carried=lambda: [as_read(mail) for mail in mailbox.mails],
            cut_off=SmtpNotifier(changed(settings, port=free_port())),
            secrets=[PASSWORD, USER],
        )


def changed(settings: SmtpSettings, **fields: object) -> SmtpSettings:
    return SmtpSettings.model_validate(dict(settings) | fields)


def send(settings: SmtpSettings, message: Message = NOTICE) -> Sent:
    return anyio.run(SmtpNotifier(settings).send, message)


def failure(settings: SmtpSettings, message: Message = NOTICE) -> PortError:
    """Send, and return the error, of which a log may hold everything."""
    with pytest.raises(PortError) as caught:
        send(settings, message)
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(vars(caught.value))
    assert [hidden for hidden in (*HIDDEN, message.address) if hidden in said] == []
    return caught.value


def test_the_nurse_gets_a_mail_that_says_whence_and_when_and_that_nobody_wrote_it(
    settings: SmtpSettings, mailbox: Mailbox
) -> None:
    sent = send(settings)

    (mail,) = mailbox.mails
    assert sent.state is ReceiptState.ACCEPTED
    assert sent.remark == f"Message-ID {mail['Message-ID']}"
    assert mail["From"] == SENDER
    assert mail["To"] == "Zoë Planted <planted.nurse@example.org>"
    assert mail["X-Envelope-To"] == NOTICE.address
    assert mail["Subject"] == NOTICE.subject
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Downtimekit-Key"] == NOTICE.key
    assert mail["Date"].datetime.tzinfo is not None
    assert mail.get_content().splitlines() == NOTICE.body.splitlines()
    assert mailbox.raw[0].isascii()


def test_two_mails_with_one_key_have_one_message_id(settings: SmtpSettings, mailbox: Mailbox) -> None:
    send(settings)
    send(settings, evolve(NOTICE, subject="Written otherwise"))
    send(settings, evolve(NOTICE, key="west-1/update-2/charge-nurse"))

    first, again, other = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == again != other


def test_the_staff_is_told_over_a_few_encrypted_connections(settings: SmtpSettings, mailbox: Mailbox) -> None:
    channel = SmtpNotifier(changed(settings, connections=3))
    keys = {f"west-1/update-1/{number}" for number in range(20)}

    async def send_all() -> None:
        async with anyio.create_task_group() as group:
            for key in keys:
                group.start_soon(channel.send, evolve(NOTICE, key=key))
        await channel.rest()

    anyio.run(send_all)
    assert len(mailbox.mails) == len(keys)
    assert {mail["X-Downtimekit-Key"] for mail in mailbox.mails} == keys
    assert 1 <= len(mailbox.peers) <= 3


def test_an_invitation_arrives_with_its_calendar(settings: SmtpSettings, mailbox: Mailbox) -> None:
    calendar = CalendarPart("REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")
    sent = anyio.run(partial(SmtpNotifier(settings).invite, NOTICE, calendar=calendar))

    (mail,) = mailbox.mails
    assert sent.remark == f"Message-ID {mail['Message-ID']}"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/calendar"]


def test_a_server_that_encrypts_from_the_start_is_reached_as_well(
    authority: trustme.CA, settings: SmtpSettings
) -> None:
    with strict_server(authority.issue_cert("127.0.0.1"), implicit_tls=True) as (port, mailbox):
        send(changed(settings, port=port, security="tls", username=None, password=None))

    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_server_is_not_trusted(
    authority: trustme.CA, settings: SmtpSettings, security: str
) -> None:
    certificate = authority.issue_cert("elsewhere.example.org")
    with strict_server(certificate, implicit_tls=security == "tls") as (port, mailbox):
        error = failure(changed(settings, port=port, security=security))

    assert isinstance(error, Unreachable)
    assert "its certificate is not trusted" in str(error)
    assert mailbox.mails == []


def test_a_certificate_of_an_unknown_authority_is_not_trusted(settings: SmtpSettings, mailbox: Mailbox) -> None:
    error = failure(changed(settings, ca_file=None))

    assert isinstance(error, Unreachable)
    assert "its certificate is not trusted" in str(error)
    assert mailbox.mails == []


def test_a_server_that_does_not_encrypt_gets_no_password_and_no_notice() -> None:
    with scripted_server({}) as plain:
        error = failure(changed(plain, security="starttls", username=USER, password=SecretStr(PASSWORD)))

    assert isinstance(error, Unreachable)
    assert "it offers no encryption" in str(error)


def test_a_wrong_password_is_no_answer_to_the_mail_and_appears_nowhere(
    settings: SmtpSettings, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "planted-wrong-Passw0rd"
    error = failure(changed(settings, password=SecretStr(wrong)))

    assert isinstance(error, Unreachable)  # so that a server which knows us no more is left alone, and locks nobody out
    assert str(error) == "the mail server refused the sign-in (535)"
    assert wrong not in caplog.text + "".join(traceback.format_exception(error))
    assert mailbox.mails == []


@pytest.mark.parametrize(("address", "kind"), [(REFUSED, Rejected), (BUSY, Unreachable)])
def test_one_nurse_whom_the_server_refuses_does_not_keep_the_others_from_being_told(
    settings: SmtpSettings, mailbox: Mailbox, address: str, kind: type[PortError]
) -> None:
    error = failure(settings, evolve(NOTICE, address=address))
    send(settings)

    assert type(error) is kind
    assert [mail["X-Envelope-To"] for mail in mailbox.mails] == [NOTICE.address]


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ({"hello": None}, Unreachable),
        ({"hello": "421 closing"}, Unreachable),
        ({"hello": "554 go away, planted.nurse@example.org"}, Unreachable),
        ({"hello": ""}, Unreachable),
        ({"hello": "nonsense"}, Unreachable),
        ({"EHLO": None}, Unreachable),
        ({"MAIL": "530 sign in first"}, Rejected),
        ({"MAIL": None}, Unreachable),
        ({"RCPT": None}, Unreachable),
        ({"DATA": None}, Unreachable),
        ({"DATA": ""}, Unreachable),
        ({"DATA": "451 planted.nurse@example.org is over quota"}, Unreachable),
        ({"DATA": "250 what?"}, Unreachable),
        ({".": "452 disk full"}, Unreachable),
        ({".": "554 planted.nurse@example.org: your text is not welcome"}, Rejected),
        ({".": None}, OutcomeUnknown),
        ({".": ""}, OutcomeUnknown),
        ({".": "nonsense"}, OutcomeUnknown),
        ({".": "354 what?"}, OutcomeUnknown),
    ],
)
def test_where_the_server_falls_over_decides_whether_sending_again_is_safe(
    script: dict[str, str | None], kind: type[PortError]
) -> None:
    with scripted_server(script) as settings:
        error = failure(changed(settings, timeout=0.3 if "" in script.values() else 20))

    assert type(error) is kind


@pytest.mark.parametrize("goodbye", [None, "500 what?", "nonsense"])
def test_a_server_that_does_not_say_goodbye_has_taken_the_mail_all_the_same(goodbye: str | None) -> None:
    with scripted_server({"QUIT": goodbye}) as settings:
        assert send(settings).state is ReceiptState.ACCEPTED


def test_a_server_that_is_not_there_is_unreachable() -> None:
    error = failure(SmtpSettings(host="127.0.0.1", port=free_port(), sender=SENDER))

    assert isinstance(error, Unreachable)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "-"])
def test_a_server_whose_name_leads_nowhere_carries_nothing(host: str) -> None:
    assert isinstance(failure(SmtpSettings(host=host, sender=SENDER, timeout=5)), Unreachable | Rejected)


def test_a_certificate_file_that_cannot_be_used_is_found_before_the_first_outage(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate")
    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(InvalidInput, match="ca_file: cannot be read, or holds no certificate"):
            SmtpNotifier(SmtpSettings(host="localhost", sender=SENDER, ca_file=tmp_path / name))


def test_a_password_stands_in_no_repr(settings: SmtpSettings) -> None:
    shown = f"{settings!r} {settings} {SmtpNotifier(settings)!r}"

    assert not re.search(f"{re.escape(PASSWORD)}|{USER}", shown)
