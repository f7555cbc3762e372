"""The one bridge from a host without an event loop to the parts that wait on a network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio

Answer = TypeVar("Answer")
Parameters = ParamSpec("Parameters")


def run(
    function: Callable[Parameters, Awaitable[Answer]], *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Answer:
    """Call an async function from plain code and wait for its answer: ``run(delivery.deliver)``.

    Raises:
        RuntimeError: an event loop runs in this thread already; await the function instead.
    """
    return anyio.run(partial(function, *args, **kwargs))
