"""Whoever tries the library out sees whom it would tell what."""

from __future__ import annotations

import io

import anyio
import pytest

from downtimekit.adapters.console import ConsoleNotifier
from downtimekit.errors import OutcomeUnknown
from downtimekit.models.notice import ReceiptState
from downtimekit.ports.notifier import Message

NOTICE = Message(
    key="west-1/1",
    name="Zoë Roe",
    address="zoe.roe@example.org",
    subject="The RIS is down",
    body="Go on with paper.\n\x1b[2JThe next update comes at 10:30.",
    drill=True,
)


def test_the_screen_shows_whom_and_what_and_takes_no_orders() -> None:
    screen = io.StringIO()
    sent = anyio.run(ConsoleNotifier(screen).send, NOTICE)

    assert sent.state is ReceiptState.QUEUED
    assert screen.getvalue() == (
        "--- email to Zoë Roe <zoe.roe@example.org> [west-1/1]\n"
        "DRILL: The RIS is down\n"
        "\n"
        "Go on with paper.\n"
        "[2JThe next update comes at 10:30.\n"
        "---\n"
    )


def test_a_screen_without_umlauts_shows_the_rest() -> None:
    buffer = io.BytesIO()
    screen = io.TextIOWrapper(buffer, encoding="ascii")
    anyio.run(ConsoleNotifier(screen).send, NOTICE)

    assert b"Zo\\xeb Roe" in buffer.getvalue()


def test_a_screen_that_breaks_may_have_shown_the_notice() -> None:
    class Torn(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(OutcomeUnknown, match="Broken pipe") as caught:
        anyio.run(ConsoleNotifier(Torn()).send, NOTICE)

    assert "zoe" not in str(caught.value)
