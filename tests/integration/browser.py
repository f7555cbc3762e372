"""A browser without a window, spoken to over a pipe (the Chrome DevTools Protocol), to do what a person does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import pytest
from attrs import define, field

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SECONDS = 20


@define
class Browser:
    """One page of a browser."""

    to: int
    answers: int
    session: str = ""
    _numbers: Iterator[int] = field(factory=lambda: count(1))
    _read: bytes = b""

    def ask(self, method: str, **how: object) -> dict[str, object]:
        """Ask the browser for something, and return its answer."""
        number = next(self._numbers)
        asked = {"id": number, "method": method, "params": how} | ({"sessionId": self.session} if self.session else {})
        os.write(self.to, json.dumps(asked).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            pass
        assert "error" not in answer, answer
        result = answer["result"]
        assert isinstance(result, dict)
        return result

    def open(self, url: str) -> None:
        """Open an address."""
        self.ask("Page.navigate", url=url)
        self.see("document.readyState === 'complete' && location.href !== 'about:blank'")

    def look(self, expression: str) -> object:
        """Return what an expression is worth on the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"]
        assert isinstance(found, dict)
        return found.get("value")

    def see(self, expression: str) -> None:
        """Wait until an expression is true on the page."""
        until = monotonic() + _SECONDS
        while self.look(expression) is not True:
            assert monotonic() < until, f"not seen: {expression}; {self.look('document.body.innerText')}"
            sleep(0.05)

    def press(self, key: str, *, code: int, text: str = "") -> None:
        """Press a key."""
        how: dict[str, object] = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **how, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **how)

    def _next(self) -> dict[str, object]:
        while b"\0" not in self._read:
            more = os.read(self.answers, 65_536)
            assert more, "the browser went away"
            self._read += more
        message, _, self._read = self._read.partition(b"\0")
        found = json.loads(message)
        assert isinstance(found, dict)
        return found


@contextmanager
def browsing(profile: Path) -> Iterator[Browser]:
    """Start a browser, and end it."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip("needs Chromium")
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()

    # The browser reads from 3 and writes to 4.
    moved = f"import os, sys; os.dup2({theirs_in}, 13); os.dup2({theirs_out}, 4); os.dup2(13, 3)"
    command = [sys.executable, "-c", f"{moved}; os.execv(sys.argv[1], sys.argv[1:])", program, "--headless=new"]
    command += ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"]
    command += [f"--user-data-dir={profile}", "--no-first-run", "about:blank"]
    silent = subprocess.DEVNULL
    started = subprocess.Popen(command, pass_fds=(theirs_in, theirs_out), stdout=silent, stderr=silent)
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        browser = Browser(ours_out, ours_in)
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        browser.session = str(browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        yield browser
    finally:
        started.terminate()
        started.wait(_SECONDS)
        os.close(ours_out)
        os.close(ours_in)
