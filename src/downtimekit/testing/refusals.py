"""Refusals that a test expects, and what is said where something else comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from downtimekit.errors import Refused


def not_as_expected(refused: Refused | None, codes: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with an answer.

    Args:
        refused: the refusal; None where it was accepted.
        codes: those of the reasons that are expected, at least; none where it is to be accepted.
    """
    if refused is None:
        if codes:
            yield f"it was to be refused because of {_listed(codes)}, and was accepted"
    elif not codes:
        yield f"it was refused:{_reasons(refused)}"
    elif missing := [code for code in codes if code not in {reason.code for reason in refused.reasons}]:
        wanted = _listed(missing)
        yield f"it was to be refused because of {wanted}, and was refused for other reasons:{_reasons(refused)}"


def _listed(codes: Collection[str]) -> str:
    return " and ".join(f"'{code}'" for code in codes)


def _reasons(refused: Refused) -> str:
    lines = "".join(f"\n      {reason.code}: {reason}" for reason in refused.reasons)
    return f"{lines}\n      allowed now: {', '.join(refused.allowed) or 'nothing'}"
