"""Make one record of several captures: two keyings of one sheet, or the sheets that one report was written on.

Nothing is chosen: where two captures say different things, the doubt says which fields, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen
from pydantic import BaseModel, ValidationError

from downtimekit.models.breast import Breast, BreastReport, Finding
from downtimekit.models.capture import Capture, Content, Doubt, ReviewCode
from downtimekit.models.paperwork import FilledForm
from downtimekit.models.silence import shown

# What is joined part by part, or tells parts from each other; every other field is taken or compared as a whole.
_APART = frozenset({"record", "findings", "breasts", "number", "side", "kind", "appearances"})


def _whole(model: type[BaseModel], *, without: str = "") -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if name not in _APART and name != without)


_CONTENT = _whole(BreastReport)
_FINDING = _whole(Finding, without="assessment")
_BREAST = _whole(Breast)


@frozen
class Merged:
    """One record's content, and what stands in doubt about it."""

    content: Content
    doubts: tuple[Doubt, ...] = ()


def merge(captures: Sequence[Capture]) -> Merged:
    """Merge the captures of one record: the keyings of each sheet are compared, then the sheets are joined.

    The first capture opens the record, and the first keying of a sheet is the one that is joined.
    """
    doubts = [doubt for capture in captures for doubt in capture.doubts]
    sheets: dict[str, Content] = {}
    for capture in captures:
        fields = differences(sheets.setdefault(capture.serial or capture.id, capture.content), capture.content)
        if fields:
            doubts.append(Doubt(code=ReviewCode.DOUBLE_ENTRY_DISCREPANCY, fields=fields))
    content, *others = sheets.values()
    for other in others:
        joined = _join(content, other)
        content = joined.content
        doubts += joined.doubts
    return Merged(content, tuple(dict.fromkeys(doubts)))


def _join(one: Content, other: Content) -> Merged:
    if isinstance(one, BreastReport) and isinstance(other, BreastReport):
        return _join_reports(one, other)
    fields = differences(one, other)
    return Merged(one, (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=fields),) if fields else ())


def differences(one: Content, other: Content) -> tuple[str, ...]:
    """Return the names of the fields in which two contents differ; of a form of a site's own, those of the answers."""
    if isinstance(one, FilledForm) and isinstance(other, FilledForm):
        return tuple(_differences_of_forms(one, other))
    return _differences(one, other) if type(one) is type(other) else ("record",)


def _differences_of_forms(one: FilledForm, other: FilledForm) -> Iterator[str]:
    """Yield what differs, answers as `answers.side`; a key that does not look like a field's may be a patient's."""
    for name in _differences(one, other):
        if name != "answers":
            yield name
            continue
        keys = dict.fromkeys([*one.answers, *other.answers])
        differ = [key for key in keys if one.answers.get(key) != other.answers.get(key)]
        yield from dict.fromkeys(f"{name}.{key}" if shown(key) == key else name for key in differ) or [name]


def _differences(one: BaseModel, other: BaseModel) -> tuple[str, ...]:
    return tuple(name for name in type(one).model_fields if getattr(one, name) != getattr(other, name))


def _join_reports(one: BreastReport, other: BreastReport) -> Merged:
    values, conflicts = _fill(one, other, _CONTENT)
    doubts = [Doubt(code=ReviewCode.FIELD_CONFLICT, fields=conflicts)] if conflicts else []
    findings = {finding.place: finding for finding in one.findings}
    for finding in other.findings:
        known = findings.get(finding.place)
        if known is None:
            findings[finding.place] = finding
        elif known != finding:
            findings[finding.place], found = _join_findings(known, finding)
            doubts += found
    breasts, found = _join_breasts(one.breasts, other.breasts)
    ordered = tuple(findings[place] for place in sorted(findings))
    joined = {**dict(one), **values, "findings": ordered, "breasts": breasts}
    try:
        return Merged(BreastReport.model_validate(joined), (*doubts, *found))
    except ValidationError:  # each sheet is right by itself: one says which breasts were examined, one has a finding
        return Merged(one, (*doubts, *found, Doubt(code=ReviewCode.FIELD_CONFLICT, fields=("laterality",))))


def _join_breasts(one: Sequence[Breast], other: Sequence[Breast]) -> tuple[tuple[Breast, ...], list[Doubt]]:
    doubts, breasts = [], {breast.side: breast for breast in one}
    for breast in other:
        values, conflicts = _fill(breasts.setdefault(breast.side, breast), breast, _BREAST)
        breasts[breast.side] = breasts[breast.side].model_copy(update=values)
        if conflicts:
            doubts.append(Doubt(code=ReviewCode.FIELD_CONFLICT, fields=conflicts))
    return tuple(breasts[side] for side in sorted(breasts)), doubts


def _join_findings(one: Finding, other: Finding) -> tuple[Finding, list[Doubt]]:
    values, conflicts = _fill(one, other, _FINDING)
    doubts = [Doubt(code=ReviewCode.FIELD_CONFLICT, fields=conflicts)] if conflicts else []
    category, categories = _fill(one, other, ("assessment",))
    if categories:
        doubts.append(Doubt(code=ReviewCode.READER_DISCREPANCY, fields=categories))
    views = {(appearance.modality, appearance.view): appearance for appearance in one.appearances}
    for appearance in other.appearances:
        fields = _differences(views.setdefault((appearance.modality, appearance.view), appearance), appearance)
        if fields:
            doubts.append(Doubt(code=ReviewCode.FIELD_CONFLICT, fields=fields))
    ordered = tuple(views[view] for view in sorted(views))
    return one.model_copy(update={**values, **category, "appearances": ordered}), doubts


def _fill(
    one: BreastReport | Breast | Finding, other: BreastReport | Breast | Finding, names: Iterable[str]
) -> tuple[dict[str, object], tuple[str, ...]]:
    """Take what only the other says; name what both say differently."""
    values: dict[str, object] = {}
    conflicts = []
    for name in names:
        mine, theirs = getattr(one, name), getattr(other, name)
        if theirs and not mine:
            values[name] = theirs
        elif theirs and theirs != mine:
            conflicts.append(name)
    return values, tuple(conflicts)
