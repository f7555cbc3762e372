"""A plan as a page: what would be entered, what waits, and what a person has to choose from, side by side.

The page is one HTML document without scripts and without anything from elsewhere; it can be opened from a disk, printed
and mailed inside the house. Patients stand on it only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from attrs import field, frozen

from downtimekit.models.capture import Capture
from downtimekit.models.matching import Candidate
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.plan import Decision, FieldComparison, Plan, Urgency, Verdict

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { border: 1px solid #767676; padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { background: #eef1f4; }
ul { margin: 0; padding-left: 1.2rem; }
.soon { font-weight: bold; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
"""

_GROUPS: tuple[tuple[str, tuple[Verdict, ...]], ...] = (
    ("For a person to decide", (Verdict.REVIEW, Verdict.FAILED)),
    ("To be entered", (Verdict.CREATE, Verdict.UPDATE, Verdict.AMEND, Verdict.WITHDRAW)),
    ("Waiting", (Verdict.HELD, Verdict.HAND_OVER, Verdict.SCAN_ONLY)),
    ("In the chart already", (Verdict.SKIP_DUPLICATE,)),
)

_SHOWN: tuple[tuple[str, Callable[[Patient | WrittenIdentity], object]], ...] = (
    ("Number", lambda patient: patient.mrn),
    ("Name", lambda patient: ", ".join(filter(None, (patient.family, patient.given)))),
    ("Born", lambda patient: patient.birth_date),
    ("Gender", lambda patient: patient.gender),
    ("Address", lambda patient: patient.address.in_one_line if patient.address else None),
    ("Phone", lambda patient: ", ".join(phone.number for phone in patient.phones)),
)


def page_of(plan: Plan, *, patients: bool = False, captures: Iterable[Capture] = ()) -> str:
    """Return a plan as an HTML document.

    Args:
        plan: what was decided.
        patients: whether names, numbers and contents are shown, so that a person can choose; the page is patient data
            then.
        captures: what came back; where it is given, what a sheet says stands beside the candidates.
    """
    written = {capture.id: capture.patient for capture in captures} if patients else {}
    title = f"Back-fill plan for {plan.downtime}"
    shown = (
        part for name, verdicts in _GROUPS for part in _Rows(patients, written).group(name, verdicts, plan.decisions)
    )
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(plan.summary())}. Digest <code>{plan.digest[:16]}</code>.</p>",
            *(["<p><strong>This page holds patient data.</strong></p>"] if patients else []),
            *shown,
            "</main></body></html>\n",
        ]
    )


@frozen
class _Rows:
    """The rows of a page, and what may stand in them."""

    patients: bool
    written: Mapping[str, WrittenIdentity] = field(repr=False)

    def group(self, name: str, verdicts: tuple[Verdict, ...], decisions: Iterable[Decision]) -> Iterator[str]:
        """Yield the decisions of some verdicts, under a heading; nothing where there are none."""
        found = [decision for decision in decisions if decision.verdict in verdicts]
        if not found:
            return
        yield f"<h2>{escape(name)} ({len(found)})</h2>"
        heads = "".join(f"<th scope=col>{head}" for head in ("Sheet", "What", "Decision", "Why"))
        yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
        for decision in found:
            yield from self._row(decision)
        yield "</tbody></table>"

    def _row(self, decision: Decision) -> Iterator[str]:
        due = f"due by {decision.due.isoformat()}" if decision.due else ""
        urgent = decision.urgency.value if decision.urgency is Urgency.SUSPICIOUS else ""
        soon = f'<br><span class="soon">{", ".join(filter(None, (urgent, due)))}</span>' if urgent or due else ""
        what = f"{decision.kind.value.replace('_', ' ')}, {decision.where}"
        yield f"<tr><th scope=row>{escape(', '.join(decision.sheets))}</th><td>{escape(what)}{soon}</td>"
        yield f"<td>{escape(decision.verdict.words)}</td><td>{_reasons(decision, patients=self.patients)}</td></tr>"
        if self.patients and (decision.candidates or decision.fields):
            told = _candidates(decision.candidates, self.written.get(decision.captures[0]))
            yield f"<tr><td colspan=4>{told}{_fields(decision.fields)}</td></tr>"


def _reasons(decision: Decision, *, patients: bool) -> str:
    told = [str(doubt) for doubt in decision.doubts] + [f"note: {note}" for note in decision.notes]
    told += [f"waits for sheet {sheet}" for sheet in decision.waits_for]
    told += [decision.refused.reason] if decision.refused and patients else []
    told += [f"for {decision.owner.unit}"] if decision.verdict is Verdict.HAND_OVER and decision.owner.unit else []
    return f"<ul>{''.join(f'<li>{escape(one)}' for one in told)}</ul>" if told else ""


def _candidates(candidates: Iterable[Candidate], written: WrittenIdentity | None) -> str:
    """Return those whom a person chooses from, a column each, beside what the sheet says."""
    found = list(candidates)
    if not found:
        return ""
    people: list[Patient | WrittenIdentity] = [*([written] if written else []), *(one.patient for one in found)]
    heads = [*(["The sheet says"] if written else []), *(_graded(one) for one in found)]
    rows = [(name, [tell(person) for person in people]) for name, tell in _SHOWN]
    evidence = ["; ".join(_evidence(one)) for one in found]
    rows += [("For and against", [*([""] if written else []), *evidence])]
    body = "".join(
        f"<tr><th scope=row>{escape(name)}</th>{''.join(f'<td>{escape(_said(value))}' for value in values)}</tr>"
        for name, values in rows
        if any(values)
    )
    cells = "".join(f"<th scope=col>{escape(head)}" for head in heads)
    return f"<table><thead><tr><td>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _graded(candidate: Candidate) -> str:
    return candidate.grade.value if candidate.weight is None else f"{candidate.grade.value} ({candidate.weight:+.1f})"


def _evidence(candidate: Candidate) -> Iterator[str]:
    yield from (veto.words for veto in candidate.vetoes)
    yield from (f"{one.field} {one.agreement.value} {one.weight:+.1f}" for one in candidate.evidence)


def _fields(fields: Iterable[FieldComparison]) -> str:
    """Return the fields in which the sides differ, a side a column."""
    rows = "".join(
        f"<tr><th scope=row>{escape(one.path)}</th><td>{escape(_said(one.before))}<td>{escape(_said(one.now))}"
        f"<td>{escape(_said(one.paper))}<td>{escape(_said(one.again))}"
        f"<td>{escape(one.outcome.value.replace('_', ' '))}</tr>"
        for one in fields
    )
    if not rows:
        return ""
    names = ("Field", "Chart before", "Chart now", "Paper", "Keyed again", "Outcome")
    heads = "".join(f"<th scope=col>{name}" for name in names)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _said(value: object) -> str:
    return "" if value is None else str(value)
