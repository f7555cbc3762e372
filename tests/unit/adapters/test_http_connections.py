"""The line's connections: few, shared, never mixed up, and none left behind when an event loop ends."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import warnings
from collections.abc import Sequence

import anyio
import httpx
import pytest
from anyio import run

from downtimekit.adapters._http import Answer, Call, Line, LineSettings
from downtimekit.adapters._http_wire import Wire
from downtimekit.errors import PortError, Unreachable
from tests.http_servers import Behaviour, Exchange, Server, answering, dripping, never, saying, serving

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def line(**settings: object) -> Line:
    found = {"allow_private": ("127.0.0.1",), "allow_plain": True, **settings}
    return Line(LineSettings.model_validate(found))


def posted(url: str, content: bytes = b"{}") -> Call:
    return Call("POST", url, {"Content-Type": "application/json"}, content)


async def in_turn(shared: Line, *calls: Call) -> list[Answer]:
    return [await shared.call(call) for call in calls]


def test_a_name_is_looked_up_once_for_all_who_ask_at_the_same_time() -> None:
    asked: list[str] = []

    async def resolver(name: str) -> Sequence[str]:
        asked.append(name)
        await anyio.sleep(0.05)
        return ["127.0.0.1"]

    with serving(answering(200)) as server:
        found = Line(LineSettings(allow_private=("v.example",), allow_plain=True, connections=20), resolver=resolver)
        run(lambda: together(found, [posted(server.url(host="v.example"))] * 20))

    assert asked == ["v.example"]
    assert server.accepted > 1


async def together(shared: Line, calls: Sequence[Call]) -> list[Answer | PortError]:
    async def one(call: Call) -> Answer | PortError:
        try:
            return await shared.call(call)
        except PortError as error:
            return error

    return await asyncio.gather(*map(one, calls))


def test_a_thousand_calls_share_a_few_connections_and_get_each_its_own_answer() -> None:
    async def echo(exchange: Exchange) -> None:
        await anyio.sleep(0.001)
        await answering(200, exchange.request.content)(exchange)

    with serving(echo) as server:
        calls = [posted(server.url(), str(number).encode()) for number in range(1000)]
        answers = run(lambda: together(line(connections=4, timeout=30), calls))
        assert server.ended.wait(5)

    assert [answer.content for answer in answers if isinstance(answer, Answer)] == [call.content for call in calls]
    assert server.accepted == server.most == 4


def test_waiting_for_a_connection_is_not_waiting_for_an_answer() -> None:
    async def slowly(exchange: Exchange) -> None:
        await anyio.sleep(0.25)
        await exchange.write(OK)

    with serving(slowly) as server:
        answers = run(lambda: together(line(connections=1, timeout=1), [posted(server.url())] * 5))

    assert [type(answer) for answer in answers] == [Answer] * 5


def test_a_server_that_hangs_does_not_hold_up_another() -> None:
    async def both(shared: Line, hanging: str, well: str) -> Answer:
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(shared.call, posted(hanging))
            await anyio.sleep(0.3)
            answer = await shared.call(posted(well))
            group.cancel_scope.cancel()
        return answer

    with serving(never) as hanging, serving(answering(200)) as well:
        assert run(both, line(connections=2), hanging.url(), well.url()).status == 200
        assert hanging.ended.wait(5)

    assert hanging.accepted == 2


@pytest.mark.parametrize("behaviour", [never, dripping(OK)])
def test_a_call_that_is_cancelled_leaves_no_connection(behaviour: Behaviour) -> None:
    async def cancelled(shared: Line, url: str) -> bool:
        with anyio.move_on_after(0.1) as scope:
            await shared.call(posted(url))
        await anyio.to_thread.run_sync(server.ended.wait, 5)
        return scope.cancelled_caught

    with serving(behaviour) as server:
        assert run(cancelled, line(), server.url())
        assert server.open == 0


@pytest.mark.parametrize("pause", [0.0, 0.05])
@pytest.mark.parametrize("leftover", [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil", b"evil", b"\r\n\r\n\x00"])
def test_what_comes_unasked_is_never_the_answer_to_the_next_call(leftover: bytes, pause: float) -> None:
    async def behave(exchange: Exchange) -> None:
        if len(server.requests) > 1:
            return await exchange.write(OK)
        await exchange.write(OK if pause else OK + leftover)
        await anyio.sleep(pause)
        await exchange.write(leftover if pause else b"")

    async def twice(shared: Line, url: str) -> list[Answer]:
        first = await shared.call(posted(url))
        await anyio.sleep(pause * 8)
        return [first, await shared.call(posted(url))]

    with serving(behave) as server:
        first, second = run(twice, line(), server.url())

    assert first.content == second.content == b"ok"
    assert server.accepted == 2


def test_a_name_is_asked_of_this_machine() -> None:
    with serving(answering(200)) as server:
        assert run(line(allow_private=("localhost",)).call, posted(server.url(host="localhost"))).status == 200


def test_nobody_waits_for_a_name_service_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    waited, given_up = threading.Event(), threading.Event()

    def silent(name: str, *args: object, **kwargs: object) -> None:
        given_up.wait(10)
        waited.set()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    with pytest.raises(Unreachable, match="in time"):
        run(line(timeout=0.1).call, posted("https://vendor.example"))

    assert not waited.is_set()
    given_up.set()
    assert waited.wait(5)


def test_a_name_service_that_fails_too_late_fails_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    async def late(name: str) -> Sequence[str]:
        await anyio.sleep(0.2)
        raise OSError(name)

    async def given_up(shared: Line) -> None:
        with pytest.raises(Unreachable, match="in time"):
            await shared.call(posted("https://vendor.example"))
        await anyio.sleep(0.3)

    run(given_up, Line(LineSettings(timeout=0.1), resolver=late))
    gc.collect()

    assert caplog.records == []


def test_a_client_of_httpx_can_be_set_on_top() -> None:
    async def asked(url: str) -> bytes:
        async with httpx.AsyncClient(transport=line()._transport, trust_env=False) as client:
            return (await client.post(url, json={"a": 1})).content

    with serving(answering(200, b"ok")) as server:
        assert run(asked, server.url()) == b"ok"

    assert server.requests[0].content == b'{"a":1}'


def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    async def twice(shared: Line, url: str) -> Answer:
        await shared.call(posted(url))
        await anyio.sleep(0.3)
        return await shared.call(posted(url))

    with serving(saying(OK, then_close=True)) as server:
        assert run(twice, line(), server.url()).content == b"ok"

    assert server.accepted == 2


def test_of_two_connections_the_one_that_still_stands_is_used() -> None:
    async def behave(exchange: Exchange) -> None:
        closing = exchange.request.line.endswith("/close")
        await anyio.sleep(0.05 if closing else 0)
        await exchange.write(OK)
        if closing:
            exchange.writer.close()

    async def three(shared: Line, server: Server) -> None:
        await asyncio.gather(shared.call(posted(server.url("/keep"))), shared.call(posted(server.url("/close"))))
        await anyio.sleep(0.3)
        await shared.call(posted(server.url("/keep")))

    with serving(behave) as server:
        run(three, line(), server)

    assert server.accepted == 2


def test_a_loop_that_was_closed_without_its_generators_is_forgotten() -> None:
    shared = line()
    with serving(answering(200)) as server, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # nobody could close that loop's connection
        for _ in range(3):
            loop = asyncio.new_event_loop()
            loop.run_until_complete(shared.call(posted(server.url())))
            loop.close()
        run(shared.call, posted(server.url()))
        gc.collect()

        assert shared._transport._open == {}  # type: ignore[attr-defined]
        assert server.ended.wait(5)


def test_a_host_to_which_nothing_is_open_is_forgotten() -> None:
    async def unknown(name: str) -> Sequence[str]:
        return []

    async def many(shared: Line) -> int:
        calls = [posted(f"https://vendor-{number}.example") for number in range(20)]
        errors = await together(shared, calls)
        assert {type(error) for error in errors} == {Unreachable}
        ((opened, _),) = shared._transport._open.values()  # type: ignore[attr-defined]
        return len(opened._hosts)

    assert run(many, Line(resolver=unknown)) == 0


def test_over_a_connection_that_is_already_broken_nothing_goes_out() -> None:
    async def exchanged(url: str) -> None:
        _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", server.port)
        wire.eof_received()
        request = httpx.Request("POST", url, content=b"{}")
        try:
            await wire.exchange(request, longest=1000, until=asyncio.get_running_loop().time() + 5)
        finally:
            wire.abort()

    with serving(answering(200)) as server:
        with pytest.raises(Unreachable, match="before anything was sent"):
            run(exchanged, server.url())
        assert server.ended.wait(5)

    assert server.requests == []


def test_what_lies_idle_is_closed_before_the_server_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("downtimekit.adapters._http_pools._KEPT", 0.1)

    async def once(shared: Line, url: str) -> bool:
        await shared.call(posted(url))
        return await anyio.to_thread.run_sync(server.ended.wait, 5)

    with serving(answering(200)) as server:
        assert run(once, line(), server.url())


def test_each_event_loop_opens_its_own_connections_and_leaves_none() -> None:
    shared = line()
    with serving(answering(200)) as server:
        for _ in range(3):
            assert run(shared.call, posted(server.url())).status == 200
            assert server.ended.wait(5)
            server.ended.clear()
        gc.collect()  # whatever was left open would warn here

    assert server.accepted == 3
    assert server.most == 1


def test_two_event_loops_at_once_do_not_get_in_each_others_way() -> None:
    shared = line()

    async def outer(url: str) -> list[int]:
        first = await shared.call(posted(url))
        second = await anyio.to_thread.run_sync(run, shared.call, posted(url))
        third = await shared.call(posted(url))
        return [first.status, second.status, third.status]

    with serving(answering(200)) as server:
        assert run(outer, server.url()) == [200] * 3

    assert server.accepted == 2


def test_a_line_that_was_closed_opens_again() -> None:
    async def reopened(shared: Line, url: str) -> int:
        await shared.aclose()
        await shared.call(posted(url))
        await shared.aclose()
        await shared.aclose()
        closed = await anyio.to_thread.run_sync(server.ended.wait, 5)
        assert closed
        await shared.call(posted(url))
        return (await shared.call(posted(url))).status

    with serving(answering(200)) as server:
        assert run(reopened, line(), server.url()) == 200

    assert server.accepted == 2


def test_a_line_that_is_closed_in_the_middle_of_a_call_finishes_it() -> None:
    async def closed_meanwhile(shared: Line, url: str) -> Answer:
        answers: list[Answer] = []

        async def call() -> None:
            answers.append(await shared.call(posted(url)))

        async with anyio.create_task_group() as group:
            group.start_soon(call)
            await anyio.sleep(0.05)
            await shared.aclose()
        assert await anyio.to_thread.run_sync(server.ended.wait, 2)  # and not when it has lain idle for long
        return answers[0]

    with serving(dripping(OK, seconds=0.005)) as server:
        assert run(closed_meanwhile, line(), server.url()).content == b"ok"
