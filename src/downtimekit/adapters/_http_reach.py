"""How the HTTP line reaches a server: its name is looked up, every address checked, and one of these connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import cast

import httpx
from anyio import to_thread
from attrs import field, frozen

from downtimekit.adapters._http_guard import Address, Guard, address_of
from downtimekit.adapters._http_proxy import Proxy
from downtimekit.adapters._http_wire import Wire
from downtimekit.errors import Unreachable

Resolver = Callable[[str], Awaitable[Sequence[str]]]
"""Asks for the IP addresses of a host's name; raises `OSError` where there is none."""

# X509_V_ERR_ of OpenSSL's x509_vfy.h; its own words name the host.
_DISTRUST: Mapping[int, str] = {
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is signed by itself",
    19: "nobody here knows who signed it",
    20: "nobody here knows who signed it",
    62: "it is for another name",
    64: "it is for another address",
}
_MOST_ADDRESSES = 4  # of one name; each has its share of the time


async def resolved(name: str) -> Sequence[str]:
    """Ask the name service of this machine.

    The system's question cannot be taken back, so its thread is left behind: those of the event loop are few, the host
    needs them, and the loop does not end before they do.
    """
    ask = partial(socket.getaddrinfo, name, None, type=socket.SOCK_STREAM)
    found = await to_thread.run_sync(ask, abandon_on_cancel=True)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@frozen
class Origin:
    """Whom a connection leads to."""

    secure: bool
    host: str
    port: int


@frozen
class Names:
    """Looks names up, each once for all who ask at the same time.

    A name service that does not answer holds a thread for each question, and there are few of these.
    """

    resolver: Resolver
    _asked: dict[tuple[asyncio.AbstractEventLoop, str], asyncio.Future[Sequence[str]]] = field(factory=dict)

    async def addresses(self, name: str) -> Sequence[Address]:
        """Return the addresses of a name.

        Raises:
            Unreachable: there is none.
        """
        found: Sequence[Address] = ()
        with suppress(OSError, ValueError):  # UnicodeError, too
            found = [ip_address(address) for address in await self._answer(name)]
        if not found:
            raise Unreachable("nobody knows the server's name")
        return found

    async def _answer(self, name: str) -> Sequence[str]:
        key = asyncio.get_running_loop(), name
        if key not in self._asked:
            asked = self._asked[key] = asyncio.ensure_future(self.resolver(name))
            asked.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(self._asked[key])

    def _forget(self, key: tuple[asyncio.AbstractEventLoop, str], done: asyncio.Future[Sequence[str]]) -> None:
        del self._asked[key]
        if not done.cancelled():
            done.exception()  # else the loop complains where nobody waits for it any more


@frozen
class Reach:
    """Opens connections.

    TLS and the certificate go by the name, as does the Host header; only the address is the one that was checked. A
    name that answers differently the next time is checked again with the next connection.
    """

    guard: Guard
    names: Names
    context: ssl.SSLContext = field(repr=False)
    proxy: Proxy | None = None

    async def wire(self, origin: Origin, *, until: float) -> Wire:
        """Connect.

        Args:
            origin: to whom.
            until: when it is given up, in the loop's seconds.

        Raises:
            Rejected: the proxy refused.
            Unreachable: the name is not known or has a private address, nobody answers, or the certificate is not
                trusted: in an outage all of these may pass.
        """
        words = "the server was not reached in time"
        try:
            async with asyncio.timeout_at(until):
                return await self._reached(origin, until)
        except TimeoutError:
            pass
        except ssl.SSLCertVerificationError as error:
            words = f"the server's certificate is not trusted: {_DISTRUST.get(error.verify_code, 'it is not valid')}"
        except ssl.SSLError:
            words = "the encryption failed"
        except OSError:
            words = "there is no connection to the server"
        raise Unreachable(words)

    async def _reached(self, origin: Origin, until: float) -> Wire:
        if self.proxy is not None:
            return await self._tunnelled(self.proxy, origin)
        addresses = await self._permitted(origin.host)
        loop = asyncio.get_running_loop()
        for left, address in zip(range(len(addresses), 1, -1), addresses, strict=False):
            try:
                async with asyncio.timeout((until - loop.time()) / left):
                    return await self._connected(origin, address)
            except OSError:  # TimeoutError, too
                continue
        return await self._connected(origin, addresses[-1])  # whose failure is told

    async def _permitted(self, host: str) -> Sequence[str]:
        literal = address_of(host)
        addresses = await self.names.addresses(host) if literal is None else [literal]
        if not all(self.guard.allows(address, host=host) for address in addresses):
            raise Unreachable("the server has a private address that is not in allow_private")
        return [str(address) for address in addresses[:_MOST_ADDRESSES]]

    async def _connected(self, origin: Origin, address: str) -> Wire:
        context, name = (self.context, origin.host) if origin.secure else (None, None)
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(Wire, address, origin.port, ssl=context, server_hostname=name)
        return wire

    async def _tunnelled(self, proxy: Proxy, origin: Origin) -> Wire:
        loop = asyncio.get_running_loop()
        _, first = await loop.create_connection(Wire, proxy.host, proxy.port)
        try:
            transport, wire = await first.tunnelled(_connect(proxy, origin)), Wire()
            transport.set_protocol(wire)
            wire.connection_made(transport)
            if origin.secure:
                secured = await loop.start_tls(transport, wire, self.context, server_hostname=origin.host)
                wire.connection_made(cast("asyncio.Transport", secured))  # None stands in its type only
        except BaseException:
            first.abort()
            raise
        return wire


def _connect(proxy: Proxy, origin: Origin) -> httpx.Request:
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    place = f"{host}:{origin.port}".encode()
    headers = [(b"Host", place)]
    if proxy.authorization:
        headers.append((b"Proxy-Authorization", proxy.authorization))
    url = httpx.URL(scheme="http", host=proxy.host, port=proxy.port)
    return httpx.Request("CONNECT", url, headers=headers, stream=httpx.ByteStream(b""), extensions={"target": place})
