"""Notices go over one line, and the ward is told truly what became of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import anyio
import pytest
from anyio import run

from downtimekit.adapters._http import Answer, Call, Line, LineSettings
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from tests.http_servers import Behaviour, answering, dripping, never, resetting, saying, serving

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def line(**settings: object) -> Line:
    found = {"allow_private": ("127.0.0.1",), "allow_plain": True, **settings}
    return Line(LineSettings.model_validate(found))


def posted(url: str, content: bytes = b"{}") -> Call:
    return Call("POST", url, {"Content-Type": "application/json"}, content)


def names(*answers: Sequence[str]) -> Callable[[str], Awaitable[Sequence[str]]]:
    """Answer each question with the next list of addresses."""
    left = list(answers)

    async def resolver(name: str) -> Sequence[str]:
        return left.pop(0)

    return resolver


def test_a_call_arrives_as_it_was_written() -> None:
    with serving(answering(202, b'{"id": "1"}', x_request="abc")) as server:
        call = Call("PUT", server.url("/a/b?c=%7Bd%7D&e=f"), {"X-Key": "k1", "Accept": "application/json"}, b"\x00text")
        answer = run(line().call, call)

    assert (answer.status, answer.content, answer.headers["x-request"]) == (202, b'{"id": "1"}', "abc")
    (request,) = server.requests
    assert (request.line, request.content) == ("PUT /a/b?c=%7Bd%7D&e=f", b"\x00text")
    assert request.headers == {
        "host": f"127.0.0.1:{server.port}",
        "accept-encoding": "identity",
        "user-agent": "downtimekit",
        "content-length": "5",
        "x-key": "k1",
        "accept": "application/json",
    }


@pytest.mark.parametrize(("method", "length"), [("GET", None), ("POST", "0"), ("PATCH", "0"), ("DELETE", "0")])
def test_a_call_without_a_body_says_so_where_one_is_expected(method: str, length: str | None) -> None:
    with serving(answering(204)) as server:
        run(line().call, Call(method, server.url()))

    assert server.requests[0].headers.get("content-length") == length


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + OK,
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 2\r\n\r\nok",
    ],
)
def test_an_answer_may_come_in_any_of_the_ways_of_http(raw: bytes) -> None:
    with serving(saying(raw)) as server:
        answer = run(line().call, posted(server.url()))

    assert (answer.status, answer.content) == (200, b"ok")


def test_an_answer_may_end_with_the_connection() -> None:
    with serving(saying(b"HTTP/1.0 200 OK\r\n\r\nok", then_close=True)) as server:
        assert run(line().call, posted(server.url())).content == b"ok"


BROKE, LATE, NO_HTTP, TOO_LONG = "connection broke", "in time", "is not HTTP", "longer than it may be"


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        pytest.param(saying(b"", then_close=True), BROKE, id="hangs up after taking it"),
        pytest.param(resetting(b""), BROKE, id="breaks off after taking it"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\ncontent-le", then_close=True), BROKE, id="hangs up in the head"),
        pytest.param(
            saying(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", then_close=True), BROKE, id="in the body"
        ),
        pytest.param(resetting(b"HTTP/1.0 200 OK\r\n\r\nok"), BROKE, id="breaks off in a body without a length"),
        pytest.param(never, LATE, id="never answers"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\nx: " + b"x" * 500), LATE, id="drips"),
        pytest.param(
            dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n" + b"x" * 500), LATE, id="drips the body"
        ),
        pytest.param(saying(b"garbage\r\n\r\n"), NO_HTTP, id="speaks no HTTP"),
        pytest.param(saying(b"\x16\x03\x01\x00\x05hello" * 9000), NO_HTTP, id="speaks TLS"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"), NO_HTTP, id="a length that is none"),
        pytest.param(
            saying(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nok"), NO_HTTP, id="two lengths"
        ),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\nx: " + b"x" * 200_000), NO_HTTP, id="a head without end"),
        pytest.param(saying(b"HTTP/1.1 103 Hint\r\n\r\n" * 50 + OK), "no answer$", id="hints without end"),
        pytest.param(
            saying(b"HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n"), NO_HTTP, id="goes on in another protocol"
        ),
        pytest.param(answering(200, b"x" * 300), TOO_LONG, id="says more than it may"),
        pytest.param(
            saying(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + b"64\r\n" + b"x" * 100 + b"\r\nzz\r\n"),
            NO_HTTP,
            id="breaks a chunk",
        ),
    ],
)
def test_once_it_went_out_a_failure_leaves_open_what_became_of_it(behaviour: Behaviour, words: str) -> None:
    patient = line(timeout=0.3 if words == LATE else 10, max_bytes=256)
    with serving(behaviour) as server:
        with pytest.raises(OutcomeUnknown, match=words) as caught:
            run(patient.call, posted(server.url("/t0k3n"), b"planted"))
        assert server.ended.wait(5)

    assert [request.content for request in server.requests] == [b"planted"]
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert not any(word in str(caught.value) for word in ("t0k3n", "planted", "127.0.0.1", "xxx", "garbage"))


@pytest.mark.parametrize("status", [302, 403, 500])
def test_a_refusal_is_one_however_much_is_said_about_it(status: int) -> None:
    with serving(answering(status, b"x" * 100_000)) as server:
        answer = run(line(max_bytes=256).call, posted(server.url()))
        assert server.ended.wait(5)

    assert answer == Answer(status, {"content-length": "100000"}, b"x" * 256)


def test_a_list_that_is_asked_for_may_be_longer() -> None:
    with serving(answering(200, b"x" * 3000)) as server:
        answer = run(line(max_bytes=256).call, Call("GET", server.url(), longest=3000))
        with pytest.raises(OutcomeUnknown, match="longer than it may be"):
            run(line(max_bytes=256).call, Call("GET", server.url(), longest=2999))

    assert answer.content == b"x" * 3000


def test_a_redirection_is_not_followed() -> None:
    with serving(answering(200)) as inside, serving(answering(307, location=inside.url("/inside"))) as server:
        answer = run(line().call, posted(server.url()))

    assert answer.status == 307
    assert inside.requests == []


def test_no_cookie_goes_from_one_channel_to_the_next() -> None:
    with serving(answering(200, set_cookie="a=b")) as server:
        shared = line()
        run(lambda: in_turn(shared, posted(server.url("/one")), posted(server.url("/two"))))

    assert [request.headers.get("cookie") for request in server.requests] == [None, None]


async def in_turn(shared: Line, *calls: Call) -> list[Answer]:
    return [await shared.call(call) for call in calls]


def test_what_is_compressed_is_not_blown_up() -> None:
    with serving(answering(200, b"\x1f\x8b-not-gzip", content_encoding="gzip")) as server:
        assert run(line().call, posted(server.url())).content == b"\x1f\x8b-not-gzip"


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {"X-Key": "t0k3n\r\nX-Evil: 1"}),
        ("POST", {"X-Key\r\nX-Evil": "t0k3n"}),
        ("POST", {"X-Key": "t0k3n\x00"}),
        ("POST", {"": "t0k3n"}),
        ("POST / HTTP/1.1\r\nX-Evil: 1\r\n\r\nPOST", {}),
        ("", {}),
        ("POST", {"X-Key": "t0k3n\ud800"}),
        ("PÖST", {}),
    ],
)
def test_a_header_or_method_that_would_change_the_request_is_refused(method: str, headers: dict[str, str]) -> None:
    with serving(answering(200)) as server:
        with pytest.raises(Rejected) as caught:
            run(line().call, Call(method, server.url(), headers))
        assert run(line().call, posted(server.url())).status == 200

    assert "t0k3n" not in str(caught.value)
    assert caught.value.__context__ is None
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "url", ["https://user:t0k3n@vendor.example/", "http://vendor.example/t0k3n", "https://[::1]/t0k3n", "t0k3n"]
)
def test_a_url_that_leads_where_it_may_not_is_refused(url: str) -> None:
    with pytest.raises(Rejected, match="the URL ") as caught:
        run(line(allow_private=()).call, posted(url))

    assert "t0k3n" not in str(caught.value)


def test_where_nobody_listens_nothing_went_out() -> None:
    with serving(answering(200)) as server:
        pass
    with pytest.raises(Unreachable, match="no connection") as caught:
        run(line().call, posted(server.url("/t0k3n")))

    assert caught.value.__context__ is None


async def unknown(name: str) -> Sequence[str]:
    raise OSError(f"nobody called {name}")


async def slow(name: str) -> Sequence[str]:
    await anyio.sleep(60)
    return ["127.0.0.1"]


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        ([], "nobody knows"),
        (["no address"], "nobody knows"),
        (["10.0.0.1"], "allow_private"),
        (["8.8.8.8", "10.0.0.1"], "allow_private"),
        (["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "10.0.0.1"], "allow_private"),
        (["169.254.169.254"], "allow_private"),
        (["::ffff:10.0.0.1"], "allow_private"),
    ],
)
def test_a_name_that_leads_nowhere_or_inside_is_not_called(addresses: Sequence[str], words: str) -> None:
    found = Line(LineSettings(timeout=0.2), resolver=names(addresses))

    with pytest.raises(Unreachable, match=words) as caught:
        run(found.call, posted("https://vendor.example/t0k3n"))
    assert "vendor" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(("resolver", "words"), [(unknown, "nobody knows"), (slow, "in time")])
def test_a_name_service_that_fails_leaves_nothing_sent(
    resolver: Callable[[str], Awaitable[Sequence[str]]], words: str
) -> None:
    with pytest.raises(Unreachable, match=words) as caught:
        run(Line(LineSettings(timeout=0.2), resolver=resolver).call, posted("https://vendor.example/t0k3n"))
    assert "vendor" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("addresses", [["127.0.0.9", "127.0.0.1"], ["127.0.0.1", "127.0.0.9"]])
def test_another_address_of_the_name_is_tried_where_the_first_does_not_answer(addresses: Sequence[str]) -> None:
    with serving(answering(200), host="127.0.0.1") as server:
        found = Line(
            LineSettings(allow_private=("twofold.example",), allow_plain=True),
            resolver=names(addresses),
        )
        assert run(found.call, posted(server.url(host="twofold.example"))).status == 200


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(200)) as server, serving(answering(200)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        run(line().call, posted(server.url()))

    assert proxy.accepted == 0
