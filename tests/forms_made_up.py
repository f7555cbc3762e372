"""Made-up forms: any definition that is of one piece, with conditions, groups and translations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Diagram, FieldKind, FormDefinition, Operator

TEXTS = st.sampled_from(["Yes", "No", "How many?", "When", "Ünïcode", "痛み", "ألم", "a\u0301", "<b>&", "x" * 90])
ODD = TEXTS | st.text(min_size=1, max_size=12).filter(str.strip)
KEYS = st.sampled_from(["a", "b", "c", "d1", "e.f", "g.0.h", "i/j", "k:l", "section-1", "a.b", "item_1"])
CODES: st.SearchStrategy[dict[str, str]] = st.builds(
    dict,
    system=st.sampled_from(["http://loinc.org", "urn:oid:1.2.3", "no uri"]),
    code=st.sampled_from(["24606-6", "a b", " x", "y  z"]),
)
VALUES = {
    FieldKind.NUMBER: ["0", "1", "-2.5", "07", "1.50", "many", "1e3", "9" * 25],
    FieldKind.DATE: ["2026-03-03", "2026-02-30", "soon"],
    FieldKind.TIME: ["07:30", "7:30", "23:59:59"],
    FieldKind.DATE_TIME: ["2026-03-03T07:30:00-05:00", "2026-03-03T07:30-05:00", "2026-03-03"],
    FieldKind.YES_NO: ["true", "false", "yes"],
}
TELLS_WHO, TELLS_WHEN = (FieldKind.SIGNATURE, FieldKind.TEXT), (FieldKind.DATE_TIME,)
PLAIN = [FieldKind.TEXT, FieldKind.NOTE, *VALUES, FieldKind.ONE_OF, FieldKind.MANY_OF]


@st.composite
def fields(draw: st.DrawFn, key: str, *, kinds: Sequence[FieldKind] = tuple(FieldKind)) -> dict[str, Any]:
    """Draw a field without conditions, as it would be written down."""
    kind = draw(st.sampled_from(kinds))
    made: dict[str, Any] = {"key": key, "label": draw(ODD), "kind": kind, "codes": draw(st.lists(CODES, max_size=2))}
    made |= {"hint": draw(st.just("") | ODD), "lines": draw(st.integers(1, 60))}
    if kind is not FieldKind.STATEMENT:
        made |= {
            "required": draw(st.booleans()),
            "critical": draw(st.booleans()),
            "unit": draw(st.sampled_from(["", "mm"])),
        }
    if kind in (FieldKind.ONE_OF, FieldKind.MANY_OF):
        keys = draw(st.lists(st.sampled_from(["yes", "no", "4A", "[lb_av]", "z"]), min_size=1, max_size=3, unique=True))
        made["choices"] = [draw(choices(each)) for each in keys]
    if kind is FieldKind.DIAGRAM:
        made["diagram"] = draw(st.sampled_from(Diagram))
    if kind in VALUES and kind is not FieldKind.YES_NO:
        made["minimum"] = draw(st.none() | st.sampled_from(VALUES[kind]))
        made["maximum"] = draw(st.none() | st.sampled_from(VALUES[kind]))
    if kind is FieldKind.TABLE:
        keys = draw(st.lists(KEYS, min_size=1, max_size=2, unique=True))
        made["columns"] = [draw(fields(each, kinds=PLAIN)) for each in keys]
    return made


@st.composite
def choices(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """Draw a box."""
    mark = draw(st.sampled_from(["", "4A", "1"]))
    return {
        "key": key,
        "label": draw(TEXTS),
        "mark": mark,
        "alone": draw(st.booleans()),
        "codes": draw(st.lists(CODES, max_size=2)),
    }


@st.composite
def conditions(draw: st.DrawFn, asked: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Draw a condition on one of several fields."""
    field = draw(st.sampled_from(asked))
    operator = draw(st.sampled_from(Operator))
    values = VALUES.get(field["kind"], ["true", "words", "\x07"])
    values = [choice["key"] for choice in field.get("choices", [])] or values
    value = draw(st.sampled_from(["true", "false", "2"] if operator is Operator.EXISTS else values))
    return {"field": field["key"], "operator": operator, "value": value}


@st.composite
def definitions(draw: st.DrawFn) -> FormDefinition:
    """Draw a form."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=5, unique=True))
    made = [draw(fields(key)) for key in keys]
    for one in made:
        others = [each for each in made if each is not one and each["kind"] is not FieldKind.STATEMENT]
        draw(conditioned(one, others))
        for column in one.get("columns", []):
            row = [each for each in one["columns"] if each is not column]
            named = {each["key"] for each in one["columns"]}
            draw(conditioned(column, [*row, *(each for each in others if each["key"] not in named)]))
    cut = draw(st.integers(1, len(made)))
    parts = [part for part in (made[:cut], made[cut:]) if part]
    names = {kind: [one["key"] for one in made if one["kind"] in kind] for kind in (TELLS_WHO, TELLS_WHEN)}
    groups = [{"key": "g", "label": draw(TEXTS), "fields": keys, "at_most": draw(st.none() | st.integers(1, 3))}]
    form = FormDefinition.model_validate(
        {
            "key": "made-up",
            "version": draw(st.integers(1, 99)),
            "title": draw(ODD),
            "record": draw(st.none() | st.sampled_from(RecordKind)),
            "about": draw(st.sampled_from(["patient", "site"])),
            "filled_in_by": draw(TEXTS),
            "language": draw(st.sampled_from(["en", "es"])),
            "sections": [{"title": draw(ODD), "fields": part} for part in parts],
            "groups": groups if len(keys) > 1 and draw(st.booleans()) else [],
            "done_by": draw(st.sampled_from([None, *names[TELLS_WHO]])),
            "done_at": draw(st.sampled_from([None, *names[TELLS_WHEN]])),
            "source": draw(st.sampled_from(["", "Our own committee"])),
            "copy_mark": draw(st.sampled_from(["", "COPY ONLY"])),
        }
    )
    tags = draw(st.lists(st.sampled_from(["de", "ar", "zh-Hant"]), max_size=2, unique=True))
    said = [*form.texts(), *(form.marks() if draw(st.booleans()) else ())]
    told = [{"language": tag, "texts": {text: f"{tag} {text}" for text in said}} for tag in tags]
    return FormDefinition.model_validate({**form.model_dump(), "translations": told})


@st.composite
def conditioned(draw: st.DrawFn, one: dict[str, Any], others: Sequence[dict[str, Any]]) -> None:
    """Give a field conditions on others."""
    if not others:
        return
    one["shown_if"] = draw(st.lists(conditions(others), max_size=2))
    one["shown_if_any"] = draw(st.booleans())
    if one["kind"] is not FieldKind.STATEMENT:
        one["required_if"] = draw(st.none() | conditions(others))
