"""Small faults put into the code, one at a time: a test must notice each.

A mutator of our own: mutmut changes functions only, and the schemas are classes; cosmic-ray runs a process
for each fault, as this does. A fault is a change of one node of the syntax tree.
"""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any

from torture.tally import Tally

HOME = Path(__file__).resolve().parents[2]
TESTED: dict[str, tuple[str, ...]] = {  # file or folder of the package -> the tests that must notice
    "dataset/schemas.py": (
        "tests/dataset/test_shapes.py",
        "tests/dataset/test_dataset.py",
        "tests/dataset/test_rules.py",
    ),
    "dataset/rules.py": ("tests/dataset/test_dataset.py", "tests/dataset/test_rules.py"),
    "corpus/fold.py": ("tests/corpus/test_fold.py",),
    "corpus/lines.py": ("tests/corpus/test_fold.py",),
    "corpus/signs.py": ("tests/corpus/test_fold.py",),
    "events/frames.py": ("tests/events",),
    "readings": ("tests/readings",),
}
SLOW = (
    "test_two_builds_give_the_same_bytes",
    "fetches_nothing",
)  # tests of whole runs, which tell nothing here
PATIENCE = 120  # seconds after which a fault counts as noticed: the tests hang
OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Mult: ast.Add,
}  # fmt: skip
METHODS = {"le": "lt", "ge": "gt", "lt": "le", "gt": "ge", "is_null": "is_not_null", "is_not_null": "is_null"}
MESSAGES = ("Problem", "ValueError", "TypeError")
SAID = ("description", "help")  # arguments that are words for people


Change = tuple[str, Callable[[Any], object]]  # words for it, and what does it to a copy of the node


@dataclass(frozen=True)
class Mutant:
    """One fault: where, what, and the whole file with it."""

    path: str
    line: int
    what: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def mutants(path: str) -> list[Mutant]:
    """Every fault of one file of the package."""
    source = (HOME / "analysis" / "dialogues" / path).read_text(encoding="utf-8")
    tree = ast.parse(source)
    found = []
    for place, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node, tree):
            copy = deepcopy(tree)
            change(next(other for n, other in enumerate(ast.walk(copy)) if n == place))
            found.append(
                Mutant(path, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(copy)))
            )
    return found


def _changes(node: ast.AST, tree: ast.AST) -> Iterator[Change]:
    """What can be made wrong at ``node``: words for it, and what does it to a copy."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        new = OTHER[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} → {new.__name__}", lambda c: c.ops.__setitem__(0, new())
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in OTHER and not _is_of_types(node):
        new = OTHER[type(node.op)]
        yield f"{type(node.op).__name__} → {new.__name__}", lambda c: setattr(c, "op", new())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield (
            "not … → …",
            lambda c: setattr(c, "op", ast.UAdd()) if isinstance(c.op, ast.Invert) else _affirm(c),
        )
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.If | ast.IfExp):
        yield "if … → if not …", lambda c: setattr(c, "test", ast.UnaryOp(ast.Not(), c.test))
    elif isinstance(node, ast.Constant) and not _is_docstring(node, tree) and not _is_said(node, tree):
        yield from _constants(node)


def _calls(node: ast.Call) -> Iterator[Change]:
    for n, keyword in enumerate(node.keywords):
        if keyword.arg and keyword.arg not in SAID:
            yield f"without {keyword.arg}", partial(_drop, n)
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        new = METHODS[node.func.attr]
        yield f"{node.func.attr} → {new}", lambda c: setattr(c.func, "attr", new)


def _drop(n: int, copy: Any) -> None:
    copy.keywords.pop(n)


def _constants(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield f"{node.value} → {not node.value}", lambda c: setattr(c, "value", not c.value)
    elif isinstance(node.value, int):
        yield f"{node.value} → {node.value + 1}", lambda c: setattr(c, "value", c.value + 1)
    elif isinstance(node.value, str) and node.value:
        yield f"{node.value[:20]!r} → other words", lambda c: setattr(c, "value", f"{c.value}x")


def _affirm(copy: ast.UnaryOp) -> None:
    """Make ``not x`` a double denial: the syntax tree keeps its shape."""
    copy.operand = ast.UnaryOp(ast.Not(), copy.operand)


def _is_of_types(node: ast.AST) -> bool:
    """Whether ``A | B`` joins types, which do nothing when the code runs."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.BitOr)
        and all(isinstance(side, ast.Name | ast.Subscript | ast.Constant) for side in (node.left, node.right))
    )


def _is_docstring(node: ast.Constant, tree: ast.AST) -> bool:
    holders = (n for n in ast.walk(tree) if isinstance(n, ast.Expr) and n.value is node)
    return next(holders, None) is not None


def _is_said(node: ast.Constant, tree: ast.AST) -> bool:
    """Whether the words are for people: a description, or a message."""
    for other in ast.walk(tree):
        if isinstance(other, ast.keyword) and other.arg in SAID and node in ast.walk(other.value):
            return True
        if isinstance(other, ast.Call) and getattr(other.func, "id", "") in MESSAGES:
            said = [part for argument in other.args for part in ast.walk(argument)]
            if node in said:
                return True
    return False


# Running -------------------------------------------------------------------------------------------------


def torture(most: int = 0, workers: int = 2, only: Sequence[str] = ()) -> list[Tally]:
    """Try all faults, or ``most`` of each file, chosen by the same dice every time."""
    tallies = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        benches: Queue[Path] = Queue()
        for n in range(workers):
            benches.put(_bench(Path(place, str(n))))
        for name in TESTED:
            if not only or name in only:
                tallies += _of_one(name, most, benches, workers)
    return tallies


def _of_one(name: str, most: int, benches: Queue[Path], workers: int) -> list[Tally]:
    """The faults of one file or folder; none where it or its tests are not there."""
    tests = [test for test in TESTED[name] if (HOME / test).exists()]
    every = [mutant for path in _files(name) for mutant in mutants(path)]
    if not every or not tests:
        return []
    chosen = every if not most else random.Random(name).sample(every, min(most, len(every)))
    with ThreadPoolExecutor(workers) as threads:
        noticed = list(threads.map(lambda mutant: _is_noticed(mutant, tests, benches), chosen))
    lived = tuple(str(mutant) for mutant, is_noticed in zip(chosen, noticed, strict=True) if not is_noticed)
    share = 100 * (len(chosen) - len(lived)) // len(chosen)
    return [Tally(f"mutants of {name}", len(chosen), lived, f"of {len(every)}; {share} % noticed")]


def _files(name: str) -> list[str]:
    place = HOME / "analysis" / "dialogues" / name
    if place.is_file() or not place.is_dir():
        return [name] if place.is_file() else []
    return [path.relative_to(place.parents[0]).as_posix() for path in sorted(place.glob("[!_]*.py"))]


def _bench(root: Path) -> Path:
    """A copy of the project in which code can be spoilt."""
    root.mkdir(parents=True)
    for name in ("pyproject.toml", "CITATION.cff", "_quarto.yml", "requirements.lock"):
        shutil.copy(HOME / name, root / name)
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("analysis", "tests", "seeds"):
        shutil.copytree(HOME / name, root / name, ignore=ignored)
    return root


def _is_noticed(mutant: Mutant, tests: Sequence[str], benches: Queue[Path]) -> bool:
    """Whether a test fails, or hangs, with the fault in the code."""
    root = benches.get()
    place = root / "analysis" / "dialogues" / mutant.path
    right = place.read_text(encoding="utf-8")
    place.write_text(mutant.source, encoding="utf-8")
    skipped = " and ".join(f"not {name}" for name in SLOW)
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-x",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "-k",
        skipped,
    ]
    try:
        done = subprocess.run(
            [*command, *tests],
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root / "analysis")},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    else:
        return done.returncode not in (0, 5)
    finally:
        place.write_text(right, encoding="utf-8")
        benches.put(root)


def main() -> None:
    """Print the tallies of ``[most [names …]]`` as JSON."""
    most, *only = [*sys.argv[1:], "0"][: max(1, len(sys.argv) - 1)]
    print(
        json.dumps([tally.as_dict() for tally in torture(int(most), only=only)], indent=1, ensure_ascii=False)
    )


if __name__ == "__main__":
    main()
