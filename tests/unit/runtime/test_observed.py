"""What was observed stands in the journal and in the timeline, by the clinic's clock."""

from __future__ import annotations

from collections.abc import Sequence

from downtimekit.models.downtime import Downtime
from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.models.facts import Observed
from downtimekit.models.stored import FACTS
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Entry
from downtimekit.runtime import timeline
from tests.observed import NOW, NURSE, probed, seen

DOWNTIME = Downtime(
    id="west-1",
    playbook="unscheduled",
    playbook_digest="a" * 64,
    sites=("west",),
    services=("ris",),
    began_at=NOW,
    zone="America/New_York",
)


def told(observations: Sequence[Observation]) -> list[str]:
    entries = [
        Entry(
            stream="west-1",
            version=number,
            at=NOW,
            by=NURSE,
            command=f"c{number}",
            fact=Observed(observation=observation),
            digest="",
        )
        for number, observation in enumerate(observations, 1)
    ]
    return [line.words for line in timeline(entries, playbook=UNSCHEDULED, downtime=DOWNTIME)]


def test_one_observation_is_told_with_who_saw_it_and_when() -> None:
    assert told(seen("west: ris-", minutes_ago=3)) == ["ris at west: down, seen at 08:57 by Carla Chen"]
    assert told([probed("ris", "west", Answer.SLOW, minutes_ago=0)]) == [
        "ris at west: slow, seen at 09:00 by the check 'ris-probe'"
    ]


def test_many_observations_become_one_line() -> None:
    assert told(seen("west: ris- pacs- internet+")) == ["3 answers came in on what works and what does not"]


def test_an_observation_is_read_back_from_the_journal_as_it_was_written() -> None:
    fact = Observed(observation=probed("ris", "west", Answer.UP, minutes_ago=2))

    assert FACTS.read(FACTS.write(fact), source="journal") == fact
