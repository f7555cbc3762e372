"""Allergies on paper beside those of the chart: each is a line of a list, and "none known" is about the whole list.

What paper does not mention stays. Two reactions to one substance, and "none known" beside an allergy, go to a person:
to take the wrong one out of a list harms as much as to leave it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from downtimekit.backfill.comparing.comparison import Comparison
from downtimekit.backfill.comparing.three_way import PAPER_MOVES, join
from downtimekit.models.capture import Doubt, ReviewCode
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import FieldOutcome, Verdict
from downtimekit.models.prescriptions import Allergy, AllergyStatus


def compare_allergy(content: Allergy, *, records: Iterable[ChartRecord], others: Iterable[Allergy] = ()) -> Comparison:
    """Compare an allergy with the patient's others, at whatever moment they were written down.

    Args:
        content: what the sheet says.
        records: what the chart holds of the patient.
        others: what other sheets say of the patient.
    """
    listed = [(record, record.content) for record in records if not record.withdrawn]
    chart = [(record, said) for record, said in listed if isinstance(said, Allergy)]
    against = [*(said for _, said in chart), *others]
    if any(_rules_out(content, other) for other in against):
        return _asked(content, ReviewCode.FIELD_CONFLICT, ("none_known", "substance"))
    for record, said in chart:
        if is_same_substance(content, said):
            return _beside(content, said, chart_id=record.id)
    for other in others:
        if is_same_substance(content, other) and (fields := _contradicted(content, other)):
            return _asked(content, ReviewCode.FIELD_CONFLICT, fields)
    return Comparison(Verdict.CREATE, content)


def is_same_substance(one: Allergy, other: Allergy) -> bool:
    """Tell whether two allergies are about one substance: by its code where both have one, else by its name."""
    if one.none_known or other.none_known:
        return one.none_known and other.none_known
    if one.rxcui and other.rxcui:
        return one.rxcui == other.rxcui
    return _folded(one.substance) == _folded(other.substance)


def _beside(content: Allergy, said: Allergy, *, chart_id: str) -> Comparison:
    joined = join(content.model_copy(update={"substance": said.substance}), now=said)
    moves = tuple(found.path for found in joined.fields if found.outcome in PAPER_MOVES)
    contradicted = _contradicted(content, said)
    if not moves and not contradicted:
        return Comparison(Verdict.SKIP_DUPLICATE, said, fields=joined.fields, chart_id=chart_id)
    code = ReviewCode.FIELD_CONFLICT if contradicted else ReviewCode.DOUBLE_DOCUMENTATION
    doubt = Doubt(code=code, fields=contradicted or moves)
    return Comparison(Verdict.REVIEW, content, (doubt,), fields=joined.fields, chart_id=chart_id)


def _contradicted(content: Allergy, said: Allergy) -> tuple[str, ...]:
    """Return the fields in which two records of one allergy contradict each other; another reaction is one."""
    joined = join(content.model_copy(update={"substance": said.substance}), now=said)
    found = [each.path for each in joined.fields if each.outcome is FieldOutcome.CONFLICT]
    added = any(each.path.startswith("reactions[") and each.outcome in PAPER_MOVES for each in joined.fields)
    return tuple([*found, "reactions"] if added and said.reactions else found)


def _rules_out(one: Allergy, other: Allergy) -> bool:
    """Tell whether one says that no allergy is known, and the other one that still stands."""
    stand = all(each.none_known or each.status is AllergyStatus.ACTIVE for each in (one, other))
    return one.none_known != other.none_known and stand


def _asked(content: Allergy, code: ReviewCode, fields: Sequence[str]) -> Comparison:
    return Comparison(Verdict.REVIEW, content, (Doubt(code=code, fields=tuple(fields)),))


def _folded(substance: str | None) -> str:
    return "".join((substance or "").casefold().split())
