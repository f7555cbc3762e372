"""A plan as one HTML page that prints well, with its picture in it and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from downtimekit.playbooks.pictures.svg import drawn
from downtimekit.playbooks.plans.plan import Plan, PlanPhase, PlanSignal, PlanTask

_STYLE = """
body { font: 11pt/1.4 Helvetica, Arial, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }
section { break-inside: avoid-page; } h2 { border-bottom: 2px solid; margin-top: 1.6em; }
ul { padding-left: 1.4em; } ul.tasks { list-style: none; padding-left: 0; } ul.tasks li { margin: .5em 0; }
small { opacity: .8; } blockquote { margin: .3em 0 1em; border-left: 3px solid; padding-left: .8em; }
table { border-collapse: collapse; } td, th { border: 1px solid; padding: .25em .6em; text-align: left; }
svg { max-width: 100%; height: auto; } @media print { .picture { break-before: page; } }
"""


def plan_html(made: Plan) -> str:
    """Return a plan as an HTML page."""
    drill = "DRILL: " if made.drill else ""
    title = escape(drill + made.title)
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{title}</h1>",
            *(f"<p>{escape(line)}</p>" for line in (made.about, f"Rules: {made.rules}") if line),
            *(line for phase in made.phases for line in _phase(phase)),
            *_listed("Deadlines", made.clocks),
            *_notices(made),
            *_calls(made),
            f'<section class="picture"><h2>Picture</h2>{drawn(made.picture)}</section>',
            "</body></html>\n",
        ]
    )


def _phase(phase: PlanPhase) -> Iterator[str]:
    yield f"<section><h2>{escape(phase.label)}</h2><p>The service is {escape(phase.meaning)}.</p>"
    if phase.tasks:
        yield '<h3>To do</h3><ul class="tasks">'
        yield from (f"<li>{_task(task)}</li>" for task in phase.tasks)
        yield "</ul>"
    if phase.clocks:
        clocks = "".join(f"<li>{escape(clock)}</li>" for clock in phase.clocks)
        yield f"<h3>By the clock</h3><ul>{clocks}</ul>"
    if phase.signals:
        yield "<h3>To report</h3><ul>"
        yield from (f"<li>{_signal(signal)}</li>" for signal in phase.signals)
        yield "</ul>"
    yield "</section>"


def _task(task: PlanTask) -> str:
    more = [task.by_when, task.each, f"done when {task.until}" if task.until else "", task.source]
    small = "; ".join(escape(part) for part in more if part)
    return f"&#9744; <b>{escape(task.label)}</b> ({escape(task.who)})<br><small>{small}</small>"


def _signal(signal: PlanSignal) -> str:
    more = [
        f"say: {', '.join(signal.says)}" if signal.says else "",
        f"leads to: {signal.leads}" if signal.leads else "stays here",
        f"only if {'; '.join(signal.needs)}" if signal.needs else "",
        *(f"told: {who}" for who in signal.tells),
    ]
    return f"<b>{escape(signal.label)}</b><br><small>{escape('. '.join(part for part in more if part))}</small>"


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = [f"<li>{escape(line)}</li>" for line in lines]
    if found:
        yield f"<section><h2>{title}</h2><ul>{''.join(found)}</ul></section>"


def _notices(made: Plan) -> Iterator[str]:
    if made.notices:
        yield "<h2>Who is told what</h2>"
    for notice in made.notices:
        after = escape("; ".join(notice.after))
        yield f"<section><b>{escape(notice.subject)}</b><br><small>To {escape(notice.audience)}, after: {after}</small>"
        yield f"<blockquote>{escape(notice.body)}</blockquote></section>"


def _calls(made: Plan) -> Iterator[str]:
    if not made.calls:
        return
    yield "<section><h2>Whom to call</h2><table><tr><th>Who<th>What for<th>Number<th>Where</tr>"
    for call in made.calls:
        cells = "".join(f"<td>{escape(cell)}" for cell in (call.name, call.roles, call.phone, call.sites))
        yield f"<tr>{cells}</tr>"
    yield "</table></section>"
