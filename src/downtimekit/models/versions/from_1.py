"""What schema 1 (release 0.1.0) said otherwise than schema 2, or allowed and schema 2 does not, and how it is read now.

Nothing is dropped and nothing is guessed: what no longer has a place of its own is kept in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from downtimekit.models.intake.views import is_view
from downtimekit.models.versions.format import Tree, Upcast
from downtimekit.models.versions.steps import at, chained

_ONLY_MODALITY = {"modality": "mammography"}
_TERM = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_DESCRIPTORS = ("shape", "margin", "morphology", "distribution")
_DATED_AHEAD = {"code": "outside_downtime_window", "fields": ["occurred_at"]}


def _once(names: object) -> object:
    return list(dict.fromkeys(names)) if isinstance(names, list) and all(isinstance(n, str) for n in names) else names


def _is_dated_ahead(late: Tree) -> bool:
    try:
        return datetime.fromisoformat(late["occurred_at"]) > datetime.fromisoformat(late["recorded_at"])
    except (KeyError, TypeError, ValueError):
        return False


def _late(late: Tree) -> Tree:
    """An event dated after its entry: one of the two is a slip. It is taken at the entry, and says what was written."""
    if not _is_dated_ahead(late):
        return late
    told = f"system downtime (the sheet is dated {late['occurred_at']})"
    return late | {"occurred_at": late["recorded_at"], "reason": told}


def _doubted(capture: Tree) -> Tree:
    if not _is_dated_ahead(capture):
        return capture
    return capture | {"doubts": [*(capture.get("doubts") or ()), _DATED_AHEAD]}


def _finding(finding: Tree) -> Tree:
    """Every view was a mammogram's; words that are no terms go into the note; one view is described in one place."""
    looks = finding.get("appearances")
    if not isinstance(looks, list) or not all(isinstance(look, dict) for look in looks):
        return finding
    views: dict[str, Tree] = {}
    untold: list[str] = []
    for look in looks:
        untold += _no_terms(look)
        view = views.setdefault(str(look.get("view")), _ONLY_MODALITY | look | {name: [] for name in _DESCRIPTORS})
        for name in _DESCRIPTORS:
            terms = [term for term in look.get(name) or () if _is_term(term)]
            view[name] = list(dict.fromkeys([*view[name], *terms]))
    note = "; ".join(filter(None, [finding.get("note"), *untold]))
    return finding | {"appearances": list(views.values()), "note": note}


def _no_terms(look: Mapping[str, Any]) -> Iterator[str]:
    for name in _DESCRIPTORS:
        words = [word for word in look.get(name) or () if isinstance(word, str) and not _is_term(word)]
        if words:
            yield f"{name} in {look.get('view')}: {', '.join(words)}"


def _is_term(word: object) -> bool:
    return isinstance(word, str) and _TERM.fullmatch(word) is not None


def _views(content: Tree) -> Tree:
    """Words that name no view of one breast go into the remarks of the technologist's notes."""
    views = content.get("views")
    if content.get("record") != "tech_notes" or not isinstance(views, list):
        return content
    other = [view for view in views if isinstance(view, str) and not is_view(view)]
    if not other:
        return content
    told = "; ".join(filter(None, [content.get("remarks"), f"views: {', '.join(other)}"]))
    return content | {"views": [view for view in views if view not in other], "remarks": told}


def _counted(decision: Tree) -> Tree:
    """How many patients a person could choose from was only a number; who they were, nobody wrote down."""
    count = decision.get("candidates")
    if not isinstance(count, int):
        return decision
    doubts = [dict(doubt) for doubt in decision.get("doubts") or ()]
    if count > 1 and doubts:
        doubts[0]["fields"] = [*(doubts[0].get("fields") or ()), f"{count} candidates"]
    return decision | {"candidates": [], "doubts": doubts}


_DOWNTIME = chained(at("sites", _once), at("services", _once), at("interfaces", _once))
_CONTENT = chained(at("findings[]", _finding), _views)
_CAPTURE = chained(_doubted, _late, at("content", _CONTENT))
_ENTRY = chained(at("late", _late), at("content", _CONTENT))
_PLAN = at("decisions[]", chained(_counted, at("entry", _ENTRY)))

FROM_1: Mapping[tuple[str, int], Upcast] = {
    ("declared", 1): at("downtime", _DOWNTIME),
    ("capture_taken", 1): at("capture", _CAPTURE),
    ("plan_agreed", 1): at("plan", _PLAN),
    ("plan", 1): _PLAN,
    ("capture", 1): _CAPTURE,
}
"""By kind of document: each kind that changed from schema 1 to schema 2."""
