"""The window of a scheduled downtime, as it is announced: by the clock on the wall."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from pydantic import ValidationInfo, field_validator, model_validator

from downtimekit.models.strict import Strict
from downtimekit.models.zones import Pass, WallTime, Zone, instants

_SKIPPED = "does not exist in this zone: the clock jumps over it in that night; choose a time after the jump"
_TWICE = "comes twice in this zone: the clock is put back in that night; say which is meant, the first or the second"


def the_instant(shown: datetime, *, zone: str, which: Pass | None) -> datetime:
    """Return the one instant, in UTC, that a wall time means.

    Args:
        shown: the wall time.
        zone: where the clock hangs.
        which: the one that is meant, where the clock shows it twice.

    Raises:
        ValueError: the clock never shows it, or twice, and it is not said which is meant.
    """
    found = instants(shown, zone=zone)
    if not found:
        raise ValueError(_SKIPPED)
    if len(found) > 1 and which is None:
        raise ValueError(_TWICE)
    return found[-1 if which is Pass.SECOND else 0]


class Window(Strict):
    """From one wall time to another, in a named zone.

    A time that the clock shows twice is refused unless its pass is given; one that it jumps over is refused. So what is
    announced and what happens are the same moment, also in the nights when the clocks change.

    Attributes:
        zone: where the clock hangs, as an IANA name.
        starts_pass: which is meant where the clock shows the start twice; ends_pass: the same for the end.
    """

    zone: Zone
    starts_pass: Pass | None = None
    ends_pass: Pass | None = None
    starts: WallTime
    ends: WallTime

    @field_validator("starts", "ends")
    @classmethod
    def _means_one_instant(cls, shown: datetime, info: ValidationInfo) -> datetime:
        zone = info.data.get("zone")
        if zone is not None:
            the_instant(shown, zone=zone, which=info.data.get(f"{info.field_name}_pass"))
        return shown

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends when it starts, or before")
        return self

    @property
    def starts_at(self) -> datetime:
        """The instant at which it starts, in UTC."""
        return the_instant(self.starts, zone=self.zone, which=self.starts_pass)

    @property
    def ends_at(self) -> datetime:
        """The instant at which it ends, in UTC."""
        return the_instant(self.ends, zone=self.zone, which=self.ends_pass)

    @property
    def lasts(self) -> timedelta:
        """How long it is in truth; in the night when the clock is put back, an hour longer than the clock shows."""
        return self.ends_at - self.starts_at
