"""Run a notebook once, in one kernel: what each cell gave, and what each inline expression is worth."""

from __future__ import annotations

import ast
import asyncio
import compileall
import contextlib
import os
import re
import sys
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from queue import Empty
from types import TracebackType
from typing import Any, TypeVar

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import from_dict

from dialogues.base import epoch
from dialogues.base import scratch as scratches
from dialogues.base.errors import DialoguesError, NotebookError, Problem
from dialogues.base.stopwatch import Stopwatch
from dialogues.render import confined, limits, watching
from dialogues.render.qmd import Cell, Line, Notebook, Prose

T = TypeVar("T")

REFUSALS = {refusal.__name__ for refusal in DialoguesError.__subclasses__()}
ANSI = re.compile(r"\x1b\[[0-9;]*m")
OWN_FILE = re.compile(r" \((?:\d+\.py|<[^>]*>), line \d+\)")  # the kernel's name for a cell
FAILING_LINE = re.compile(r"Cell In\[\d+\], line (\d+)|File <ipython-input-\d+[^>]*>:(\d+)")
PLACED = re.compile(
    r"^(?P<path>[^\s:]+):(?P<line>\d+): (?P<problem>.*?\.) (?P<remedy>.*)$", re.M
)  # a problem
PATIENCE = 120  # seconds in which a kernel starts, on whatever machine
SOCKET_PATH_LIMIT = 90  # a Unix socket's path has room for 107 bytes, the kernel's own suffix included
MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()>#+\-.!$@~^|<&])")
LEFT_OUT = (
    "PYTHONSTARTUP",
    "LC_ALL",
    "PYTHONOPTIMIZE",
    epoch.NAME,
)  # without docstrings the kernel does not start
GUARD = "__import__('dialogues.render.guard')"
WARM_UP = f"{GUARD}; __import__('dialogues.render.warm')"  # runs while the dataset is being built


@dataclass(frozen=True, slots=True)
class Executed:
    """What a notebook gave: outputs of each cell (in order), Markdown of each inline expression."""

    outputs: tuple[tuple[dict[str, Any], ...], ...]
    values: Mapping[tuple[str, int, int], str]  # (file, line, position of the expression in it)


class _Client(AsyncKernelClient):
    """Is ready as soon as the kernel is heard on both channels; its parent waits for silence besides."""

    async def _answers(self, timeout: float | None = None) -> None:  # noqa: ARG002 - one that lives is waited for
        """Ask until the answer comes, and until the kernel is heard to be idle after it."""
        waited = Stopwatch()
        while waited.seconds() < PATIENCE:
            asked = self.kernel_info()
            try:
                await self.get_shell_msg(timeout=1)
                while True:
                    heard = await self.get_iopub_msg(timeout=0.2)
                    is_idle = heard["content"].get("execution_state") == "idle"
                    if is_idle and heard["parent_header"].get("msg_id") == asked:
                        return
            except Empty:
                if isinstance(self.parent, _Manager) and not await self.parent.is_alive():
                    raise RuntimeError("Kernel died before it answered") from None
        raise RuntimeError(f"Kernel did not answer within {PATIENCE} seconds")

    wait_for_ready = _answers


class _Manager(AsyncKernelManager):
    """Starts this very Python, whatever kernels a user has installed."""

    client_factory = _Client

    first_line = ""
    writable: tuple[str, ...] = ()

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[
                sys.executable,
                str(Path(confined.__file__).resolve()),
                *self.writable,
                confined.BETWEEN,
                "-f",
                "{connection_file}",
                "--HistoryManager.enabled=False",
                f"--IPKernelApp.exec_lines={self.first_line}",
            ],
            display_name="Python",
            language="python",
        )


class _Loop:
    """Runs coroutines to their end, also where the caller's thread is inside a loop (Jupyter, a server)."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self._beside = None
        else:
            self._beside = ThreadPoolExecutor(max_workers=1)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What ``work`` returns."""
        return (
            self._beside.submit(self._runner.run, work).result() if self._beside else self._runner.run(work)
        )

    def close(self) -> None:
        """End the loop, and the thread beside the caller's where there is one."""
        if self._beside is None:
            self._runner.close()
        else:
            self._beside.submit(self._runner.close).result()
            self._beside.shutdown()


class Kernel:
    """A kernel of one notebook; it boots in its own process while the caller goes on.

    Its cells can write in the folders ``writable`` and in a temporary one of their own, and nowhere else,
    where the system can see to that.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        writable: Iterable[Path] = (),
        warm_up: bool = True,
        most: limits.Limits | None = None,
    ) -> None:
        self._limits = most or limits.Limits()
        self._stack = contextlib.ExitStack()
        self._loop = _Loop()
        scratch = self._stack.enter_context(scratches.folder())
        short = len(str(scratch)) < SOCKET_PATH_LIMIT
        self._manager = _Manager(
            connection_file=str(scratch / "k.json"),
            transport="ipc" if short and os.name == "posix" else "tcp",
        )
        self._manager.first_line = WARM_UP if warm_up else GUARD
        self._manager.writable = tuple(str(place.resolve()) for place in (scratch, *writable))
        self._own = _environment(scratch)
        self._log = (scratch / "kernel.log").open("w+b")
        self._client = watching.Counting(_node({"cells": [], "metadata": {}}), km=self._manager, timeout=None)
        self._loop.run(
            self._client.async_start_new_kernel(
                cwd=str(folder),
                env={**self._own, **environment},
                stdout=self._log,
                stderr=self._log,
            )
        )
        if not sys.dont_write_bytecode:
            _compiled()

    def kill(self) -> None:
        """End the kernel's process at once, whatever runs in it."""
        watching.end(self._process)

    def limit(self, most: limits.Limits) -> None:
        """Let no cell take more than ``most``."""
        self._limits = most

    def __enter__(self) -> Kernel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async def stop() -> None:
            left = asyncio.all_tasks() - {asyncio.current_task()}  # what a signal interrupted
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            if self._client.kc is not None:
                self._client.kc.stop_channels()
            kernel = self._process
            await self._manager.shutdown_kernel(now=True)
            watching.end(kernel)  # and what it had started
            watching.end_all(OWN, self._own[OWN])

        self._loop.run(stop())
        self._loop.close()
        self._log.close()
        self._stack.close()

    def run(self, notebook: Notebook) -> Executed:
        """Run every cell and inline expression of ``notebook``, in order.

        Raises
        ------
        NotebookError
            At the first that fails, with the cell, the failing line and the error.
        """
        return self._loop.run(self._run(notebook))

    async def _run(self, notebook: Notebook) -> Executed:
        outputs: list[tuple[dict[str, Any], ...]] = []
        values: dict[tuple[str, int, int], str] = {}
        try:
            if self._client.kc is None:  # else it has run a notebook before
                await self._client.async_start_new_kernel_client()
            for part in notebook.parts:
                if isinstance(part, Cell):
                    outputs.append(await self._cell(part))
                else:
                    values.update(await self._inline(part))
        except (DeadKernelError, RuntimeError) as error:
            raise NotebookError(self._died(error, Line("", notebook.name, 1))) from error
        return Executed(tuple(outputs), values)

    def _died(self, error: Exception, at: Line) -> Problem:
        """Where and why the kernel ended."""
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # by Ctrl-C, which nbclient takes for the kernel's end
            raise asyncio.CancelledError from error
        self._log.seek(0)
        last = self._log.read().decode(errors="replace").strip().splitlines()[-1:]
        why = " ".join([str(error).strip().rstrip("."), *last])
        return at.problem(
            f"The Python that runs the notebook ended here ({why}).",
            "Take out what ends it (exit, a crash, too much memory).",
        )

    async def _cell(self, cell: Cell) -> tuple[dict[str, Any], ...]:
        source = cell.source
        if cell.options.get("eval") is False or not source.strip():
            return ()
        tags = ["raises-exception"] if cell.options.get("error") is True else []
        code = _node({"cell_type": "code", "source": source, "metadata": {"tags": tags}, "outputs": []})
        self._client.nb.cells.append(code)
        run = self._client.async_execute_cell(code, len(self._client.nb.cells) - 1)
        outcome = await self._watched(run)
        error = outcome.error
        if outcome.excess is not None:
            at = _failing(cell, error) if isinstance(error, CellExecutionError) else cell.statement(1)
            raise NotebookError(limits.exceeded(at, outcome.excess))
        if isinstance(error, CellExecutionError):
            raise NotebookError(_failures(cell, error)) from None
        if isinstance(error, DeadKernelError):
            raise NotebookError(self._died(error, cell.statement(1))) from error
        if error is not None:
            raise error
        return tuple(code.outputs)

    async def _watched(self, run: Coroutine[Any, Any, Any]) -> watching.Outcome:
        """How ``run`` ends, within the limits of a cell."""
        return await watching.watch(run, self._limits, self._client, self._process)

    @property
    def _process(self) -> int:
        """The kernel's process, which leads a group of its own."""
        provisioner: Any = self._manager.provisioner
        return int(provisioner.pid)

    async def _inline(self, prose: Prose) -> dict[tuple[str, int, int], str]:
        """The values of a stretch's expressions, all asked for at once, as Quarto does."""
        found = [*prose.expressions()]
        if not found:
            return {}
        kc: Any = self._client.kc
        message = kc.execute(
            "",
            silent=True,
            user_expressions={str(i): expression for i, (_, _, expression) in enumerate(found)},
        )
        outcome = await self._watched(self._reply(kc, message))
        if outcome.excess is not None:
            raise NotebookError(limits.exceeded(found[0][0], outcome.excess))
        if isinstance(outcome.error, DeadKernelError):
            raise NotebookError(self._died(outcome.error, found[0][0])) from outcome.error
        if outcome.error is not None:
            raise outcome.error
        answers = outcome.value["content"]["user_expressions"]
        failed = [
            line.problem(
                f"`{expression}` fails: {_why(answers[str(i)]['ename'], answers[str(i)]['evalue'])}.",
                "Correct the expression, or the cell that makes what it names.",
            )
            for i, (line, _, expression) in enumerate(found)
            if answers[str(i)]["status"] != "ok"
        ]
        if failed:
            raise NotebookError(failed)
        return {
            (line.path, line.number, start): _inline_markdown(line, expression, answers[str(i)]["data"])
            for i, (line, start, expression) in enumerate(found)
        }

    async def _reply(self, kc: Any, message: str) -> dict[str, Any]:
        while True:
            try:
                reply: dict[str, Any] = await kc.get_shell_msg(timeout=1)
            except Exception as error:
                if not await self._manager.is_alive():
                    raise DeadKernelError("Kernel died") from error
                continue
            if reply["parent_header"].get("msg_id") == message:
                return reply


def _node(content: dict[str, Any]) -> Any:
    """A notebook or cell in nbformat's own type."""
    return from_dict(content)  # type: ignore[no-untyped-call]  # nbformat is typed in part


OWN = "JUPYTER_RUNTIME_DIR"  # variable that no two kernels have alike, by which what they start is known


@cache
def _compiled() -> None:
    """Have what this process runs of the package compiled, once: a kernel may not keep what it compiles."""
    compileall.compile_dir(Path(__file__).parents[1], quiet=2)


def _environment(scratch: Path) -> dict[str, str]:
    """The caller's environment, without what would make two runs differ or leave traces."""
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    kept.setdefault("POLARS_MAX_THREADS", "1")  # with few rows other threads take longer to wake
    return kept | {
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_CONFIG_DIR": str(scratch / "jupyter"),
        "JUPYTER_DATA_DIR": str(scratch / "jupyter"),
        OWN: str(scratch / "jupyter"),
        "TMPDIR": str(scratch),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def _failures(cell: Cell, error: CellExecutionError) -> list[Problem]:
    """What is wrong: with places in the notebooks, if the cell refused those; else with the cell itself."""
    said = ANSI.sub("", str(error.evalue)).strip()
    if error.ename == NotebookError.__name__ and (places := list(PLACED.finditer(said))):
        return [Problem(p["problem"], p["remedy"], p["path"], int(p["line"])) for p in places]
    at = _failing(cell, error)
    shown = tuple(f"{'>' if line is at else ' '} {line.number:4} | {line.text}" for line in cell.code)
    why, *more = _why(error.ename, said).split("\n")
    shown = (*shown, *(f"| {row}" for row in more))
    remedy = limits.remedy(said)
    if error.ename in REFUSALS and ". " in why:  # this package says itself what to do
        why, remedy = why.split(". ", maxsplit=1)
    return [replace(at.problem(f"The cell fails here: {why}.", f"{remedy}."), shows=shown)]


def _failing(cell: Cell, error: CellExecutionError) -> Line:
    """The line of ``cell`` at which it fails."""
    match = FAILING_LINE.search(ANSI.sub("", str(error.traceback)))
    return cell.statement(int(match[1] or match[2]) if match else 1)


def _why(name: str, said: str) -> str:
    """The error in words, without its full stop; a refusal of this package needs no name."""
    words = OWN_FILE.sub("", ANSI.sub("", said)).strip().rstrip(".") or "no message"
    return words if name in REFUSALS else f"{name}: {words}"


def _inline_markdown(line: Line, expression: str, data: Mapping[str, str]) -> str:
    """The value of an expression as Markdown: its own, or its text with Markdown's signs escaped."""
    if "text/markdown" in data:
        text = data["text/markdown"].strip()
    elif "text/html" in data:
        raise NotebookError(
            line.problem(
                f"`{expression}` gives HTML, which the PDF cannot show.",
                "Give text, or an object with `_repr_markdown_`.",
            )
        )
    else:
        text = _escaped(data.get("text/plain", ""))
    if not text:
        raise NotebookError(
            line.problem(
                f"`{expression}` gives nothing, and Quarto would print the expression itself.",
                "Give words in every case, or put it into a cell of its own.",
            )
        )
    return text


def _escaped(text: str) -> str:
    """The text of a value; that of a string without its quotes, its signs without their meaning."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return MARKDOWN_SIGNS.sub(r"\\\1", value) if isinstance(value, str) else text
