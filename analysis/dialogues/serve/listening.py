"""Listen on this machine alone, say where, and end cleanly."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
from collections.abc import Callable

import click
import uvicorn
from starlette.types import ASGIApp

from dialogues.base.errors import Problem, UsageError
from dialogues.serve.guard import Door, Guard

LOOPBACK = "127.0.0.1"
BEAT = 0.2  # seconds between two looks at the server: not every system breaks off a longer wait
PATIENCE = 1  # seconds in which open answers may end after Ctrl-C


def bind(port: int) -> socket.socket:
    """A socket on ``port`` of the loopback address; port 0 takes any that is free.

    Raises
    ------
    UsageError
        Where the port is taken or may not be used.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(64)
    except (OSError, OverflowError) as error:
        listening.close()
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        problem = f"Port {port} is taken." if taken else f"Port {port} cannot be used ({error})."
        raise UsageError(Problem(problem, "Name another with --port, or end what uses it.")) from error
    return listening


def serve(app: ASGIApp, listening: socket.socket, path: str, close: Callable[[], None]) -> None:
    """Answer requests until Ctrl-C; ``close`` is called first of all, so that open streams can end.

    What still works for an answer then is not waited for: a reading is saved whole or not at all.
    """
    door = Door(listening.getsockname()[1])
    server = Server(app, door, close)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    click.echo(f"Open {door.address(path)}\nCtrl-C ends it.")
    thread.start()  # so are the threads that it starts: none outlives this one
    with contextlib.suppress(KeyboardInterrupt):
        try:
            while thread.is_alive():
                thread.join(BEAT)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


class Server(uvicorn.Server):
    """Lets nobody in but through ``door``; tells of the end before it waits for open answers."""

    def __init__(self, app: ASGIApp, door: Door, close: Callable[[], None]) -> None:
        config = uvicorn.Config(
            Guard(app, door),
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
        )
        super().__init__(config)
        self._close = close

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the streams end, then the server."""
        self._close()
        await super().shutdown(sockets)
