"""The one line over which every HTTP channel calls: few connections, shared, to places that are permitted.

A channel is given a `Line` and makes its calls with `Line.call`; what an answer means says `judged`. Needs asyncio.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import lru_cache

import httpx
from attrs import define, field

from downtimekit.adapters._http_calls import Answer, Call, judged
from downtimekit.adapters._http_guard import ChannelUrl, Guard, place_of
from downtimekit.adapters._http_pools import Pools
from downtimekit.adapters._http_proxy import proxy_of
from downtimekit.adapters._http_reach import Names, Reach, Resolver, resolved
from downtimekit.adapters._http_settings import LineSettings
from downtimekit.errors import Fault, InvalidInput, Rejected

__all__ = ["Answer", "Call", "ChannelUrl", "Line", "LineSettings", "judged"]

_OURS = [(b"Accept-Encoding", b"identity"), (b"User-Agent", b"downtimekit")]
_WITHOUT_BODY = frozenset({"GET", "HEAD"})


@define(eq=False)
class Line:
    """Calls servers by HTTP/1.1, for all channels of an engine.

    It opens connections when they are needed and keeps them for the next call. No redirect is followed, no cookie
    kept, no proxy taken from the environment, and no answer read further than the settings say. It may be used from
    one event loop after another; the connections of a loop are closed with `aclose`, or when that loop ends as
    `asyncio.run` ends it.

    Attributes:
        settings: how it calls, and where it may.
        resolver: asks for a name's addresses; where not given, the name service of this machine.

    Raises:
        InvalidInput: the file of certificates cannot be used.
    """

    settings: LineSettings = field(factory=LineSettings)
    resolver: Resolver = field(default=resolved, kw_only=True, repr=False)
    _guard: Guard = field(init=False, repr=False)
    _targets: Callable[[str], httpx.URL | str] = field(init=False, repr=False)
    _transport: httpx.AsyncBaseTransport = field(init=False, repr=False)

    @_guard.default
    def _default_guard(self) -> Guard:
        return self.settings.guard()

    @_targets.default
    def _default_targets(self) -> Callable[[str], httpx.URL | str]:
        return lru_cache(maxsize=256)(self._target)  # an engine calls a few URLs again and again

    @_transport.default
    def _default_transport(self) -> httpx.AsyncBaseTransport:
        settings = self.settings
        proxy = None if settings.proxy is None else proxy_of(settings.proxy.get_secret_value())
        reach = Reach(self._guard, Names(self.resolver), _trust(settings), proxy)
        return Pools(settings, reach)

    def checked_url(self, url: str) -> str:
        """Return a URL that may be called, as far as that can be said without looking its name up.

        Raises:
            InvalidInput: it may not; in words that show nothing of it.
        """
        target = self._target(url)
        if isinstance(target, str):
            raise InvalidInput("settings", [Fault("url", target)])
        return url

    async def call(self, call: Call) -> Answer:
        """Send a request and return the answer, whatever its status; `judged` says what that means.

        Raises:
            Rejected: the URL is none, or leads where it may not; or a header cannot be sent.
            Unreachable: nothing went out: the name is not known or has a private address, there is no connection, or
                no certificate that is trusted.
            OutcomeUnknown: it may have gone out, and there was no answer, half of one, or one that makes no sense. A
                refusal (300 and above) is an answer however long it is; its body is cut.
        """
        target = self._targets(call.url)
        if isinstance(target, str):
            raise Rejected(f"the URL {target}")
        request = _request(call, target)
        if request is None:
            raise Rejected("a header cannot be sent as it is")
        response = await self._transport.handle_async_request(request)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw}
        stream = response.stream  # read as it is: httpx's own ways of reading it cost a tenth of the call
        assert isinstance(stream, httpx.ByteStream)  # noqa: S101 - the transport makes no other
        return Answer(response.status_code, headers, b"".join(stream))

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        await self._transport.aclose()

    def _target(self, url: str) -> httpx.URL | str:
        """Return a URL that may be called, or what stands against it."""
        try:
            place = place_of(url)
        except ValueError as error:
            return str(error)
        target = place.target.encode()
        return self._guard.against(place) or httpx.URL(
            scheme=place.scheme, host=place.host, port=place.port, raw_path=target
        )


def _request(call: Call, url: httpx.URL) -> httpx.Request | None:
    """Return it as httpx has it; None where a header has no bytes. What httpx would have to find out is known here."""
    headers = [(b"Host", url.netloc), *_OURS]
    if call.content or call.method not in _WITHOUT_BODY:
        headers.append((b"Content-Length", str(len(call.content)).encode()))
    try:
        headers += [(name.encode(), value.encode()) for name, value in call.headers.items()]
    except UnicodeEncodeError:  # half a character
        return None
    stream, extensions = httpx.ByteStream(call.content), {"longest": call.longest}
    return httpx.Request(call.method, url, headers=headers, stream=stream, extensions=extensions)


def _trust(settings: LineSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ca_file)
    except OSError:  # ssl.SSLError, too
        fault = Fault("ca_file", "cannot be read, or holds no certificate in PEM")
        raise InvalidInput("HTTP settings", [fault]) from None
    context.set_alpn_protocols(["http/1.1"])
    return context
