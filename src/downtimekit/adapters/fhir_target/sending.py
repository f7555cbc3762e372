"""How the resources of one record reach the server: as one transaction, or one after the other, its Provenance last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from attrs import Factory, define, field, frozen

from downtimekit.adapters.fhir_target import answers
from downtimekit.adapters.fhir_target.server import Server, id_in, made_by
from downtimekit.adapters.fhir_target.settings import Doubles
from downtimekit.errors import OutcomeUnknown, PortError, Unreachable
from downtimekit.interop.fhir.marking import is_undone, undone
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource

Settle = Callable[["Piece", str], Awaitable[str]]
"""Is told where a piece was put, and returns where that counts which it is to be known by."""
_FOUND: Final = 200  # R4, 3.1.0.8.1: there was one already, and nothing was made
_WAIT_AND_SEE: Final = "the server took some of it, and then could not be asked"


@frozen
class Piece:
    """One resource that is to be written.

    Attributes:
        url: by which the other pieces refer to it, ``urn:uuid:...``.
        resource: what is written.
        unless: the search that finds it where it is there already; empty for an update.
        updates: what it replaces, such as ``DiagnosticReport/12``; match: the version of that, where it has one.
    """

    url: str
    resource: Resource = field(repr=False)
    unless: str = field(default="", repr=False)
    updates: str = ""
    match: str = ""

    @property
    def kind(self) -> str:
        """The type of the resource."""
        return str(self.resource["resourceType"])

    @property
    def request(self) -> Resource:
        """How it stands in a transaction."""
        if not self.updates:
            return {"method": "POST", "url": self.kind, "ifNoneExist": self.unless}
        match: Resource = {"ifMatch": self.match} if self.match else {}
        return {"method": "PUT", "url": self.updates, **match}


@define
class Sender:
    """Sends pieces, and takes back what turns out not to count.

    Attributes:
        server: the server.
        made: the id of each piece, by what it was called before.
        fresh: what was made by us and not found, in order; wrote: the server took something.
    """

    server: Server
    made: dict[str, str] = Factory(dict)
    fresh: list[str] = Factory(list)
    wrote: bool = False

    async def one_by_one(self, pieces: Sequence[Piece], *, after: Settle | None = None) -> None:
        """Write pieces in their order, each of which refers only to those before it.

        Args:
            pieces: what is written; what is there already is found, and not written again.
            after: is told of each with its id, and returns the id that counts.

        Raises:
            Rejected, Unreachable, OutcomeUnknown: as of the server; what was made until then stays.
        """
        for piece in pieces:
            made = await self._put(piece) if piece.updates else await self._create(piece)
            self.made[piece.url] = await after(piece, made) if after else made

    async def together(self, pieces: Sequence[Piece]) -> None:
        """Write pieces as one transaction.

        Raises:
            Rejected, Unreachable: nothing was written.
            OutcomeUnknown: it may have been written; or some of it, by a server that does not keep its word.
        """
        entries: list[Any] = [
            {"fullUrl": piece.url, "resource": _resolved(piece.resource, self.made), "request": piece.request}
            for piece in pieces
        ]
        bundle: Resource = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        answer = await self.server.send("POST", "", bundle)
        self.wrote = True
        found = answers.resource_of(answer)
        told = list(objects_at(found, "entry")) if found else []
        if found is None or found.get("type") != "transaction-response" or len(told) != len(pieces):
            raise OutcomeUnknown("the server took the transaction, and what it answered is no answer to one")
        errors = [error for entry in told if (error := answers.entry_refusal(entry))]
        if errors:
            raise errors[0]
        for piece, entry in zip(pieces, told, strict=True):
            self.made[piece.url] = await self._named(piece, entry)

    async def take_back(self, references: Sequence[str]) -> bool:
        """Mark what was written as never having counted, or delete it; say whether that was done with all of it."""
        done = True
        for reference in reversed(references):
            try:
                await self._undo(reference)
            except PortError:
                done = False
        return done

    async def replace(self, resource: Resource) -> None:
        """Write a changed resource over the version of it that was read.

        Raises:
            Rejected: somebody else changed it.
        """
        await self._put(
            Piece("", resource, updates=f"{resource['resourceType']}/{resource['id']}", match=etag(resource))
        )

    async def _create(self, piece: Piece) -> str:
        there = [one for one in await self._asked(piece) if not is_undone(one)]
        if there:
            return f"{piece.kind}/{there[0]['id']}"
        resource = _resolved(piece.resource, self.made)
        try:
            answer = await self.server.send("POST", piece.kind, resource, headers={"If-None-Exist": piece.unless})
        except answers.Stale:
            # Two fit: somebody wrote at the same moment, and it is found out which of them counts.
            return await self._there(piece)
        self.wrote = self.wrote or answer.status != _FOUND
        made = made_by(answer, piece.kind) or await self._there(piece)
        found_instead = answers.resource_of(answer)
        if found_instead is not None and is_undone(found_instead):
            # The search before left it out, and the server's own did not: it is brought back with what is to be said.
            await self._put(Piece(piece.url, piece.resource, updates=made, match=etag(found_instead)))
        if answer.status != _FOUND:
            self.fresh.append(made)
        return made

    async def _put(self, piece: Piece) -> str:
        resource = {**_resolved(piece.resource, self.made), "id": piece.updates.rpartition("/")[2]}
        headers = {"If-Match": piece.match} if piece.match else {}
        await self.server.send("PUT", piece.updates, resource, headers=headers)
        self.wrote = True
        return piece.updates

    async def _asked(self, piece: Piece) -> Sequence[Resource]:
        try:
            return await self.server.search(piece.kind, piece.unless)
        except Unreachable as error:
            if self.wrote:
                raise OutcomeUnknown(_WAIT_AND_SEE) from None
            raise error from None

    async def _there(self, piece: Piece) -> str:
        found = await self._asked(piece)
        if not found:
            raise OutcomeUnknown("the server took a resource, and does not say where it put it")
        return f"{piece.kind}/{found[0]['id']}"

    async def _named(self, piece: Piece, entry: Mapping[str, object]) -> str:
        """Return where one piece of a transaction was put."""
        if piece.updates:
            return piece.updates
        (response,) = [*objects_at(entry, "response"), {}][:1]
        (resource,) = [*objects_at(entry, "resource"), {}][:1]
        made = id_in(response.get("location"))
        if made is None and resource.get("resourceType") == piece.kind and isinstance(resource.get("id"), str):
            made = f"{piece.kind}/{resource['id']}"
        made = made or await self._there(piece)
        if str(response.get("status", "")).startswith("201"):
            self.fresh.append(made)
        return made

    async def _undo(self, reference: str) -> None:
        if self.server.settings.doubles is Doubles.DELETE:
            await self.server.send("DELETE", reference)
            return
        found = await self.server.read(reference)
        if found is not None and not is_undone(found):
            await self.replace(undone(found))


def etag(resource: Resource) -> str:
    """Return the version of a resource as ``If-Match`` names it; empty where it has none (R4, 3.1.0.5)."""
    meta = resource.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return f'W/"{version}"' if isinstance(version, str) and version.isascii() and '"' not in version else ""


def _resolved(found: Any, made: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a resource in which what was made is referred to by its id."""
    if isinstance(found, list):
        return [_resolved(one, made) for one in found]
    if isinstance(found, dict):
        return {
            key: made.get(value, value) if key == "reference" and isinstance(value, str) else _resolved(value, made)
            for key, value in found.items()
        }
    return found
