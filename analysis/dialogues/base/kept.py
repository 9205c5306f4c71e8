"""Work that is done once for the same things: in a preview most of what a stage is given stays as it was."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

import polars as pl

P = ParamSpec("P")
R = TypeVar("R")
Kept = dict[Callable[..., Any], tuple[tuple[Any, ...], Any]]  # a function -> what it was last given, and gave

_open: ContextVar[Kept | None] = ContextVar("kept", default=None)


def kept(work: Callable[P, R]) -> Callable[P, R]:
    """Let ``work`` give within :func:`keeping` what it gave last, where it is given the same.

    The same is what is equal, frames row by row; so what is given and what comes back must not be changed.
    """

    @functools.wraps(work)
    def once(*given: P.args, **named: P.kwargs) -> R:
        memory = _open.get()
        if memory is None:
            return work(*given, **named)
        now = (*given, named)
        if work not in memory or not _are_alike(memory[work][0], now):
            memory[work] = (now, work(*given, **named))
        made: R = memory[work][1]
        return made

    return once


@contextmanager
def keeping(memory: Kept) -> Iterator[None]:
    """Keep in ``memory`` what the functions marked so give, and give it again."""
    token = _open.set(memory)
    try:
        yield
    finally:
        _open.reset(token)


def _are_alike(one: Any, other: Any) -> bool:
    """Whether two values are equal; frames and series with their types and in their order."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, pl.DataFrame):
        return one.schema == other.schema and one.equals(other)
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(_are_alike(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_are_alike, one, other))
    return bool(one == other)
