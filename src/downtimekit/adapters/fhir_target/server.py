"""The FHIR server: what is asked and sent over the line, signed in, page by page; FHIR R4, RESTful API (3.1)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

from attrs import define, field
from pydantic import SecretStr

from downtimekit.adapters._http import Answer, Call, Line
from downtimekit.adapters.fhir_target import answers
from downtimekit.adapters.fhir_target.abilities import Abilities
from downtimekit.adapters.fhir_target.settings import FhirTargetSettings
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource

_JSON: Final = "application/fhir+json"
_AS_IN_URLS = "/:?&=|,%$"
# A Location, or a reference: absolute, or relative to the base, with or without a version (R4, 3.1.0.8 and 2.3.0.1).
_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?$")
Found = TypeVar("Found")

SignIn = Callable[[], Awaitable[SecretStr]]
"""Returns a token, such as one of SMART Backend Services; asked for before the first call, and when one is refused."""


def id_in(found: object) -> str | None:
    """Return the type and id in a reference or an address, such as ``Patient/77``; None where there is none."""
    known = _ID.search(found) if isinstance(found, str) else None
    return known[1] if known else None


@define(eq=False)
class Server:
    """Asks and tells a FHIR server; whatever it answers becomes a resource, or an error of the port.

    Attributes:
        settings: the server.
        line: over which it is called.
        sign_in: returns tokens, where the settings have none.
    """

    settings: FhirTargetSettings
    line: Line = field(repr=False)
    sign_in: SignIn | None = field(default=None, repr=False)
    _token: SecretStr | None = field(init=False, repr=False, default=None)
    _abilities: Abilities | None = field(init=False, default=None)

    @property
    def base(self) -> str:
        """The base, without a slash at its end."""
        return self.settings.url.get_secret_value().rstrip("/")

    async def abilities(self) -> Abilities:
        """Return what the server says of itself; it is asked once.

        Raises:
            Unreachable: it did not answer, or not as a FHIR server does.
        """
        if self._abilities is None:
            answer = await self._asked(f"{self.base}/metadata")
            found = answers.resource_of(answer)
            if found is None or found["resourceType"] == "OperationOutcome":
                raise Unreachable("there is no FHIR server at this address")
            # Some answer with whatever they have: such a server says nothing of itself.
            says = found if found["resourceType"] == "CapabilityStatement" else {}
            self._abilities = Abilities.of(says)
        return self._abilities

    async def read(self, path: str) -> Resource | None:
        """Return one resource; None where it is not there, or no more.

        Raises:
            Unreachable: it did not answer.
        """
        bases = await self._bases()
        answer = await self._asked(f"{self.base}/{path}")
        return None if answer.status in answers.NOT_THERE else _relative(self._whole(answer), bases)

    async def search(self, kind: str, query: str) -> Sequence[Resource]:
        """Return all resources of a type that a search finds, from all its pages.

        Args:
            kind: the type.
            query: the search as it stands in a URL, such as ``identifier=a|b``.

        Raises:
            Unreachable: it did not answer, or not to the end.
        """
        url = f"{self.base}/{kind}?{query}&_count={self.settings.page}"
        found: dict[str, Resource] = {}
        seen: set[str] = set()
        bases = await self._bases()
        while len(seen) < self.settings.pages:
            seen.add(url)
            answer = await self._asked(url)
            if answer.status in answers.NOT_THERE and kind != "Patient":
                return ()  # a server that does not keep this type
            page = self._whole(answer)
            for one in self._matches(page, kind):
                found[str(one["id"])] = _relative(one, bases)
            following = self._next(page)
            if following is None:
                return tuple(found.values())
            if following in seen:
                break
            url = following
        raise Unreachable("the server's pages of a search do not end")

    async def send(
        self, method: str, path: str, resource: Resource | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send something to be written, and return the answer of a server that took it.

        Raises:
            Rejected: it refused.
            Unreachable: nothing was done with it.
            OutcomeUnknown: it may have been written.
        """
        content = b"" if resource is None else json.dumps(resource, ensure_ascii=False).encode()
        told = {"Content-Type": _JSON, "Prefer": "return=representation", **(headers or {})}
        url = f"{self.base}/{path}" if path else self.base
        answer = await self._signed(method, url, headers=told, content=content)
        refused = answers.refusal(answer)
        if refused:
            raise refused
        return answer

    async def together(self, questions: Iterable[Coroutine[Any, Any, Found]]) -> Sequence[Found]:
        """Return the answers to several questions, of which a few are asked at once.

        Raises:
            Unreachable: one was not answered.
        """
        turn = asyncio.Semaphore(self.settings.at_once)

        async def ask(question: Coroutine[Any, Any, Found]) -> Found:
            async with turn:
                return await question

        tasks = [asyncio.ensure_future(ask(question)) for question in questions]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _asked(self, url: str) -> Answer:
        try:
            answer = await self._signed("GET", quote(url, safe=_AS_IN_URLS).replace("|", "%7C"))
        except (Rejected, OutcomeUnknown) as error:
            raise answers.not_asked(error) from None
        if answer.status in answers.NOT_THERE:
            return answer
        refused = answers.refusal(answer)
        if refused:
            raise answers.not_asked(refused)
        return answer

    async def _signed(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes = b""
    ) -> Answer:
        """Call, with a new token where the one at hand is refused."""
        for attempt in range(2):
            token = await self._current(new=attempt > 0)
            told = {"Accept": _JSON, **(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
            answer = await self.line.call(Call(method, url, told, content, self.settings.longest))
            if answer.status != answers.SIGNED_OUT or self.sign_in is None:
                break
        return answer

    async def _current(self, *, new: bool) -> str:
        if self.settings.token is not None:
            return self.settings.token.get_secret_value()
        if self.sign_in is None:
            return ""
        if new or self._token is None:
            self._token = await self.sign_in()
        return self._token.get_secret_value()

    def _whole(self, answer: Answer) -> Resource:
        found = answers.resource_of(answer)
        if found is None:
            raise Unreachable(f"the server answered {answer.status} and no FHIR: a page of something in between")
        return found

    def _matches(self, page: Resource, kind: str) -> Iterable[Resource]:
        if page["resourceType"] != "Bundle":
            raise Unreachable("the server answered a search with something else than its results")
        for entry in objects_at(page, "entry"):
            resource = entry.get("resource")
            if not isinstance(resource, dict) or resource.get("resourceType") == "OperationOutcome":
                continue
            if resource.get("resourceType") == kind and isinstance(resource.get("id"), str):
                yield resource

    def _next(self, page: Resource) -> str | None:
        """Return the URL of the next page, at this server: with a token, nobody follows a link to another one."""
        links = [link.get("url") for link in objects_at(page, "link") if link.get("relation") == "next"]
        if not links or not isinstance(links[0], str):
            return None
        link, base = urlsplit(links[0]), urlsplit(self.base)
        query = f"?{link.query}" if link.query else ""
        # Behind a proxy, servers often know neither their own name nor their port: theirs is not asked.
        if not f"{link.path}/".startswith(f"{base.path}/"):
            raise Unreachable("the next page of a search lies elsewhere, and nobody follows")
        return f"{base.scheme}://{base.netloc}{link.path}{query}"

    async def _bases(self) -> tuple[str, ...]:
        """Return what absolute references to this server begin with."""
        known = await self.abilities()
        return tuple(f"{base}/" for base in (self.base, known.base) if base)


def _relative(found: Any, bases: tuple[str, ...]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a resource whose references to its own server are relative, and without a version."""
    if isinstance(found, list):
        return [_relative(one, bases) for one in found]
    if not isinstance(found, dict):
        return found
    whole = {key: _relative(value, bases) for key, value in found.items()}
    reference = whole.get("reference")
    if isinstance(reference, str) and (reference.startswith(bases) or ":" not in reference):
        whole["reference"] = id_in(reference) or reference
    return whole


def made_by(answer: Answer, kind: str) -> str | None:
    """Return the id of what a create made or found, such as ``Observation/7``; None where the answer does not say."""
    found = answers.resource_of(answer)
    if found is not None and found["resourceType"] == kind and isinstance(found.get("id"), str):
        return f"{kind}/{found['id']}"
    place = id_in(answer.headers.get("location") or answer.headers.get("content-location"))
    return place if place is not None and place.startswith(f"{kind}/") else None
