"""What a FHIR server's answer means: the resource in it, or the error of the port, which never says what it wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from downtimekit.adapters._http import Answer, judged
from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.interop.fhir import outcome
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource

NOT_THERE: Final = (404, 410)
SIGNED_OUT: Final = 401
STALE: Final = 412
_JSON = ("application/fhir+json", "application/json", "text/json")
# RFC 4918 and what servers make of a record that somebody else has open: nothing was done, and it may be tried again.
_LATER: Mapping[int, str] = {
    401: "the sign-in was refused",
    409: "somebody else writes at the same moment",
    423: "it is locked",
}


class Stale(Rejected):
    """The server found that a condition does not hold (412): a version is older, or a search fits two."""


def resource_of(answer: Answer) -> Resource | None:
    """Return the FHIR resource in an answer; None where there is none: a page of a proxy, or half of one."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in _JSON:
        return None
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("resourceType"), str) else None


def refusal(answer: Answer) -> PortError | None:
    """Return the error that an answer is, for what was to be written; None where it was taken (2xx)."""
    status = answer.status
    try:
        judged(answer)
    except PortError as error:
        if status == STALE:
            return Stale("the record, or what it was looked for by, is not as it was when this was decided")
        if status in _LATER:
            return Unreachable(f"the server answered {status}: {_LATER[status]}", retry_after=answer.retry_after())
        return _told(error, answer)
    return None


def _told(error: PortError, answer: Answer) -> PortError:
    """Return an error with what an OperationOutcome says of it, by its codes."""
    said = issues_of(resource_of(answer))
    if said is None:
        return error
    # A status that says whether anything was done is believed before an issue that says so, too.
    words = f"{error}: {'; '.join(map(str, said.refusals))}" if said.refusals else str(error)
    if isinstance(error, Unreachable):
        return Unreachable(words, retry_after=error.retry_after)
    if isinstance(error, Rejected) and said.error is not None and not isinstance(said.error, Rejected):
        return type(said.error)(words)
    return type(error)(words)


def issues_of(resource: Resource | None) -> outcome.Outcome | None:
    """Return what an OperationOutcome says; None where it is none, or one that is not understood."""
    if resource is None or resource["resourceType"] != "OperationOutcome":
        return None
    try:
        return outcome.from_fhir(resource)
    except InvalidInput:
        return None


def entry_refusal(entry: Mapping[str, object]) -> PortError | None:
    """Return the error of one entry of a transaction's answer; None where it was taken.

    A transaction that fails is answered with an error (R4, RESTful API, 3.1.0.11.2); some servers say 200 all the same,
    and that an entry failed only there.
    """
    (response,) = [*objects_at(entry, "response"), {}][:1]
    status = str(response.get("status", ""))[:3]
    if not status.isdigit() or int(status) < 300:  # noqa: PLR2004 - RFC 9110, 15.3
        return None
    error = refusal(Answer(int(status)))
    return OutcomeUnknown(f"of one record, the server took some parts and refused others: {error}")


def not_asked(error: PortError) -> Unreachable:
    """Return the error of a question, where whatever went wrong left the chart as it was."""
    wait = error.retry_after if isinstance(error, Unreachable) else None
    return Unreachable(*error.args, retry_after=wait)
