"""Imported by a kernel before all else: a cell that forks, or gives up or ends its process, is refused.

Two kernels would answer after a fork; after ``quit()`` the rest of the cell is passed over without a word.
"""

import sys
from typing import Any, NoReturn

REFUSED = {
    "os.fork": "a cell may not fork; start a process with subprocess instead",
    "os.forkpty": "a cell may not fork; start a process with subprocess instead",
    "os.exec": "a cell may not give its process to another program; start one with subprocess instead",
}


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in REFUSED:
        raise RuntimeError(REFUSED[event])


def _refuse_to_end() -> NoReturn:
    raise RuntimeError("a cell may not end Python (quit, exit)")


def _guard(shell: Any) -> None:
    """Refuse ``quit``, ``exit`` and their like, and tell of ``sys.exit`` at which line it stands."""
    shell.ask_exit = _refuse_to_end
    tell = shell.showtraceback
    shell.showtraceback = lambda *given, **named: tell(*given, **{**named, "exception_only": False})


sys.addaudithook(_refuse)
if "IPython" in sys.modules and (running := sys.modules["IPython"].get_ipython()) is not None:
    _guard(running)
