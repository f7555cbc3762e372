"""What the evidence of a downtime shows of what laws and guides ask for, and what it does not: data, with sources."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen


class Extent(StrEnum):
    """How far the evidence of one downtime goes."""

    SHOWS = "shows"
    PART = "shows a part"
    NOT_HERE = "is found elsewhere"


@frozen
class Requirement:
    """One thing that is asked for.

    Attributes:
        citation: where it is asked for.
        asks: what it asks for, in our words.
        extent: how far this evidence shows it; how: by what, and what else to look for.
        files: the files that show it, by the beginning of their names.
        source: where we read it.
        verified: whether it was read in that source; what was not must be looked up before anybody relies on it.
    """

    citation: str
    asks: str
    extent: Extent
    how: str
    files: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    source: str = ""
    verified: bool = True


_H308 = "45 CFR 164.308(a)(7)"
_H312 = "45 CFR 164.312"
_H316 = "45 CFR 164.316(b)"
_SAFER = "ONC SAFER Guides, Contingency Planning, 2016"

_HIPAA = (
    Requirement(
        "45 CFR 164.308(a)(7)(ii)(A)",
        "Data backup plan: exact copies of electronic health information that can be retrieved",
        Extent.NOT_HERE,
        "journal.jsonl is an exact copy of this record only; look for the backup logs of the system itself",
        ["journal"],
        _H308,
    ),
    Requirement(
        "45 CFR 164.308(a)(7)(ii)(B)",
        "Disaster recovery plan: to restore any loss of data",
        Extent.PART,
        "every sheet of paper is counted, and what of it came into the chart and when",
        ["after-action", "timeline"],
        _H308,
    ),
    Requirement(
        "45 CFR 164.308(a)(7)(ii)(C)",
        "Emergency mode operation plan: critical work goes on, and health information stays protected, meanwhile",
        Extent.SHOWS,
        "the rules that were in force, what was done under them, by whom and when; notices hold nothing about patients",
        ["playbook", "tasks", "deadlines", "notices", "timeline"],
        _H308,
    ),
    Requirement(
        "45 CFR 164.308(a)(7)(ii)(D)",
        "Testing and revision of contingency plans, from time to time",
        Extent.PART,
        "where it was a drill, it says so; the after-action report is what a revision begins with",
        ["manifest", "after-action"],
        _H308,
    ),
    Requirement(
        "45 CFR 164.308(a)(7)(ii)(E)",
        "Criticality: which applications and data matter most",
        Extent.NOT_HERE,
        "look for the clinic's list of services; this names only the services that were down",
        (),
        _H308,
    ),
    Requirement(
        "45 CFR 164.312(b)",
        "Audit controls: activity is recorded and examined",
        Extent.SHOWS,
        "every entry with its time and who made it, chained so that what is altered later is found",
        ["journal", "manifest"],
        _H312,
    ),
    Requirement(
        "45 CFR 164.312(c)(2)",
        "A mechanism by which it is found whether health information was altered",
        Extent.PART,
        "the chain of this record and the digests of these files; not the chart itself",
        ["journal", "manifest"],
        _H312,
    ),
    Requirement(
        "45 CFR 164.316(b)(1)(ii)",
        "A written record of an action that the rules require",
        Extent.SHOWS,
        "the timeline and the tasks, from the record that was written while it happened",
        ["timeline", "tasks"],
        _H316,
    ),
    Requirement(
        "45 CFR 164.316(b)(2)(i)",
        "Kept for six years from its creation or when it last was in effect, whichever is later",
        Extent.PART,
        "legal holds stand in the timeline; look for the clinic's retention policy",
        ["timeline"],
        _H316,
    ),
)


def _safer(number: str, asks: str, how: str, *files: str) -> Requirement:
    # The numbers and titles of the guide were not read in the guide itself.
    return Requirement(f"SAFER Contingency Planning {number}", asks, Extent.PART, how, files, _SAFER, verified=False)


_GUIDE = (
    _safer("1.3", "Paper forms replace key functions", "how many forms went out and came back", "after-action"),
    _safer("1.5", "Patients are identified during and after a downtime", "what a person decided", "timeline"),
    _safer("2.1", "Staff are trained and tested", "drills are marked", "manifest"),
    _safer("2.2", "Communication without the system", "what was sent to whom by which channel", "notices"),
    _safer("2.3", "A written policy: who, when, how often", "the rules in force", "playbook", "tasks", "deadlines"),
    _safer("3.1", "Downtimes are monitored and reported", "the figures of this one", "after-action"),
    _safer("3.3", "More than 24 hours unplanned: find the root cause", "its task, once it was that long", "tasks"),
)

REQUIREMENTS: tuple[Requirement, ...] = (*_HIPAA, *_GUIDE)
"""What is looked at unless a clinic gives its own list."""
