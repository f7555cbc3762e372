"""Pictures: everything of the table is in them, nothing lies on anything else, and they can be drawn anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from downtimekit.models.facts import Fact, RulesChanged, SignalCorrected, Signalled
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.guards import GUARDS, Guard
from downtimekit.playbooks.library import SCHEDULED, SHIPPED, UNSCHEDULED
from downtimekit.playbooks.pictures import mermaid, svg
from downtimekit.playbooks.pictures.ladder import Kind, ladder
from downtimekit.playbooks.pictures.layout import picture
from downtimekit.playbooks.pictures.shapes import Frame
from downtimekit.playbooks.pictures.widths import width, wrapped
from downtimekit.playbooks.pictures.words import ASKS, asked, duration
from downtimekit.playbooks.table import Move, Phase, Signal
from downtimekit.ports import Journal
from tests.drawn import assert_lanes_are_apart, assert_no_line_runs_through_words, assert_words_have_room, strokes
from tests.walks import BEGAN, bad_morning, twelve_sites, walked

NAMESPACE = "{http://www.w3.org/2000/svg}"
RUDE = 'He said "<b>&amp; ]]> --> |x| #35; `a`" \u202eend\u0007 \N{SNOWMAN}'

Story = Callable[[], tuple[Journal, str]]


def facts_of(story: Story) -> list[tuple[datetime, Fact]]:
    journal, id = story()
    return list(walked(journal, id))


BAD_MORNING = facts_of(bad_morning)
TWELVE_SITES = facts_of(twelve_sites)
DRAWN = {
    **{playbook.name: picture(ladder(playbook)) for playbook in SHIPPED},
    "a bad morning": picture(ladder(UNSCHEDULED, walked=BAD_MORNING)),
    "twelve sites": picture(ladder(SCHEDULED, walked=TWELVE_SITES)),
}


def rude(playbook: Playbook = UNSCHEDULED) -> Playbook:
    """Return a playbook whose labels mean something to every format there is."""
    phases = tuple(phase.model_copy(update={"label": f"{RUDE} {phase.name}"}) for phase in playbook.phases)
    signals = tuple(signal.model_copy(update={"label": f"{RUDE} {'wide' * 60}"}) for signal in playbook.signals)
    return playbook.model_copy(update={"phases": phases, "signals": signals, "title": RUDE})


DRAWN["rude"] = picture(ladder(rude()))


@pytest.mark.parametrize("name", DRAWN)
def test_no_words_lie_on_other_words_and_none_leave_the_picture(name: str) -> None:
    assert_words_have_room(DRAWN[name])


@pytest.mark.parametrize("name", DRAWN)
def test_no_line_runs_through_words(name: str) -> None:
    assert_no_line_runs_through_words(DRAWN[name])


@pytest.mark.parametrize("name", DRAWN)
def test_no_two_lanes_run_on_each_other_unless_they_lead_to_the_same_place(name: str) -> None:
    assert_lanes_are_apart(DRAWN[name])


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_every_phase_signal_guard_and_deadline_is_told(playbook: Playbook) -> None:
    root = ElementTree.fromstring(svg(playbook))
    shown = " ".join(" ".join(root.itertext()).split())

    for phase in playbook.phases:
        assert phase.label in shown
    for move in playbook.moves:
        assert playbook.signal(move.signal).label in shown
        assert all(asked(rule, playbook=playbook) in shown for rule in move.guards)
    assert all(deadline.label in shown for deadline in playbook.deadlines)


@pytest.mark.parametrize("playbook", [*SHIPPED, rude()], ids=lambda playbook: playbook.title[:12])
def test_it_can_be_read_aloud_and_needs_nothing_from_elsewhere(playbook: Playbook) -> None:
    drawn = svg(playbook)
    root = ElementTree.fromstring(drawn)

    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{NAMESPACE}title", f"{NAMESPACE}desc"]
    assert root[0].text
    assert (root[1].text or "").count("\n") >= len(playbook.phases)
    tags = {element.tag.removeprefix(NAMESPACE) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "text", "polyline", "polygon", "circle"}
    assert not re.search(r"href|url\(|@import|<!", drawn)


def test_only_black_and_grey_are_used() -> None:
    colours = re.findall(r"#([0-9a-f]{6})", svg(SCHEDULED, walked=TWELVE_SITES))

    assert colours
    assert all(colour[:2] == colour[2:4] == colour[4:] for colour in colours)


@pytest.mark.parametrize("draw", [svg, mermaid])
def test_the_same_table_gives_the_same_bytes(draw: Callable[..., str]) -> None:
    again = Playbook.model_validate_json(SCHEDULED.table)

    assert draw(again, walked=TWELVE_SITES) == draw(SCHEDULED, walked=iter(TWELVE_SITES))
    assert draw(SCHEDULED) != draw(SCHEDULED, walked=TWELVE_SITES)


def test_the_path_of_a_bad_morning_has_the_time_of_each_step_by_the_ward_s_clock() -> None:
    steps = ladder(UNSCHEDULED, walked=BAD_MORNING)
    gone = {(way.more, way.source): way.steps.replace("\u00a0", " ") for way in steps.ways if way.steps}

    assert gone["help_desk_contacted", 0] == "1. 07:56"
    assert gone["service_restored", 2] == "6. 09:31, 11. 10:55"
    assert gone["service_lost", 3] == "8. 09:42"
    assert gone["interface_validated", 3] == "7. 09:36, 12. 11:00, 13. 11:06"
    assert [rung.phase.name for rung in steps.rungs if rung.here] == ["backfilling"]
    assert [rung.phase.name for rung in steps.rungs if not rung.was_reached] == ["reconciled", "closed"]


def test_strong_lines_are_drawn_where_the_path_went_and_nowhere_else() -> None:
    strong = [stroke for stroke in strokes(DRAWN["a bad morning"]) if stroke.weight == 4]
    between = [stroke for stroke in strong if len(stroke.points) == 2 and stroke.points[0][0] == stroke.points[1][0]]
    lanes = [stroke for stroke in strong if len(stroke.points) == 4]

    assert len(between) == 5
    assert len(lanes) == 1
    assert all(stroke.weight < 4 for stroke in strokes(DRAWN["unscheduled"]))


def test_of_twelve_sites_it_is_told_how_many_stand_where() -> None:
    steps = ladder(SCHEDULED, walked=TWELVE_SITES)
    here = {rung.phase.name: rung.here for rung in steps.rungs if rung.here}
    back = next(way for way in steps.ways if way.more == "service_lost" and way.kind is Kind.BACK and way.steps)

    assert here == {
        "validating": "8 of 12 tracks stand here: RIS at site-05, RIS at site-06, RIS at site-07, RIS at site-08"
        " and 4 more",
        "released": "4 of 12 tracks stand here: RIS at site-01, RIS at site-02, RIS at site-03, RIS at site-04",
    }
    assert back.steps.replace("\u00a0", " ").endswith("... 17. Wed 02:33, 5 times in all")
    assert "DRILL." in svg(SCHEDULED, walked=TWELVE_SITES)


def test_signals_alone_are_a_path_too() -> None:
    facts: list[tuple[datetime, Fact]] = [
        (BEGAN, Signalled(signal="help_desk_contacted", before="declared", after="identifying")),
        (BEGAN + timedelta(days=1), Signalled(signal="target_identified", before="identifying", after="down")),
    ]
    gone = [way.steps.replace("\u00a0", " ") for way in ladder(UNSCHEDULED, walked=facts).ways if way.steps]

    assert gone == ["1. 13:52", "2. Wed 13:52"]


def test_a_step_that_was_dated_back_or_put_right_has_its_right_time() -> None:
    first = Signalled(signal="help_desk_contacted", before="declared", after="identifying")
    second = Signalled(
        signal="target_identified", before="identifying", after="down", happened_at=BEGAN + timedelta(minutes=5)
    )
    right = SignalCorrected(version=1, happened_at=BEGAN - timedelta(minutes=2), reason="Their log says so.")
    facts: list[tuple[datetime, Fact]] = [(BEGAN, first), (BEGAN + timedelta(hours=1), second), (BEGAN, right)]
    gone = [way.steps.replace("\u00a0", " ") for way in ladder(UNSCHEDULED, walked=facts).ways if way.steps]

    assert gone == ["1. 13:50", "2. 13:57"]


def test_after_a_change_of_rules_the_path_is_told_in_the_phases_of_today() -> None:
    today = Playbook.model_validate_json(UNSCHEDULED.table.replace('"identifying"', '"searching"'))
    facts: list[tuple[datetime, Fact]] = [
        (BEGAN, Signalled(signal="help_desk_contacted", before="declared", after="identifying")),
        (
            BEGAN,
            RulesChanged(
                digest=today.digest, table=today.table, phases=(("identifying", "searching"),), reason="A better name."
            ),
        ),
        (BEGAN, Signalled(signal="target_identified", before="searching", after="down")),
    ]
    steps = ladder(today, walked=facts)

    assert [way.more for way in steps.ways if way.steps] == ["help_desk_contacted", "target_identified"]
    assert [rung.phase.name for rung in steps.rungs if rung.was_reached] == ["searching", "down"]


@pytest.mark.parametrize("playbook", [*SHIPPED, rude()], ids=lambda playbook: playbook.title[:12])
def test_a_flowchart_has_a_node_for_each_phase_and_an_edge_for_each_way(playbook: Playbook) -> None:
    lines = mermaid(playbook).splitlines()
    leaving = sum(
        len(move.sources) - (move.target in move.sources) for move in playbook.moves if move.target is not None
    )

    assert lines[0] == "flowchart TD"
    assert len([line for line in lines if re.fullmatch(r' +p\d+\["[^"]*"\]', line)]) == len(playbook.phases)
    assert len([line for line in lines if re.fullmatch(r' +p\d+ -->\|"[^"|]*"\| p\d+', line)]) == leaving
    assert len(lines) == 2 + len(playbook.phases) + leaving


def test_the_path_is_strong_in_a_flowchart() -> None:
    drawn = mermaid(UNSCHEDULED, walked=BAD_MORNING)

    assert "linkStyle" in drawn
    assert "6. 09:31, 11. 10:55" in drawn
    assert re.search(r"class p5 here", drawn)


def test_every_shipped_rule_has_words_of_its_own() -> None:
    assert ASKS.keys() == GUARDS.keys()


def test_a_host_s_own_rule_is_told_by_its_docstring() -> None:
    def lines_are_open(*_: object) -> Iterator[None]:
        """Every phone line was called once.

        More words.
        """
        yield from ()

    ours = {**GUARDS, "lines_are_open": Guard(lines_are_open)}  # type: ignore[arg-type]

    assert asked("lines_are_open", playbook=UNSCHEDULED, guards=ours) == "every phone line was called once"
    assert asked("no_such_rule:x", playbook=UNSCHEDULED) == "no such rule: x"


def test_a_downtime_may_have_two_phases_only() -> None:
    tiny = Playbook(
        name="tiny",
        version=1,
        title="Tiny",
        phases=(Phase(name="away", label="Away"), Phase(name="over", label="Over", final=True)),
        signals=(Signal(name="back", label="It is back"),),
        moves=(Move(signal="back", sources=("away",), target="over"),),
    )

    drawn = picture(ladder(tiny))
    assert len([shape for group in drawn.groups for shape in group.shapes if isinstance(shape, Frame)]) >= 2
    assert ElementTree.fromstring(svg(tiny)).tag == f"{NAMESPACE}svg"


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (1440, "24 h"), (4320, "3 days")]
)
def test_minutes_are_said_as_people_say_them(minutes: int, words: str) -> None:
    assert duration(minutes) == words


def test_a_word_longer_than_a_line_is_broken() -> None:
    lines = wrapped("a " + "W" * 40, room=100, size=10)

    assert len(lines) > 4
    assert all(width(line, size=10) <= 100 for line in lines)
    assert "".join(lines).replace(" ", "") == "a" + "W" * 40
