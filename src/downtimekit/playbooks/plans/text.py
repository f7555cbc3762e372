"""A plan as Markdown: for a wiki, a repository, or any program that reads it."""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.playbooks.plans.plan import Plan, PlanNotice, PlanPhase, PlanSignal, PlanTask

_SPECIAL = frozenset("\\`*_{}[]<>#|$~&")


def plan_markdown(made: Plan, *, level: int = 1) -> str:
    """Return a plan as Markdown, without its picture.

    Args:
        made: the plan.
        level: of its first heading, so that it can be put into a page.
    """
    return "\n".join(_lines(made, "#" * level)) + "\n"


def _lines(made: Plan, mark: str) -> Iterator[str]:
    yield f"{mark} {'DRILL: ' if made.drill else ''}{_safe(made.title)}"
    yield ""
    if made.about:
        yield f"{_safe(made.about)}.\n"
    yield f"Rules: {_safe(made.rules)}.\n"
    for phase in made.phases:
        yield from _phase(phase, mark)
    if made.clocks:
        yield f"{mark}# Deadlines\n"
        yield from (f"- {_safe(clock)}." for clock in made.clocks)
        yield ""
    if made.notices:
        yield f"{mark}# Who is told what\n"
        for notice in made.notices:
            yield from _notice(notice)
    if made.calls:
        yield f"{mark}# Whom to call\n"
        yield "| Who | What for | Number | Where |\n| --- | --- | --- | --- |"
        for call in made.calls:
            yield f"| {_safe(call.name)} | {_safe(call.roles)} | {_safe(call.phone)} | {_safe(call.sites)} |"
        yield ""


def _phase(phase: PlanPhase, mark: str) -> Iterator[str]:
    yield f"{mark}# {_safe(phase.label)}\n"
    yield f"The service is {_safe(phase.meaning)}.\n"
    if phase.tasks:
        yield "To do:\n"
        yield from (f"- [ ] {_task(task)}" for task in phase.tasks)
        yield ""
    if phase.clocks:
        yield "By the clock:\n"
        yield from (f"- {_safe(clock)}." for clock in phase.clocks)
        yield ""
    if phase.signals:
        yield "To report:\n"
        yield from (f"- {_signal(signal)}" for signal in phase.signals)
        yield ""


def _task(task: PlanTask) -> str:
    words = [f"**{_safe(task.label)}** ({_safe(task.who)})"]
    words += [_safe(part) for part in (task.by_when, task.each) if part]
    if task.until:
        words.append(f"done when {_safe(task.until)}")
    source = f" Source: {_safe(task.source)}." if task.source else ""
    return f"{'; '.join(words)}.{source}"


def _signal(signal: PlanSignal) -> str:
    words = [f"**{_safe(signal.label)}**"]
    if signal.says:
        words.append(f"say: {_safe(', '.join(signal.says))}")
    words.append(f"leads to: {_safe(signal.leads)}" if signal.leads else "stays here")
    if signal.needs:
        words.append(f"only if {_safe('; '.join(signal.needs))}")
    words += [f"told: {_safe(who)}" for who in signal.tells]
    return f"{'; '.join(words)}."


def _notice(notice: PlanNotice) -> Iterator[str]:
    yield f"**{_safe(notice.subject)}**\n"
    yield f"To {_safe(notice.audience)}, after: {_safe('; '.join(notice.after))}.\n"
    yield f"> {_safe(notice.body)}\n"


def _safe(words: str) -> str:
    """Return words on one line in which nothing means anything to Markdown or to HTML."""
    line = " ".join(words.split())
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in line)
