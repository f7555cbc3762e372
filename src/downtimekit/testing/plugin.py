"""Fixtures for pytest, which finds this module by itself; ``-p no:downtimekit`` leaves it out.

Every fixture can be overridden in a `conftest.py`, as pytest's own can: give `downtime_journal` your journal, and
whatever is built on it stands on yours. A test that is about a time says so::

    @pytest.mark.downtime(at="2026-11-01 00:30", zone="America/New_York")
    def test_the_night_when_clocks_are_put_back(downtime_desk, downtime_clock): ...

Nothing of downtimekit is loaded before a test asks for it: `testing` loads a name when it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from downtimekit import testing

if TYPE_CHECKING:
    from downtimekit.models.people import Directory
    from downtimekit.ports import BackfillTarget, Notifier
    from downtimekit.runtime import Delivery, Desk
    from downtimekit.runtime.worker import Worker
    from downtimekit.testing import (
        FailingJournal,
        FailingNotifier,
        FailingRenderer,
        FailingTarget,
        NullNotifier,
        NullRenderer,
        NullTarget,
        Played,
        RecordingJournal,
        RecordingNotifier,
        RecordingRenderer,
        RecordingTarget,
        VirtualClock,
    )

_BEGIN = {"at": "2026-03-02 09:00", "zone": "UTC"}
"""When tests begin that do not say: on a Monday morning."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    words = "downtime(at, zone='UTC', which=None): what the clock on the wall shows when the test begins"
    config.addinivalue_line("markers", words)


@pytest.fixture
def downtime_clock(request: pytest.FixtureRequest) -> VirtualClock:
    """Return a clock that stands still until the test moves it."""
    marker = request.node.get_closest_marker("downtime")
    said = {**_BEGIN, **(marker.kwargs if marker else {})}
    return testing.VirtualClock.at(said.pop("at"), **said)


@pytest.fixture
def downtime_journal() -> RecordingJournal:
    """Return a journal in memory, which remembers what it acknowledged."""
    return testing.RecordingJournal()


@pytest.fixture
def failing_journal(downtime_journal: RecordingJournal) -> FailingJournal:
    """Return the same journal behind one that fails as told."""
    return testing.FailingJournal(downtime_journal)


@pytest.fixture
def downtime_directory() -> Directory:
    """Return a clinic's directory: somebody in every role."""
    return testing.clinic()


@pytest.fixture
def recording_notifier() -> RecordingNotifier:
    """Return a mail channel that shows what it was given."""
    return testing.RecordingNotifier()


@pytest.fixture
def failing_notifier(recording_notifier: RecordingNotifier) -> FailingNotifier:
    """Return the same channel behind one that fails as told."""
    return testing.FailingNotifier(recording_notifier)


@pytest.fixture
def null_notifier() -> NullNotifier:
    """Return a mail channel that forgets."""
    return testing.NullNotifier()


@pytest.fixture
def recording_renderer() -> RecordingRenderer:
    """Return a renderer that remembers what it was asked to draw."""
    return testing.RecordingRenderer()


@pytest.fixture
def failing_renderer(recording_renderer: RecordingRenderer) -> FailingRenderer:
    """Return the same renderer behind one that fails as told."""
    return testing.FailingRenderer(recording_renderer)


@pytest.fixture
def null_renderer() -> NullRenderer:
    """Return a renderer that draws nothing."""
    return testing.NullRenderer()


@pytest.fixture
def downtime_target() -> BackfillTarget:
    """Return a system that records go back into, in memory; override it with one that knows your patients."""
    return testing.MemoryTarget()


@pytest.fixture
def recording_target(downtime_target: BackfillTarget) -> RecordingTarget:
    """Return that system behind one that remembers what was asked of it."""
    return testing.RecordingTarget(downtime_target)


@pytest.fixture
def failing_target(recording_target: RecordingTarget) -> FailingTarget:
    """Return the same behind one that fails as told."""
    return testing.FailingTarget(recording_target)


@pytest.fixture
def null_target() -> NullTarget:
    """Return a system that forgets."""
    return testing.NullTarget()


@pytest.fixture
def downtime_desk(downtime_journal: RecordingJournal, downtime_clock: VirtualClock) -> Desk:
    """Return a desk on that journal and that clock, where every playbook that is shipped can be declared."""
    from downtimekit.playbooks.library import SHIPPED  # noqa: PLC0415
    from downtimekit.runtime import Desk  # noqa: PLC0415

    return Desk(journal=downtime_journal, clock=downtime_clock, playbooks=SHIPPED)


@pytest.fixture
def downtime_delivery(downtime_directory: Directory, recording_notifier: Notifier) -> Delivery:
    """Return what delivers notices to that directory over that mail channel."""
    from downtimekit.runtime import Delivery  # noqa: PLC0415

    return Delivery(downtime_directory, [recording_notifier])


@pytest.fixture
def downtime_worker(downtime_desk: Desk, downtime_journal: RecordingJournal, downtime_delivery: Delivery) -> Worker:
    """Return a worker that keeps deadlines and delivers notices whenever its `run_once` is called."""
    from downtimekit.models.people import Role  # noqa: PLC0415
    from downtimekit.runtime.worker import Worker  # noqa: PLC0415

    return Worker(downtime_desk, downtime_journal, downtime_delivery, name="worker", by=testing.staff(Role.HELP_DESK))


@pytest.fixture
def play_downtime() -> Callable[..., Played]:
    """Return `downtimekit.testing.play`, which plays an outage from a script."""
    return testing.play
