"""The line talks only to whom the certificate names, also through a proxy, and shows nobody what it carries."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import ssl
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from anyio import run

from downtimekit.adapters._http import Call, Line, LineSettings
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from tests.http_servers import Behaviour, Exchange, Server, answering, never, saying, serving, tunnelling

pytestmark = pytest.mark.slow

NAME = "vendor.example"
SECRETS = ("t0k3n-in-the-url", "t0k3n-in-a-header", "t0k3n-in-the-body", "t0k3n-in-the-answer", "t0k3n-of-the-proxy")
AUTHORITY = trustme.CA()


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return path


def certified(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


async def to_loopback(name: str) -> Sequence[str]:
    return ["127.0.0.1"]


async def nowhere(name: str) -> Sequence[str]:
    raise AssertionError("asked the name service")


def line(ca_file: Path | None, *, resolver: Callable[..., object] = to_loopback, **settings: object) -> Line:
    found = {"allow_private": (NAME, "127.0.0.1"), "allow_plain": True, "ca_file": ca_file, **settings}
    return Line(LineSettings.model_validate(found), resolver=resolver)  # type: ignore[arg-type]


def call(url: str) -> Call:
    headers = {"Authorization": f"Bearer {SECRETS[1]}"}
    return Call("POST", f"{url}/{SECRETS[0]}", headers, SECRETS[2].encode())


def test_a_certificate_for_the_name_is_trusted_whatever_the_address(ca_file: Path) -> None:
    seen: list[str | None] = []
    context = certified(AUTHORITY.issue_cert(NAME))
    context.sni_callback = lambda sock, name, used: seen.append(name)

    with serving(answering(200), tls=context) as server:
        shared = line(ca_file)
        for _ in range(2):
            assert run(shared.call, call(server.url("", NAME))).status == 200
        gc.collect()  # whatever was left open would warn here

    assert seen == [NAME, NAME]
    assert server.requests[0].headers["host"] == f"{NAME}:{server.port}"


def test_the_handshake_asks_for_the_http_that_is_spoken(ca_file: Path) -> None:
    async def behave(exchange: Exchange) -> None:
        spoken = exchange.writer.get_extra_info("ssl_object").selected_alpn_protocol()
        await answering(200, str(spoken).encode())(exchange)

    context = certified(AUTHORITY.issue_cert(NAME))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with serving(behave, tls=context) as server:
        assert run(line(ca_file).call, call(server.url("", NAME))).content == b"http/1.1"


def test_a_certificate_may_be_for_an_address(ca_file: Path) -> None:
    with serving(answering(200), tls=certified(AUTHORITY.issue_cert("127.0.0.1"))) as server:
        assert run(line(ca_file).call, call(server.url(""))).status == 200


def test_the_address_that_was_checked_is_the_one_that_is_called(ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers harmlessly when it is checked, and points inside when it is called (DNS rebinding)."""
    answers = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"]]

    async def changing(name: str) -> Sequence[str]:
        return answers.pop(0)

    async def once_more(*asked: object, **how: object) -> Sequence[object]:
        raise AssertionError("the name was looked up behind the back of who checks")

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", once_more)
    tls = certified(AUTHORITY.issue_cert(NAME))
    with serving(answering(200), tls=tls) as server, serving(answering(200), tls=tls, host="127.0.0.2") as inside:
        shared = line(ca_file, resolver=changing, allow_private=("127.0.0.1",))

        assert run(shared.call, call(server.url("", NAME))).status == 200
        for _ in range(2):
            with pytest.raises(Unreachable, match="allow_private"):
                run(shared.call, call(inside.url("", NAME)))

    assert answers == []
    assert inside.accepted == 0


LAPSED = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        pytest.param(trustme.CA().issue_cert(NAME), "nobody here knows who signed it", id="unknown"),
        pytest.param(AUTHORITY.issue_cert("other.example"), "it is for another name", id="other name"),
        pytest.param(AUTHORITY.issue_cert("127.0.0.1"), "it is for another name", id="address"),
        pytest.param(AUTHORITY.issue_cert(NAME, not_after=LAPSED), "it has expired", id="expired"),
    ],
)
def test_whoever_shows_another_certificate_gets_nothing(
    ca_file: Path, certificate: trustme.LeafCert, words: str
) -> None:
    with (
        serving(answering(200), tls=certified(certificate)) as server,
        pytest.raises(Unreachable, match=f"not trusted: {words}$") as caught,
    ):
        run(line(ca_file).call, call(server.url("", NAME)))
    gc.collect()

    assert server.requests == []
    assert caught.value.__context__ is None


def test_the_systems_certificates_count_where_none_are_named() -> None:
    with (
        serving(answering(200), tls=certified(AUTHORITY.issue_cert(NAME))) as server,
        pytest.raises(Unreachable, match="not trusted"),
    ):
        run(line(None).call, call(server.url("", NAME)))


@contextmanager
def speaking(said: bytes) -> Iterator[int]:
    """Take one connection and say something, whatever comes."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        taken = pool.submit(listener.accept)
        taken.add_done_callback(lambda done: done.result()[0].sendall(said))
        yield listener.getsockname()[1]
        taken.result(5)[0].close()


@pytest.mark.parametrize(
    ("said", "words"), [(b"", "in time"), (b"HTTP/1.1 400 Bad Request\r\n\r\n", "encryption failed")]
)
def test_a_handshake_that_does_not_come_about_leaves_nothing_sent(ca_file: Path, said: bytes, words: str) -> None:
    with speaking(said) as port, pytest.raises(Unreachable, match=words) as caught:
        run(line(ca_file, timeout=10 if said else 0.2).call, call(f"https://{NAME}:{port}"))
    gc.collect()

    assert caught.value.__context__ is None


PROXY = f"http://ward:{SECRETS[4]}%40@127.0.0.1:"


@pytest.mark.parametrize("secure", [True, False])
def test_a_proxy_only_passes_on_and_looks_the_name_up(ca_file: Path, secure: bool) -> None:
    tls = certified(AUTHORITY.issue_cert(NAME)) if secure else None
    with serving(answering(200, b"ok"), tls=tls) as server, serving(tunnelling(server.port)) as proxy:
        shared = line(ca_file, resolver=nowhere, proxy=f"{PROXY}{proxy.port}")
        for _ in range(2):
            assert run(shared.call, call(server.url("", NAME))).content == b"ok"
        gc.collect()

    request = proxy.requests[0]
    assert request.line == f"CONNECT {NAME}:{server.port}"
    assert request.headers == {
        "host": f"{NAME}:{server.port}",
        "proxy-authorization": "Basic d2FyZDp0MGszbi1vZi10aGUtcHJveHlA",
    }
    assert [len(place.requests) for place in (server, proxy)] == [2, 2]
    assert "proxy-authorization" not in server.requests[0].headers


def test_a_certificate_is_checked_behind_a_proxy_too(ca_file: Path) -> None:
    tls = certified(AUTHORITY.issue_cert("other.example"))
    with serving(answering(200), tls=tls) as server, serving(tunnelling(server.port)) as proxy:
        with pytest.raises(Unreachable, match="another name"):
            run(line(ca_file, proxy=f"{PROXY}{proxy.port}").call, call(server.url("", NAME)))
        assert proxy.ended.wait(5)
    gc.collect()

    assert server.requests == []


NO_WAY = "found no way to the server"


@pytest.mark.parametrize(
    ("behaviour", "error", "words"),
    [
        pytest.param(answering(407), Rejected, "refused .407", id="wants a sign-in"),
        pytest.param(answering(403), Rejected, "refused .403", id="refuses"),
        pytest.param(answering(502), Unreachable, NO_WAY, id="does not get there"),
        pytest.param(answering(301), Unreachable, NO_WAY, id="points elsewhere"),
        pytest.param(saying(b"garbage\r\n\r\n"), Unreachable, NO_WAY, id="speaks no HTTP"),
        pytest.param(saying(b"", then_close=True), Unreachable, NO_WAY, id="hangs up"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200"), Unreachable, NO_WAY, id="answers in advance"),
        pytest.param(never, Unreachable, "in time", id="never answers"),
    ],
)
def test_a_proxy_that_does_not_lead_there_leaves_nothing_sent(
    ca_file: Path, behaviour: Behaviour, error: type[PortError], words: str
) -> None:
    with serving(behaviour) as proxy:
        patient = line(ca_file, timeout=0.3 if behaviour is never else 10, proxy=f"{PROXY}{proxy.port}")
        with pytest.raises(error, match=words) as caught:
            run(patient.call, call(f"https://{NAME}"))
        assert proxy.ended.wait(5)
    gc.collect()

    assert not any(secret in str(caught.value) for secret in SECRETS)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("url", ["https://127.0.0.1", "https://169.254.169.254", "http://vendor.example"])
def test_a_proxy_is_not_asked_for_a_place_that_is_private_by_its_url(url: str) -> None:
    with serving(answering(200)) as proxy, pytest.raises(Rejected):
        run(Line(LineSettings(proxy=f"{PROXY}{proxy.port}")).call, call(url))  # type: ignore[arg-type]

    assert proxy.accepted == 0


async def echo(exchange: Exchange) -> None:
    await answering(500, SECRETS[3].encode(), location=SECRETS[3], x_url=exchange.request.line)(exchange)


async def broken(exchange: Exchange) -> None:
    await exchange.write(f"HTTP/1.1 200 OK\r\n{SECRETS[3]} {exchange.request.line}\r\n\r\n".encode())


@pytest.mark.parametrize("behaviour", [echo, broken, never, saying(b"", then_close=True)])
@pytest.mark.parametrize("secure", [True, False])
def test_no_token_is_written_to_a_log_or_an_error(
    ca_file: Path, behaviour: Behaviour, secure: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    logging.getLogger("asyncio").setLevel(1)
    tls = certified(AUTHORITY.issue_cert(NAME)) if secure else None
    tried: AbstractContextManager[Server] = serving(behaviour, tls=tls)
    told = ""
    with tried as server, serving(tunnelling(server.port)) as proxy:
        for through in (None, f"{PROXY}{proxy.port}"):
            shared = line(ca_file, proxy=through, timeout=0.6 if behaviour is never else 10)
            try:
                answer = run(shared.call, call(server.url("", NAME)), backend_options={"debug": True})
                told += repr(answer)
            except (OutcomeUnknown, Unreachable) as error:
                told += "".join(traceback.format_exception(error)) + repr(error)
            told += f"{shared!r}{vars(shared.settings)!r}{shared._transport!r}"

    told += "".join(f"{record.getMessage()}{record.__dict__!r}" for record in caplog.records)
    assert len(server.requests) == 2
    assert [secret for secret in SECRETS if secret in told] == []
