"""Service codes and the minutes that they stand for: a table to replace, and a check that refuses nothing.

Codes only; their descriptors belong to the American Medical Association. The bands of 90832, 90834, 90837, 90846 and
90847 are those that the American Psychological Association publishes ("Psychotherapy codes", apaservices.org). The
others are told in billing guides, which do not agree about 90839: they are marked as not verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated

from attrs import frozen
from pydantic import AfterValidator, Field

from downtimekit.models.behavioural.session import Session
from downtimekit.models.concern import Concern, Gravity

_CODE = re.compile(r"^[0-9A-Za-z][0-9]{3}[0-9A-Za-z]$")
_PUBLISHED = "CPT time rule, as published by the American Psychological Association"


def _service_code(written: str) -> str:
    if not _CODE.fullmatch(written):
        raise ValueError("is not a service code: five characters, such as 90834 or H0004")
    return written.upper()


ServiceCode = Annotated[str, AfterValidator(_service_code), Field(json_schema_extra={"pattern": _CODE.pattern})]
"""A code of CPT or HCPCS: five characters, such as ``90834`` or ``H0004``."""


@frozen
class TimeBand:
    """The minutes for which a code stands.

    Attributes:
        series: codes of one series replace each other, and only their minutes tell which is right.
        least: the first minute of the band; most: the last one; None where it is open.
        therapy: whether the minutes are of psychotherapy, so that the shortest time of a psychotherapy applies.
        verified: whether a source that we trust gives the band; what is not verified only warns.
        added_to: the codes of which one must stand beside it; empty where it stands by itself.
    """

    code: str
    least: int | None = None
    most: int | None = None
    series: str = "other"
    therapy: bool = True
    verified: bool = False
    source: str = ""
    added_to: frozenset[str] = frozenset()

    def holds(self, minutes: int) -> bool:
        """Say whether a number of minutes lies in the band."""
        return (self.least is None or minutes >= self.least) and (self.most is None or minutes <= self.most)

    @property
    def words(self) -> str:
        """The band as people say it: ``16 to 37 minutes``."""
        if self.least is None:
            return "any time" if self.most is None else f"up to {self.most} minutes"
        return f"{self.least} minutes or more" if self.most is None else f"{self.least} to {self.most} minutes"


_EVALUATION = frozenset(str(code) for code in (*range(99202, 99206), *range(99211, 99216)))


@frozen
class ServiceCodePolicy:
    """What a clinic, or a payer, takes the codes to mean.

    Attributes:
        bands: the codes that stand for a time; nothing is said about the minutes of any other.
        evaluation_codes: the codes for evaluation and management, whose level is chosen by decision making or by time;
            the range is from general knowledge, and not verified.
        least_therapy_minutes: below it nothing is billed as psychotherapy; a billing rule that we did not verify.
        longest_session: a longer one was probably written down wrong; the limit is our own.
    """

    bands: Sequence[TimeBand]
    evaluation_codes: frozenset[str] = _EVALUATION
    least_therapy_minutes: int = 16
    longest_session: timedelta = timedelta(hours=8)

    def band(self, code: str) -> TimeBand | None:
        """Return the band of a code; None where nothing is known about its minutes."""
        return next((band for band in self.bands if band.code == code), None)


def _verified(series: str, code: str, least: int, most: int | None = None) -> TimeBand:
    return TimeBand(series=series, code=code, least=least, most=most, verified=True, source=_PUBLISHED)


def _unverified(
    series: str, code: str, least: int, most: int | None = None, *, added_to: frozenset[str] = frozenset()
) -> TimeBand:
    return TimeBand(
        series=series, code=code, least=least, most=most, source="billing guides; not verified", added_to=added_to
    )


DEFAULT_SERVICE_CODES = ServiceCodePolicy(
    bands=(
        _verified("individual", "90832", 16, 37),
        _verified("individual", "90834", 38, 52),
        _verified("individual", "90837", 53),
        _verified("family without client", "90846", 26),
        _verified("family with client", "90847", 26),
        _unverified("with evaluation", "90833", 16, 37, added_to=_EVALUATION),
        _unverified("with evaluation", "90836", 38, 52, added_to=_EVALUATION),
        _unverified("with evaluation", "90838", 53, added_to=_EVALUATION),
        _unverified("crisis", "90839", 30, 74),
        _unverified("added to crisis", "90840", 75, added_to=frozenset({"90839"})),
    )
)
"""90833, 90836 and 90838 are added to a visit for evaluation and management; 90839 and 90840 are for a crisis. Where
a guide begins 90840, which is added to 90839, differs. Group therapy (90853) has no band."""


def service_concerns(
    session: Session, codes: tuple[str, ...], *, policy: ServiceCodePolicy = DEFAULT_SERVICE_CODES
) -> Iterator[Concern]:
    """Yield what does not fit between a session's times and its service codes; paths are those of a note."""
    yield from _time_concerns(session, policy)
    if not codes:
        yield Concern("service_code_missing", "service_codes", "no service code is given", gravity=Gravity.WARNING)
    minutes = session.minutes
    for number, code in enumerate(codes):
        band = policy.band(code)
        if band is None:
            continue
        yield from _company_concerns(band, codes[:number], codes, path=f"service_codes[{number}]")
        if minutes is not None:
            yield from _band_concerns(band, minutes, path=f"service_codes[{number}]", policy=policy)
    if session.therapy_minutes is None and _is_mixed(codes, policy):
        words = "there was evaluation and management too: write down the minutes of psychotherapy by themselves"
        yield Concern("therapy_minutes_missing", "session.therapy_minutes", words, gravity=Gravity.WARNING)


def _time_concerns(session: Session, policy: ServiceCodePolicy) -> Iterator[Concern]:
    if session.ended_at is None:
        words = "the time at which the session stopped is missing: its minutes cannot be compared with its code"
        yield Concern("stop_missing", "session.ended_at", words)
    elif session.ended_at - session.started_at > policy.longest_session:
        hours = policy.longest_session / timedelta(hours=1)
        words = f"the session lasted longer than {hours:g} hours: compare the times with the paper"
        yield Concern("session_too_long", "session.ended_at", words, gravity=Gravity.WARNING)


def _is_mixed(codes: Sequence[str], policy: ServiceCodePolicy) -> bool:
    """Say whether there are codes for evaluation and for psychotherapy by the minute."""
    by_the_minute = {band.code for band in policy.bands if band.therapy}
    return not policy.evaluation_codes.isdisjoint(codes) and not by_the_minute.isdisjoint(codes)


def _company_concerns(band: TimeBand, earlier: Sequence[str], codes: Sequence[str], *, path: str) -> Iterator[Concern]:
    if band.code in earlier:
        words = "stands here twice for one session"
        yield Concern("service_code_twice", path, words, gravity=Gravity.WARNING)
    if band.added_to and band.added_to.isdisjoint(codes):
        words = f"is added to another code, and none of these is given: {', '.join(sorted(band.added_to))}"
        yield Concern("added_code_alone", path, words, band.source, Gravity.WARNING)


def _band_concerns(band: TimeBand, minutes: int, *, path: str, policy: ServiceCodePolicy) -> Iterator[Concern]:
    gravity = Gravity.FAULT if band.verified else Gravity.WARNING
    if band.therapy and minutes < policy.least_therapy_minutes:
        words = f"shorter than {policy.least_therapy_minutes} minutes, it is not billed as psychotherapy"
        yield Concern("too_short_for_therapy", path, words, gravity=Gravity.WARNING)
    elif not band.holds(minutes):
        fitting = [other.code for other in policy.bands if other.series == band.series and other.holds(minutes)]
        instead = f"; by its minutes it would be {' or '.join(fitting)}" if fitting else ""
        words = f"the minutes between start and stop do not fit the code, which stands for {band.words}{instead}"
        yield Concern("minutes_outside_band", path, words, band.source, gravity)
