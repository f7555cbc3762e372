"""What a FHIR server answers: an OperationOutcome, as the faults and errors of downtimekit, and the other way round.

Only what is safe to show is taken from it. A server puts values into its diagnostics and details, names and numbers of
patients among them, so these are left out, and the code of each issue is told in words of our own. A code also says
whether to try again: FHIR R4 calls some of them transient, and of those a few leave it open whether anything was done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput, OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.interop.fhir.kinds import NOTHING, Json, Nothing, Plain, code
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.template import blank, each, itself, must, part

_WORDS: Mapping[str, str] = {
    "invalid": "is not valid",
    "structure": "is not built as FHIR wants it",
    "required": "is missing",
    "value": "has a value that is not valid",
    "invariant": "breaks a rule of the resource",
    "security": "access was refused",
    "login": "access was refused: nobody is signed in",
    "unknown": "access was refused: the user is not known",
    "expired": "access was refused: the sign-in has expired",
    "forbidden": "access was refused: the user may not do this",
    "suppressed": "something was held back",
    "processing": "could not be processed",
    "not-supported": "is not supported by the server",
    "duplicate": "is there already",
    "multiple-matches": "fits more than one record",
    "not-found": "was not found",
    "deleted": "was deleted",
    "too-long": "is too long",
    "code-invalid": "has a code that the server does not know",
    "extension": "has an extension that the server does not take",
    "too-costly": "asks for too much",
    "business-rule": "breaks a rule of the server",
    "conflict": "was changed by somebody else in between",
    "transient": "could not be done now",
    "lock-error": "is locked",
    "no-store": "could not be stored: the server's store is away",
    "exception": "failed inside the server",
    "timeout": "took the server too long",
    "incomplete": "was done in part",
    "throttled": "came too fast for the server",
    "informational": "is for information",
}
"""The codes of *issue-type* in FHIR R4, in words of our own."""
_NOT_DONE = frozenset({"lock-error", "no-store", "throttled"})
_PERHAPS_DONE = frozenset({"transient", "exception", "timeout", "incomplete"})
_REFUSING = frozenset({"fatal", "error"})
_SEVERITIES = _REFUSING | {"warning", "information"}
# A FHIRPath as validators write it, or the older XPath; anything else may hold a value.
_PATH = re.compile(r"[A-Z][A-Za-z]+(\.[a-zA-Z]+(\[\d+\])?)+|(/f:[A-Za-z]+(\[\d+\])?)+")


def _path(found: object) -> str | Nothing:
    if not isinstance(found, str):
        raise TypeError
    return found if _PATH.fullmatch(found) else NOTHING


_PLACE = Plain("is not a path", _path, str)
_BODY = part(
    {
        "resourceType": must("OperationOutcome"),
        "issue": [
            each(
                "issues",
                {
                    "severity": must(blank("severity", code({severity: severity for severity in _SEVERITIES}))),
                    "code": must(blank("code", code({word: word for word in _WORDS}))),
                    "expression": [each("expression", itself(_PLACE))],
                    "location": [each("location", itself(_PLACE))],
                },
            )
        ],
    }
)


@frozen
class Outcome:
    """What a server answered.

    Attributes:
        refusals: what stands against the request; warnings: what else it said.
        codes: of the refusals, as FHIR has them.
        losses: what has no place here, such as ``OperationOutcome.issue[0].diagnostics``.
    """

    refusals: Sequence[Fault] = ()
    warnings: Sequence[Fault] = ()
    codes: Sequence[str] = ()
    losses: Sequence[str] = ()

    @property
    def error(self) -> PortError | None:
        """The error that a port raises for it; None where nothing was refused."""
        if not self.refusals:
            return None
        words = "; ".join(map(str, self.refusals))
        if not set(self.codes) <= _NOT_DONE | _PERHAPS_DONE:
            return Rejected(words)
        return Unreachable(words) if set(self.codes) <= _NOT_DONE else OutcomeUnknown(words)


def from_fhir(found: object) -> Outcome:
    """Read a FHIR OperationOutcome.

    Raises:
        InvalidInput: with every fault; it is no OperationOutcome, or has no issue.
    """
    into = Reading()
    _BODY.read(found, at="OperationOutcome", into=into)
    issues = into.values.get("issues", [])
    if not issues and not into.faults:
        into.wrong("OperationOutcome.issue", "is missing")
    if into.faults:
        raise InvalidInput("OperationOutcome", into.faults)
    refusing = [issue["severity"] in _REFUSING for issue in issues]
    told = [_fault(issue) for issue in issues]
    return Outcome(
        refusals=[fault for fault, refuses in zip(told, refusing, strict=True) if refuses],
        warnings=[fault for fault, refuses in zip(told, refusing, strict=True) if not refuses],
        codes=[issue["code"] for issue, refuses in zip(issues, refusing, strict=True) if refuses],
        losses=tuple(into.losses),
    )


def to_fhir(error: InvalidInput) -> Resource:
    """Write what was wrong with an input as a FHIR OperationOutcome; what was read is not named in it."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(fault) for fault in error.faults]}


def _fault(issue: Mapping[str, Any]) -> Fault:
    places = issue.get("expression") or issue.get("location") or [""]
    return Fault(places[0], _WORDS[issue["code"]])


def _issue(fault: Fault) -> Json:
    said: dict[str, Json] = {"severity": "error", "code": "required" if fault.words == "is missing" else "invalid"}
    said["diagnostics"] = fault.words
    return said | {"expression": [fault.path]} if fault.path else said
