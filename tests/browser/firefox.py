"""Firefox without a window, driven by WebDriver BiDi: the protocol that it speaks by itself.

Playwright drives only a Firefox of its own making, and Selenium wants a driver beside the browser.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
CONTROL = "\ue009"  # keys, as WebDriver names them
PATIENCE = 60  # seconds for one answer


class Firefox:
    """One page in one browser."""

    def __init__(self, runner: asyncio.Runner, socket: WebSocketClientConnection) -> None:
        self._runner, self._socket, self._ids = runner, socket, itertools.count(1)
        self._call("session.new", capabilities={})
        self._context = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, address: str) -> None:
        """Open a page and wait until all of it is there."""
        self._call("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """What an expression of JavaScript gives: a string, a number or a truth value."""
        target = {"context": self._context}
        told = self._call("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert told["type"] == "success", told
        return told["result"].get("value")

    def copied(self, selector: str) -> str:
        """What is on the clipboard after the first element of ``selector`` was selected and copied."""
        self.evaluate(f"getSelection().selectAllChildren(document.querySelector({json.dumps(selector)}))")
        self._press("c")
        self.evaluate("document.body.prepend(document.createElement('textarea'))")
        self.evaluate("document.querySelector('textarea').focus()")
        self._press("v")
        words = str(self.evaluate("document.querySelector('textarea').value"))
        self.evaluate("document.querySelector('textarea').remove()")
        return words

    def _press(self, key: str) -> None:
        keys = [("keyDown", CONTROL), ("keyDown", key), ("keyUp", key), ("keyUp", CONTROL)]
        pressed = {"type": "key", "id": "keyboard", "actions": [{"type": t, "value": v} for t, v in keys]}
        self._call("input.performActions", context=self._context, actions=[pressed])

    def _call(self, method: str, **params: object) -> dict[str, Any]:
        return self._runner.run(asyncio.wait_for(self._answer(method, params), PATIENCE))

    async def _answer(self, method: str, params: dict[str, object]) -> dict[str, Any]:
        number = next(self._ids)
        await self._socket.write_message(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(await self._socket.read_message() or "{}")
            if said.get("id") == number:
                assert said["type"] == "success", said
                result: dict[str, Any] = said["result"]
                return result


@contextmanager
def started(program: str, profile: Path) -> Iterator[Firefox]:
    """A Firefox with a profile of its own, ended at the end."""
    command = [
        program,
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
    ]
    log = profile / "log.txt"
    with (
        log.open("wb") as said,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said) as browser,
        asyncio.Runner() as runner,
    ):
        try:
            socket = runner.run(asyncio.wait_for(_connected(log), PATIENCE))
            yield Firefox(runner, socket)
            socket.close()
        finally:
            browser.terminate()


async def _connected(log: Path) -> WebSocketClientConnection:
    """The connection to a browser, once its log says where it listens."""
    while (found := LISTENS.search(log.read_text(encoding="utf-8", errors="replace"))) is None:
        await asyncio.sleep(0.1)
    return await websocket_connect(f"{found[1]}/session", max_message_size=100_000_000)
