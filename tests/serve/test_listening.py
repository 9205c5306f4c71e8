"""The server listens where it may, says why it cannot, and ends when asked."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogues.base.errors import UsageError
from dialogues.base.project import HOME
from dialogues.serve.listening import LOOPBACK, bind
from serve import project as small


def test_it_listens_on_this_machine_alone() -> None:
    with bind(0) as listening:
        assert listening.getsockname()[0] == LOOPBACK


def test_a_port_that_is_taken_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"Port {port} is taken\. Name another with --port"):
            bind(port)


def test_a_port_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="Port 70000 cannot be used"):
        bind(70000)


SLOW = """
import time
from dialogues.serve.app import Pages
Pages.page = lambda *given: print("Making a page.", flush=True) or time.sleep(60)
from dialogues.cli import main
main()
"""
of_posix = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C of POSIX")


@contextlib.contextmanager
def serving(folder: Path, *program: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of the reading page, run by ``program``, and the address that it has printed."""
    project = small.copied(folder / "project")
    with subprocess.Popen(
        [sys.executable, *program, "read", "alpha", "--port", "0", "--as", "AB"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HOME / "analysis")},
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().removeprefix("Open ").strip()
        assert server.stdout.readline() == "Ctrl-C ends it.\n"
        yield server, address


@of_posix
def test_ctrl_c_ends_it_cleanly_while_a_page_is_open(tmp_path: Path) -> None:
    with serving(tmp_path, "-m", "dialogues") as (server, address):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address, timeout=60) as page:
            assert "What was found" in page.read().decode()
        with opener.open(address.split("/read")[0] + "/preview/events", timeout=60) as stream:
            assert stream.readline().startswith(b"data: ")
            server.send_signal(signal.SIGINT)
            rest, _ = server.communicate(timeout=60)
        assert (server.returncode, rest) == (0, "")


@of_posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_a_signal_ends_it_quietly_while_a_page_is_made(tmp_path: Path, number: int, code: int) -> None:
    with serving(tmp_path, "-c", SLOW) as (server, address):
        place, _, token = address.removeprefix("http://").partition("/")
        with socket.create_connection((LOOPBACK, int(place.rpartition(":")[2]))) as browser:
            browser.sendall(f"GET /{token} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())
            cookie = browser.recv(4096).decode().partition("set-cookie: ")[2].partition(";")[0]
            browser.sendall(f"GET /read/alpha HTTP/1.1\r\nHost: {place}\r\nCookie: {cookie}\r\n\r\n".encode())
            assert server.stdout is not None
            assert server.stdout.readline() == "Making a page.\n"
            server.send_signal(number)
            rest, _ = server.communicate(timeout=30)
    assert (server.returncode, rest) == (code, "")
