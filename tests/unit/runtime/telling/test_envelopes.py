"""The message that somebody gets: in their language, one for several notices, and the same when it is sent again."""

from __future__ import annotations

from pydantic import SecretStr

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import Notice, NoticeText
from downtimekit.models.people import Contact
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.asking import Asked
from downtimekit.notices.planning import Send
from downtimekit.notices.policy import TellingRule
from downtimekit.notices.ways import Way
from downtimekit.ports import Message
from downtimekit.runtime.telling.envelopes import Envelopes, Job
from tests.night import EMAIL, a_notice, person

SPANISH = NoticeText(language="es", subject="El RIS no funciona", body="Use papel.", short="RIS: use papel")
NOTICE = a_notice(drill=True).model_copy(update={"texts": (SPANISH,)})
NEWS = a_notice("west-1/901/news", subject="A part was ordered", drill=True)
NOOR = person("noor", channels=(EMAIL.at("noor@example.org"),)).model_copy(update={"languages": ("es-MX", "en")})
ASKS = TellingRule(acknowledgement=True)


def message(
    *notices: Notice,
    to: Contact | None = NOOR,
    rule: TellingRule = ASKS,
    rich: bool = False,
    answers: AnswerKeys | None = None,
) -> Message:
    """Return the message of some notices to somebody."""
    channel = Capabilities("mail", EMAIL if to else None, rich=rich)
    way = Way(channel, channel.kind, "noor@example.org" if to else "")
    asked = Asked(to, 2 if to else 0, board=None if to else channel)
    job = Job(notices, tuple(Send(way, 1) for _ in notices), asked, rule)
    return Envelopes("west-1", answers).message(job)


def test_whoever_reads_mexican_spanish_is_told_in_spanish() -> None:
    told = message(NOTICE)

    assert (told.language, told.subject, told.body, told.short) == (
        "es",
        "El RIS no funciona",
        "Se le avisa a usted porque hasta ahora no lo han confirmado suficientes personas.\n\nUse papel.",
        "RIS: use papel",
    )
    assert (told.name, told.address, told.thread, told.level) == ("Noor", "noor@example.org", "west-1", 2)
    assert told.drill


def test_several_notices_are_one_message_with_the_latest_first() -> None:
    told = message(NOTICE, NEWS)

    assert told.subject == "A part was ordered (+1)"
    assert told.body.index("A part was ordered") < told.body.index("El RIS no funciona")
    assert told.short == "A part was ordered; RIS: use papel"
    assert told.notice == NEWS


def test_a_page_is_made_only_for_a_channel_that_takes_one() -> None:
    assert message(NOTICE).html == ""
    assert "El RIS no funciona" in message(NOTICE, rich=True).html


def test_an_answer_is_asked_for_only_where_the_rule_wants_one_and_it_is_the_same_again() -> None:
    keys = AnswerKeys([SecretStr("x" * 32)], page="https://clinic.example/answer")
    first, again = message(NOTICE, answers=keys), message(NOTICE, answers=keys)

    assert first.answering is not None
    assert first == again
    assert message(NOTICE, answers=keys, rule=TellingRule()).answering is None
    assert message(NOTICE).answering is None


def test_a_board_has_the_name_of_its_channel_and_no_address() -> None:
    told = message(NOTICE, to=None)

    assert (told.name, told.address, told.language) == ("mail", "", "en")
