"""Mail servers that misbehave, with the engine above them: what it writes down, and how people are told instead."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import Mock

import pytest
import trustme
from attrs import define
from pydantic import SecretStr

from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.adapters.smtp import Security, SmtpNotifier, SmtpSettings
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import Contact, Directory, Role
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.runtime import Delivery, Outage, run
from downtimekit.testing.contracts._planted import everything_logged, found_in
from tests.integration import mail_servers
from tests.integration.mail_servers import PASSWORD, SENDER, USER, Script, Sink, Turn, sink, strict_server, usual
from tests.night import EMAIL, PHONE
from tests.ward import NURSE, an_outage

pytestmark = pytest.mark.integration

ADDRESS, NUMBER = "planted.nurse@example.org", "+12025550123"
ONCE = TellingPolicy(rules=(TellingRule(tries=1, again_minutes=()),))
AGAIN = TellingPolicy(rules=(TellingRule(tries=3, wait_seconds=0.01, longest_wait_seconds=0.02, again_minutes=()),))
FAILED, UNKNOWN, ACCEPTED = ReceiptState.FAILED, ReceiptState.UNKNOWN, ReceiptState.ACCEPTED


@define
class Ward:
    """A nurse with a mailbox and a phone, and what was written down for whoever makes the calls."""

    outage: Outage
    folder: Path

    def tell(self, settings: SmtpSettings, policy: TellingPolicy = ONCE) -> None:
        """Tell the nurse, from a program that was just started; twice, and then once more from another."""
        for _ in range(2):
            nurse = Contact(
                id="nurse", name="Nurse", roles=(Role.CHARGE_NURSE,), channels=(EMAIL.at(ADDRESS), PHONE.at(NUMBER))
            )
            delivery = Delivery(Directory(contacts=(nurse,)), [SmtpNotifier(settings), CallSheet(self.folder)], policy)
            for _ in range(2):
                run(delivery.deliver, self.outage, by=NURSE)

    @property
    def mailed(self) -> list[ReceiptState]:
        """What became of the mails."""
        return [one.state for told in self.outage.standing.receipts.values() for one in told.tries if one.via == "smtp"]

    @property
    def calls(self) -> int:
        """How many calls stand on the sheet."""
        sheet = CallSheet(self.folder).sheet
        return sheet.read_text().count(NUMBER[-4:]) if sheet.exists() else 0


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(an_outage("declared"), tmp_path / "calls")


def at(word: str, answer: str | None) -> Script:
    """Return a server that answers so at a word, and else as it should."""
    return lambda turn: answer if turn.word == word else usual(turn.word)


def second_mail_is_cut_off(turn: Turn) -> str | None:
    """Say goodbye in the middle of a connection."""
    return "421 4.3.2 going down!" if turn.mails and turn.word == "MAIL" else usual(turn.word)


TROUBLES: dict[str, tuple[Script, ReceiptState]] = {
    "never answers after the text": (at(".", ""), UNKNOWN),
    "closes after the text": (at(".", None), UNKNOWN),
    "says 421 after the text": (at(".", "421 4.3.2 going down!"), FAILED),
    "says 554 after the text": (at(".", f"554 5.7.1 <{ADDRESS}> planted"), FAILED),
    "takes it and drops": (at(".", "250 OK!"), ACCEPTED),
    "says 421 at the recipient": (at("RCPT", "421 4.3.2 going down!"), FAILED),
    "closes at the recipient": (at("RCPT", None), FAILED),
    "refuses the recipient": (at("RCPT", f"550 5.1.1 <{ADDRESS}> is not known here"), FAILED),
    "says 421 at DATA": (at("DATA", "421 4.3.2 going down!"), FAILED),
    "never answers DATA": (at("DATA", ""), FAILED),
    "says 421 to everybody": (at("hello", "421 4.3.2 too busy!"), FAILED),
    "never says hello": (at("hello", ""), FAILED),
    "speaks something else": (at("hello", "SSH-2.0-planted!"), FAILED),
}


@pytest.mark.parametrize("policy", [ONCE, AGAIN], ids=["once", "again"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_who_gets_no_mail_is_called_once_and_it_is_known_what_became_of_the_mail(
    ward: Ward, trouble: str, policy: TellingPolicy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    script, state = TROUBLES[trouble]
    with sink(script) as server:
        ward.tell(server.settings.model_copy(update={"timeout": 0.2}), policy)

    assert ward.mailed == [state]
    assert ward.calls == (0 if state is ACCEPTED else 1)
    assert len(set(server.keys)) <= 1
    receipts = "".join(repr(entry) for entry in ward.outage.journal.read(ward.outage.id))
    assert found_in(receipts + everything_logged(caplog.records), [ADDRESS, NUMBER, "is not known here"]) == []


def settings(server: Sink | None = None, **said: object) -> SmtpSettings:
    """Return settings that sign in, and so want TLS."""
    about = {"host": "127.0.0.1", "sender": SENDER, "username": USER, "password": SecretStr(PASSWORD), "timeout": 0.5}
    port = {"port": server.settings.port} if server else {}
    return SmtpSettings.model_validate(about | port | said)


@pytest.mark.parametrize("answer", ["250 hi", "250-hi\r\n250 STARTTLS", "250-hi\r\n250 AUTH PLAIN LOGIN"])
def test_without_encryption_neither_a_password_nor_a_mail_is_sent(ward: Ward, answer: str) -> None:
    def script(turn: Turn) -> str | None:
        return {"EHLO": answer, "STARTTLS": "454 4.7.0 not now"}.get(turn.word, usual(turn.word))

    with sink(script) as server:
        ward.tell(settings(server))

    assert set(server.words) <= {"hello", "EHLO", "STARTTLS", "QUIT"}
    assert (server.texts, ward.mailed, ward.calls) == ([], [FAILED], 1)


def test_what_is_said_before_the_encryption_does_not_count_after_it(ward: Ward) -> None:
    """Answers put in front of TLS by somebody in between (CVE-2011-0411 has the same for servers)."""

    def script(turn: Turn) -> str | None:
        planted = "220 go\r\n250-planted\r\n250 AUTH PLAIN"
        return {"EHLO": "250-hi\r\n250 STARTTLS", "STARTTLS": planted}.get(turn.word, usual(turn.word))

    with sink(script) as server:
        ward.tell(settings(server))

    assert "AUTH" not in server.words
    assert (server.texts, ward.mailed, ward.calls) == ([], [FAILED], 1)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, Path]:
    found = trustme.CA()
    path = tmp_path / "ca.pem"
    found.cert_pem.write_to_path(str(path))
    return found, path


@pytest.mark.parametrize("whose", ["another name", "somebody unknown"])
@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
def test_a_certificate_that_is_not_the_servers_gets_nothing(
    ward: Ward, authority: tuple[trustme.CA, Path], whose: str, implicit: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    issuer = authority[0] if whose == "another name" else trustme.CA()
    name = "mail.example.net" if whose == "another name" else "127.0.0.1"
    with ExitStack() as stack:
        port, mailbox = stack.enter_context(strict_server(issuer.issue_cert(name), implicit_tls=implicit))
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # of the server, whose client hangs up
        security = Security.TLS if implicit else Security.STARTTLS
        ward.tell(settings(port=port, ca_file=authority[1], security=security))
        logging.getLogger("asyncio").setLevel(logging.NOTSET)

    assert (mailbox.mails, ward.mailed, ward.calls) == ([], [FAILED], 1)
    assert found_in(everything_logged(caplog.records), [PASSWORD, USER, ADDRESS]) == []


def test_a_password_that_is_not_taken_stands_nowhere(
    ward: Ward, authority: tuple[trustme.CA, Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    wrong = "planted-another-password"
    with strict_server(authority[0].issue_cert("127.0.0.1")) as (port, mailbox):
        ward.tell(settings(port=port, ca_file=authority[1], password=SecretStr(wrong)))

    assert (mailbox.mails, ward.mailed, ward.calls) == ([], [FAILED], 1)
    said = "".join(repr(entry) for entry in ward.outage.journal.read(ward.outage.id))
    assert found_in(said + everything_logged(caplog.records), [wrong, USER, ADDRESS]) == []


def test_an_old_password_is_not_tried_for_everybody_until_the_account_is_locked(
    authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Mock(wraps=mail_servers.signed_in)
    monkeypatch.setattr(mail_servers, "signed_in", asked)
    people = tuple(
        Contact(id=f"p{n}", name="P", roles=(Role.CHARGE_NURSE,), channels=(EMAIL.at(f"p{n}@example.org"),))
        for n in range(200)
    )
    with strict_server(authority[0].issue_cert("127.0.0.1")) as (port, _):
        old = settings(port=port, ca_file=authority[1], password=SecretStr("planted-old-password"))
        run(Delivery(Directory(contacts=people), [SmtpNotifier(old)], AGAIN).deliver, an_outage("declared"), by=NURSE)

    # Those that were on their way when it became clear, each by the two ways of signing in that the server offers.
    assert 0 < asked.call_count <= 2 * 2 * SmtpNotifier(old).capabilities.at_once


def test_a_server_that_says_goodbye_between_two_mails_keeps_none_back(tmp_path: Path) -> None:
    outage = an_outage("declared")
    people: Sequence[Contact] = [
        Contact(id=f"p{n}", name="P", roles=(Role.CHARGE_NURSE,), channels=(EMAIL.at(f"p{n}@example.org"),))
        for n in range(6)
    ]
    with sink(second_mail_is_cut_off) as server:
        mail = SmtpNotifier(server.settings.model_copy(update={"connections": 1}))
        run(Delivery(Directory(contacts=tuple(people)), [mail], AGAIN).deliver, outage, by=NURSE)

    assert len(server.keys) == len(set(server.keys)) == len(people)
    assert {told.state for told in outage.standing.receipts.values()} == {ACCEPTED}
