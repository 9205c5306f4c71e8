"""The server listens where it may, says why it cannot, and ends when asked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
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


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C of POSIX")
def test_ctrl_c_ends_it_cleanly_while_a_page_is_open(tmp_path: Path) -> None:
    project = small.copied(tmp_path / "project")
    with subprocess.Popen(
        [sys.executable, "-m", "dialogues", "read", "--port", "0", "--as", "AB"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HOME / "analysis")},
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().removeprefix("Open ").strip()
        assert server.stdout.readline() == "Ctrl-C ends it.\n"
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address, timeout=60) as page:
            assert "Texts and their readings" in page.read().decode()
        with opener.open(address.split("/read")[0] + "/preview/events", timeout=60) as stream:
            assert stream.readline().startswith(b"data: ")
            server.send_signal(signal.SIGINT)
            rest, _ = server.communicate(timeout=60)
        assert (server.returncode, rest) == (0, "")
