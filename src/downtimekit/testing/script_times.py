"""When the steps of a script happen: known before it is played, and by the clock of the outage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.zones import Pass, instants, shown_at
from downtimekit.testing.script import OutageScript, Step
from downtimekit.testing.wall import wall_time

_DAY = timedelta(days=1)


def begins(script: OutageScript) -> datetime:
    """Return the instant of the declaration, in UTC.

    Raises:
        InvalidInput: the clock never shows that time, or twice.
    """
    declared = script.declare
    return wall_time(declared.at, zone=declared.zone, which=declared.which)


def times(script: OutageScript) -> Iterator[datetime | Fault]:
    """Yield for each step what the clock shows when it happens, in UTC; or what is wrong with its time.

    A clock that is stepped shows something else from then on, and so do the steps after it.

    Raises:
        InvalidInput: see `begins`.
    """
    now = begins(script)
    for number, step in enumerate(script.steps):
        try:
            at = _time(step, now, script.declare.zone)
        except InvalidInput as error:
            yield from (Fault(f"steps[{number}].at", fault.words) for fault in error.faults)
            continue
        if at < now:
            yield Fault(f"steps[{number}].at", "is before the step that stands before it")
        else:
            yield at
            now = at
        now += timedelta(minutes=step.step_clock or 0)


def _time(step: Step, now: datetime, zone: str) -> datetime:
    if step.at.startswith("+"):
        return now + timedelta(minutes=float(step.at))
    if len(step.at) == len("10:30"):
        return _next(time.fromisoformat(step.at), now, zone, step.which)
    return wall_time(step.at, zone=zone, which=step.which)


def _next(shown: time, now: datetime, zone: str, which: Pass | None) -> datetime:
    """Return the next instant at which the clock shows a time of day; tonight's is not passed over in silence."""
    here = shown_at(now, zone=zone)
    day: date = here.date()
    while True:
        moment = datetime.combine(day, shown)
        found = [at for at in instants(moment, zone=zone) if at >= now]
        skipped = not instants(moment, zone=zone) and moment >= here.replace(tzinfo=None)
        if skipped or (len(found) > 1 and which is None):
            return wall_time(moment, zone=zone)  # says what is wrong with it
        if found:
            return found[-1 if which is Pass.SECOND else 0]
        day += _DAY
