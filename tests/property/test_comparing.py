"""Whatever chart and paper say: what is the same is linked, joining ends, and nothing that the chart says is lost."""

from __future__ import annotations

from itertools import permutations
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from downtimekit.backfill import merge
from downtimekit.backfill.comparing import compare, content_doubts, differences
from downtimekit.backfill.rules import DEFAULT_RULES
from downtimekit.models.behavioural import NursingNote, PrescriberNote, TherapistNote
from downtimekit.models.breast import BreastReport
from downtimekit.models.capture import Content
from downtimekit.models.chart import ChartRecord
from downtimekit.models.intake import Questionnaire, TechNotes
from downtimekit.models.paperwork import FilledForm, PaperRegistration
from downtimekit.models.plan import FieldOutcome, Verdict
from tests.strategies import instances, traces
from tests.ward import a_capture, after

SLOWER = (TechNotes, PaperRegistration, TherapistNote, PrescriberNote, NursingNote)  # notes take long to make up
KINDS = (
    *(BreastReport, Questionnaire, FilledForm),
    *(pytest.param(kind, marks=pytest.mark.slow) for kind in SLOWER),
)
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
few = settings(max_examples=15, deadline=None)
CHART = (FieldOutcome.CHART_ADDS, FieldOutcome.CHART_CHANGED)


def held(content: Content, *, version: int = 1) -> ChartRecord:
    """Return a record that the chart holds."""
    return ChartRecord(
        id="record-1", version=version, mrn="T-1", accession="A-1", occurred_at=after(30), content=content
    )


@st.composite
def versions(draw: st.DrawFn, kind: type[BaseModel], count: int = 3) -> tuple[Content, ...]:
    """Draw contents of one kind that are alike: each has some of its fields from a common one."""
    common = draw(instances(kind))
    drawn = []
    for _ in range(count):
        own = draw(instances(kind))
        said = {name: getattr(draw(st.sampled_from([common, own])), name) for name in kind.model_fields}
        try:
            drawn.append(kind.model_validate(said))
        except ValidationError:
            drawn.append(draw(st.sampled_from([common, own])))
    return cast("tuple[Content, ...]", tuple(drawn))


@kinds
@few
@given(data=st.data())
def test_what_the_chart_says_already_is_linked(kind: type[BaseModel], data: st.DataObject) -> None:
    before, now = data.draw(versions(kind, 2))
    as_of, ours, again = (data.draw(st.booleans()) for _ in range(3))
    found = compare(now, now=held(now), before=held(before), as_of=as_of, ours=ours, rewritten=again)

    assert (found.verdict, found.content, found.doubts, found.fields) == (Verdict.SKIP_DUPLICATE, now, (), ())
    assert differences(now, now) == ()


@kinds
@few
@given(data=st.data())
def test_what_was_joined_and_written_is_found_in_the_chart_the_next_time(
    kind: type[BaseModel], data: st.DataObject
) -> None:
    before, now, paper = data.draw(versions(kind))
    known = data.draw(st.sampled_from([None, held(before)]))
    as_of, ours, again = (data.draw(st.booleans()) for _ in range(3))
    found = compare(paper, now=held(now), before=known, as_of=as_of, ours=ours, rewritten=again)
    if found.verdict is not Verdict.UPDATE:
        return
    entered = held(found.content, version=2)
    later = compare(paper, now=entered, before=known, as_of=as_of, ours=True, rewritten=again)

    assert later.verdict is Verdict.SKIP_DUPLICATE


@kinds
@few
@given(data=st.data())
def test_nothing_is_lost_that_the_chart_says_and_paper_does_not(kind: type[BaseModel], data: st.DataObject) -> None:
    before, now, paper = data.draw(versions(kind))
    as_of, ours = data.draw(st.booleans()), data.draw(st.booleans())
    found = compare(paper, now=held(now), before=held(before), as_of=as_of, ours=ours)
    if found.verdict is not Verdict.UPDATE:
        return
    kept = {each.path for each in found.fields if each.outcome in CHART}
    moved = {each.path for each in found.fields} - kept

    assert set(differences(now, found.content)) <= moved


@kinds
@few
@given(data=st.data())
def test_the_order_in_which_sheets_lie_makes_no_difference(kind: type[BaseModel], data: st.DataObject) -> None:
    contents = data.draw(versions(kind))
    serials = data.draw(st.sampled_from([("W-1", "W-2", "W-3"), ("W-1", "W-2", "W-2"), ("W-1", "W-1", "W-1")]))
    pile = [a_capture(f"c{n}", serial=serials[n], content=content) for n, content in enumerate(contents)]
    all_merged = [merge(order) for order in permutations(pile)]

    assert len({frozenset(doubt.code for doubt in merged.doubts) for merged in all_merged}) == 1
    if not all_merged[0].doubts:
        assert {differences(all_merged[0].content, merged.content) for merged in all_merged} == {()}


@pytest.mark.parametrize("kind", [BreastReport, Questionnaire], ids=lambda kind: kind.__name__)
@few
@given(data=st.data())
def test_no_code_field_or_repr_tells_anything_of_a_patient(kind: type[BaseModel], data: st.DataObject) -> None:
    now, paper = (data.draw(instances(kind, planted=True)) for _ in range(2))
    one, other = cast("Content", now), cast("Content", paper)
    found = compare(other, now=held(one), as_of=data.draw(st.booleans()), ours=True, rewritten=True)
    doubts, notes = content_doubts(other, order=None, rules=DEFAULT_RULES)
    shown = [repr(found), *map(str, (*found.doubts, *found.notes, *doubts, *notes))]
    shown += [each.path for each in found.fields]

    assert traces("\n".join(shown)) == []
