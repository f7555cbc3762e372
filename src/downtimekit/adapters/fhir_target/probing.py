"""Whether a server's transactions are atomic: tried out, for what servers say of it is not always so."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from downtimekit.adapters.fhir_target.sending import Piece, Sender
from downtimekit.adapters.fhir_target.server import Server
from downtimekit.errors import OutcomeUnknown, Rejected
from downtimekit.interop.fhir import Systems
from downtimekit.interop.fhir.chart import query
from downtimekit.interop.fhir.resource import Resource

_NOBODY: Final = 'W/"0"'


async def is_atomic(server: Server, systems: Systems) -> bool:
    """Send a transaction whose second half must fail, and say whether its first half is gone.

    Raises:
        Unreachable, OutcomeUnknown: the server did not answer.
    """
    if not (await server.abilities()).transactions:
        return False
    name = f"probe-{uuid4()}"
    first = Piece(f"urn:uuid:{uuid4()}", _trial(systems, name), unless=query(systems.key, name))
    missing = str(uuid4())
    second = Piece(f"urn:uuid:{missing}", _trial(systems, f"{name}-2"), updates=f"Observation/{missing}", match=_NOBODY)
    sender = Sender(server)
    failed = False
    try:
        await sender.together([first, second])
    except (Rejected, OutcomeUnknown):
        failed = True
    left = await server.search("Observation", f"identifier={systems.key}|{name},{systems.key}|{name}-2")
    await sender.take_back([f"Observation/{one['id']}" for one in left])
    return failed and not left


def _trial(systems: Systems, name: str) -> Resource:
    return {
        "resourceType": "Observation",
        "identifier": [{"system": systems.key, "value": name}],
        "status": "cancelled",
        "code": {"text": "trial of a transaction; about nobody"},
    }
