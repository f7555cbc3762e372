"""The calls of a tree in the order in which they are made: by level, and together those in which the same is said."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from downtimekit.adapters._calls import Listed
from downtimekit.models.notice import ENGLISH


@frozen
class CallGroup:
    """Calls of one level in which the same is said.

    Attributes:
        subject, body: what to say, in a language.
        level: of the escalation, from 1; 0 for the audience.
        calls: by name.
    """

    level: int
    language: str
    subject: str
    body: str
    calls: tuple[Listed, ...]

    @property
    def title(self) -> str:
        """How a sheet calls it."""
        level = f"Level {self.level}" if self.level else "Everybody"
        language = "" if self.language == ENGLISH else f", in their language ({self.language})"
        return f"{level}{language}: {len(self.calls)} to tell"


def grouped(calls: Sequence[Listed]) -> Sequence[CallGroup]:
    """Return calls in groups: the first level first, in a level what was owed first, then by name."""
    found: dict[tuple[int, str, str, str], list[Listed]] = {}
    for listed in calls:
        call = listed.call
        found.setdefault((call.level, call.language, call.subject, call.body), []).append(listed)
    return [
        CallGroup(*about, tuple(sorted(group, key=lambda listed: listed.call.name.casefold())))
        for about, group in sorted(found.items(), key=lambda item: item[0][0])
    ]
