"""Imported by a kernel before all else: a cell that forks is refused, or two kernels would answer."""

import sys


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event == "os.fork":
        raise RuntimeError("a cell may not fork; start a process with subprocess instead")


sys.addaudithook(_refuse)
