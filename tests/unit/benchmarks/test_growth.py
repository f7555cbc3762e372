"""What grows is measured and drawn; how much it costs is not asked."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from benchmarks import growth
from benchmarks.contest import TINY
from benchmarks.growth_plot import RIGHT, TOP, Scale, lines_of, picture
from benchmarks.playbooks import HASTY, REASONS, live_track_bytes, refusal_vs_accept
from benchmarks.ward import ROAD, beginning, folded, kept, read_back, walked

TABLE = """axis,size,what,microseconds
sheets,100,command,20
sheets,10,command,10
tracks,10,about_<all>,1000
tracks,1,about_<all>,100
"""


def test_the_usual_road_leads_to_the_back_fill_and_what_is_kept_reads_back() -> None:
    facts = walked(beginning(2, 3), ROAD)

    assert folded(facts).phase == "backfilling"
    assert len(folded(facts).tracks) == 6
    assert read_back(kept(facts)) == facts


def test_a_hasty_release_is_the_one_that_nothing_speaks_for() -> None:
    assert folded(walked(beginning(), HASTY)).phase == "validating"
    assert len(REASONS) == 4


def test_a_table_becomes_lines_from_small_to_large() -> None:
    assert lines_of([TABLE]) == {
        "sheets: command": [(10, 10), (100, 20)],
        "tracks: about_<all>": [(1, 100), (10, 1000)],
    }


def test_a_scale_goes_by_powers_of_ten() -> None:
    scale = Scale.over([30, 2000], start=0, end=300)

    assert list(scale.ticks()) == [10, 100, 1_000, 10_000]
    assert [scale.place(value) for value in (10, 100, 10_000)] == pytest.approx([0, 100, 300])
    assert list(Scale.over([10], start=0, end=1).ticks()) == [10, 100]


def test_the_same_table_makes_the_same_picture_and_every_point_lies_inside() -> None:
    drawn = picture(lines_of([TABLE]))
    root = ElementTree.fromstring(drawn)
    marks = [mark for mark in root if mark.tag.endswith("circle")]
    places = [(float(mark.get("cx", "")), float(mark.get("cy", ""))) for mark in marks]

    assert drawn == picture(lines_of([TABLE]))
    assert len(marks) == 4 + 2  # each point, and one beside each name
    assert (RIGHT, TOP) not in places
    assert all(0 <= x <= 880 and 0 <= y <= 460 for x, y in places)
    assert {text.text for text in root if text.text} >= {"sheets: command", "tracks: about <all>", "10", "1,000 us"}


@pytest.mark.slow
def test_the_whole_table_is_made() -> None:
    rows = list(growth.rows(sizes=(10, 20)))

    assert {axis for axis, *_ in rows} == {"sheets", "updates", "downtimes", "tracks", "operators"}
    assert all(cost > 0 for *_, cost in rows)


@pytest.mark.slow
def test_work_that_was_not_done_is_told() -> None:
    problems: list[str] = []
    growth._timed(lambda: 9, 10, problems)

    assert problems == ["9 of 10 were done"]


@pytest.mark.slow
def test_the_figures_of_the_playbooks_are_what_they_say() -> None:
    refusal, live = refusal_vs_accept(TINY), live_track_bytes(TINY)

    assert refusal.is_verified, refusal.note
    assert live.is_verified, live.note
    assert live.note.startswith("600 tracks of 10 downtimes")
    assert live.ratio == live.ours
