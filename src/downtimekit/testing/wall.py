"""Wall times: the instant that a clock on a wall shows, also in the nights when it is put back or forward."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.downtime.window import the_instant
from downtimekit.models.strict import ADAPTER
from downtimekit.models.zones import Pass, WallTime, Zone

_SHOWN: TypeAdapter[datetime] = TypeAdapter(WallTime, config=ADAPTER)
_ZONE: TypeAdapter[str] = TypeAdapter(Zone, config=ADAPTER)


def wall_time(shown: str | datetime, *, zone: str, which: Pass | None = None) -> datetime:
    """Return the instant, in UTC, at which a clock on a wall shows a time.

    Args:
        shown: such as ``"2026-11-01 01:30"``.
        zone: where the clock hangs, as an IANA name.
        which: the first or the second, in the night when the clock shows an hour twice.

    Raises:
        InvalidInput: it is no such time, the clock never shows it, or twice and it is not said which is meant.
    """
    path, words = "time", ""
    try:
        moment = _SHOWN.validate_python(shown)
        path = "zone"
        _ZONE.validate_python(zone)
    except ValidationError:
        words = "is not the name of a time zone" if path == "zone" else "is not what a clock shows: 2026-03-08T01:30"
    if not words:
        try:
            return the_instant(moment, zone=zone, which=which)
        except ValueError as error:
            path, words = "time", str(error)
    raise InvalidInput("wall time", [Fault(path, words)])
