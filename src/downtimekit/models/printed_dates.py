"""Days and moments as they are printed, so that nobody misreads them."""

from __future__ import annotations

from datetime import date, datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a day with its month in letters: ``04 Jul 1961``."""
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year:04d}"


def moment_words(moment: datetime) -> str:
    """Return a moment with its offset from UTC: ``03 Mar 2026 09:30 (UTC-05:00)``."""
    offset = f"{moment:%z}"
    return f"{day_words(moment)} {moment:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"
