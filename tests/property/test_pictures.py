"""Whatever a table holds, its picture can be read: in any browser, as a flowchart, and without words on words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.playbooks import Playbook
from downtimekit.playbooks.pictures import mermaid, svg
from downtimekit.playbooks.pictures.ladder import Kind, ladder
from downtimekit.playbooks.pictures.layout import picture
from downtimekit.playbooks.plans import plan, plan_html, plan_markdown
from downtimekit.playbooks.table import Move, Phase, Signal
from tests.drawn import assert_lanes_are_apart, assert_no_line_runs_through_words, assert_words_have_room

LABELS = st.text(min_size=1, max_size=200).filter(lambda text: text.strip())
PHASES = st.integers(2, 8)


@st.composite
def playbooks(draw: st.DrawFn) -> Playbook:
    """Return tables that are drawn, whether or not a downtime could be run by them."""
    names = [f"p{number}" for number in range(draw(PHASES))]
    phases = [Phase(name=name, label=draw(LABELS)) for name in names]
    signals = [Signal(name=f"s{number}", label=draw(LABELS)) for number in range(draw(st.integers(1, 6)))]
    moves = [
        Move(
            signal=signal.name,
            sources=tuple(sorted(draw(st.sets(st.sampled_from(names), min_size=1)))),
            target=draw(st.sampled_from([None, *names])),
        )
        for signal in signals
    ]
    to_next = Move(signal=signals[0].name, sources=(names[0],), target=names[1])
    return Playbook(
        name="any", version=1, title=draw(LABELS), phases=tuple(phases), signals=tuple(signals), moves=(to_next, *moves)
    )


@settings(max_examples=40)
@given(playbooks())
def test_words_and_lines_keep_apart_whatever_the_table_says(playbook: Playbook) -> None:
    drawn = picture(ladder(playbook))

    assert_words_have_room(drawn)
    assert_no_line_runs_through_words(drawn)
    assert_lanes_are_apart(drawn)


@settings(max_examples=40)
@given(playbooks())
def test_no_label_breaks_out_of_its_place(playbook: Playbook) -> None:
    ways = [way for way in ladder(playbook).ways if way.kind is not Kind.STAYS]
    lines = mermaid(playbook).splitlines()
    page = ElementTree.fromstring(svg(playbook))
    made = plan(playbook)

    assert {element.tag.rpartition("}")[2] for element in page.iter()} <= {
        *("svg", "title", "desc", "g", "rect", "text", "polyline", "polygon", "circle")
    }
    assert len([line for line in lines if re.fullmatch(r' +p\d+\["[^"]*"\]', line)]) == len(playbook.phases)
    assert len([line for line in lines if re.fullmatch(r' +p\d+ -->\|"[^"|]*"\| p\d+', line)]) == len(ways)
    assert len(re.findall("<h2", plan_html(made))) == len(playbook.phases) + 1
    assert len(re.findall("(?m)^## ", plan_markdown(made))) == len(playbook.phases)
