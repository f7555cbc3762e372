"""Wall times: the instant that a clock on a wall shows, also in the nights when it is put back or forward."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.downtime.window import the_instant
from downtimekit.models.strict import ADAPTER
from downtimekit.models.zones import Pass, WallTime, Zone

_SHOWN: TypeAdapter[datetime] = TypeAdapter(WallTime, config=ADAPTER)
_WHICH: TypeAdapter[Pass | None] = TypeAdapter(Pass | None, config=ADAPTER)
_ZONE: TypeAdapter[str] = TypeAdapter(Zone, config=ADAPTER)
_WRONG = {
    "time": "is not what a clock shows: 2026-03-08T01:30",
    "zone": "is not the name of a time zone",
    "which": "is neither first nor second",
}


def wall_time(shown: str | datetime, *, zone: str, which: Pass | str | None = None) -> datetime:
    """Return the instant, in UTC, at which a clock on a wall shows a time.

    Args:
        shown: such as ``"2026-11-01 01:30"``.
        zone: where the clock hangs, as an IANA name.
        which: the first or the second, in the night when the clock shows an hour twice.

    Raises:
        InvalidInput: it is no such time, the clock never shows it, or twice and it is not said which is meant.
    """
    path = "time"
    try:
        moment = _SHOWN.validate_python(shown)
        path = "zone"
        _ZONE.validate_python(zone)
        path = "which"
        meant = _WHICH.validate_python(which)
    except ValidationError:
        words = _WRONG[path]
    else:
        try:
            return the_instant(moment, zone=zone, which=meant)
        except ValueError as error:
            path, words = "time", str(error)
    raise InvalidInput("wall time", [Fault(path, words)])
