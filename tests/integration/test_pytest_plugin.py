"""Whoever installs downtimekit has its fixtures in pytest, pays nothing for them, and can do without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

pytestmark = pytest.mark.integration

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "testing.md"
OUTAGE = """
import anyio
import pytest

from downtimekit.errors import Unreachable
from downtimekit.models.people import Role
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.testing import assert_cadence_kept, assert_nothing_lost, assert_refused, at, script_of, staff
from downtimekit.models.forms import Layout
from downtimekit.testing.contracts.renderer import FORM, packet_of
from downtimekit.testing.contracts.target import entry_of
from downtimekit.testing.trouble import unreachable

NURSE = staff(Role.CHARGE_NURSE)


@pytest.fixture
def outage(downtime_desk):
    return downtime_desk.declare(UNSCHEDULED, id="west-1", by=NURSE, sites=["west"], services=["ris"])


def test_a_worker_tells_everybody(outage, downtime_worker, recording_notifier, downtime_directory):
    assert anyio.run(downtime_worker.run_once) == 1
    told = {message.name for message in recording_notifier.carried}
    assert told < {contact.name for contact in downtime_directory.contacts}
    assert_nothing_lost(outage)


@pytest.mark.downtime(at="2026-11-01 01:30", zone="America/New_York", which="second")
def test_a_refusal(outage, downtime_clock):
    assert outage.standing.downtime.began_at == downtime_clock.now()
    assert downtime_clock.now().isoformat() == "2026-11-01T06:30:00+00:00"
    with assert_refused(because="out_of_order"):
        outage.signal("released", by=NURSE)


def test_failures(failing_notifier, failing_journal, failing_renderer, failing_target, downtime_journal):
    for double in (failing_notifier, failing_renderer, failing_target, failing_journal):
        double.troubles.always = unreachable()
    with pytest.raises(Unreachable):
        failing_renderer.compile([FORM], layout=Layout()).render([packet_of(1)])
    with pytest.raises(Unreachable):
        anyio.run(failing_target.write, entry_of())
    assert failing_journal.journal is downtime_journal


def test_the_rest(recording_renderer, null_renderer, null_notifier, null_target, recording_target, downtime_delivery):
    assert recording_renderer.packets == recording_target.sent == []
    assert null_renderer.suffix == ".txt"
    assert downtime_delivery.notifiers[0].capabilities == null_notifier.capabilities
    assert anyio.run(null_target.find, "x") is None


def test_a_script(play_downtime):
    script = script_of(at("+5", signal="help_desk_contacted", details={"ticket": "1"}), at="2026-03-02 09:00")
    assert play_downtime(script).standing.phase == "identifying"
"""


def test_every_fixture_is_there_and_works(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(OUTAGE)

    pytester.runpytest_subprocess("-q", "--strict-markers").assert_outcomes(passed=5)


def test_a_fixture_can_be_overridden_and_what_stands_on_it_follows(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import pytest
        from downtimekit.adapters.sqlite_journal import SqliteJournal
        from downtimekit.testing import RecordingJournal

        @pytest.fixture
        def downtime_journal(tmp_path):
            with SqliteJournal(tmp_path / "downtime.db") as journal:
                yield RecordingJournal(journal)
    """)
    pytester.makepyfile("""
        from downtimekit.models.people import Role
        from downtimekit.playbooks import UNSCHEDULED
        from downtimekit.testing import staff

        def test_it(downtime_desk, tmp_path):
            nurse = staff(Role.CHARGE_NURSE)
            downtime_desk.declare(UNSCHEDULED, id="west-1", by=nurse, sites=["west"], services=["ris"])
            assert (tmp_path / "downtime.db").exists()
    """)

    pytester.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_an_expectation_that_fails_is_shown_without_the_inside_of_the_kit(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        from downtimekit.testing import at, play, script_of

        def test_it():
            play(script_of(at("+5", signal="staff_told"), at="2026-03-02 09:00", title="The line is cut"))
    """)
    result = pytester.runpytest_subprocess("-q")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*The line is cut: not as expected after steps[[]0] (signal, staff_told), 2026-03-02 09:05 UTC:",
            "*it was refused:",
            "*out_of_order: *",
            "*allowed now: help_desk_contacted, stood_down",
            "*what happened last:",
        ]
    )
    result.stdout.no_fnmatch_line("*async def _play*")


def test_the_promises_of_a_port_are_tested_with_the_words_of_pytest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest
        from datetime import datetime
        from downtimekit.testing.contracts.clock import ClockContract

        class TestOurClock(ClockContract):
            @pytest.fixture
            def clock(self):
                class Naive:
                    def now(self):
                        return datetime(2026, 3, 2)
                return Naive()
    """)
    result = pytester.runpytest_subprocess("-q", "-k", "tells_an_instant")

    result.assert_outcomes(failed=1, deselected=4)
    result.stdout.fnmatch_lines(["*assert None is not None*"])


def test_it_can_be_left_out(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(downtime_clock): ...")
    result = pytester.runpytest_subprocess("-q", "-p", "no:downtimekit")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'downtime_clock' not found*"])


def test_who_tests_something_else_loads_no_model(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_it():
            loaded = {name for name in sys.modules if name.startswith("downtimekit")}
            assert loaded == {"downtimekit", "downtimekit.testing", "downtimekit.testing.plugin"}
            assert not {"pydantic", "attrs", "anyio._core", "sqlite3"} & set(sys.modules) - {"anyio"}
    """)

    pytester.runpytest_subprocess("-q", "-p", "no:anyio", "-p", "no:cov").assert_outcomes(passed=1)


def test_its_fixtures_say_what_they_are(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--fixtures", "-q")

    result.stdout.fnmatch_lines(["downtime_clock*", "*Return a clock that stands still until the test moves it."])


def test_the_tests_in_the_guide_pass_as_a_vendors_would(pytester: pytest.Pytester) -> None:
    blocks = re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", HOW_TO.read_text())
    (script,) = [text for language, text in blocks if language == "yaml"]
    code = "".join(text for language, text in blocks if language == "python")
    pytester.makefile(".yaml", outage=script)
    pytester.path.joinpath("test_guide.py").write_text(code)
    outcomes = pytester.runpytest_subprocess("-q").parseoutcomes()

    assert outcomes.keys() == {"passed"}
    assert outcomes["passed"] > code.count("\ndef test_") + 10  # with what the contract asks of a notifier
