"""Small faults put into the code, one at a time: a test must notice each.

A mutator of our own: mutmut changes functions only, and the schemas are classes; cosmic-ray starts Python
anew for each fault. A fault is a change of one node of the syntax tree. The tests run in a child made by a
fork, in which what they import lies ready, the quick ones first. Faults that change nothing which can be seen
stand with their reason in ``equivalents.yaml``: they are counted apart, not as noticed.
"""

from __future__ import annotations

import ast
import json
import math
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from torture.tally import Tally

HOME = Path(__file__).resolve().parents[2]
FRAMES = ("tests/events/test_frames.py", "tests/events/test_shapes.py", "tests/codebook/test_examples.py")
LANGUAGE = ("tests/codebook/test_language.py", "tests/codebook/test_examples.py")
READINGS = ("tests/readings",)
Tests = tuple[str, ...]
TESTED: dict[str, Tests] = {  # file or folder of the package -> the tests that must notice
    "dataset/schemas.py": (
        "tests/dataset/test_shapes.py",
        "tests/dataset/test_schemas.py",
        "tests/dataset/test_dataset.py",
        "tests/dataset/test_rules.py",
    ),
    "dataset/rules.py": ("tests/dataset/test_dataset.py", "tests/dataset/test_rules.py"),
    "corpus/seeds.py": ("tests/corpus/test_seeds.py",),
    "corpus/fold.py": ("tests/corpus/test_fold.py",),
    "corpus/lines.py": ("tests/corpus/test_lines.py", "tests/corpus/test_fold.py"),
    "corpus/signs.py": ("tests/corpus/test_signs.py", "tests/corpus/test_fold.py"),
    "codebook/language.py": LANGUAGE,
    "events/frames.py": FRAMES,
    "events/shapes.py": FRAMES,
    "coding/plans.py": ("tests/coding/test_plans.py",),
    "readings/apply.py": READINGS,
    "readings/load.py": READINGS,
    "readings/model.py": READINGS,
}
SLOW = ("test_two_builds_give_the_same_bytes", "fetches_nothing")  # whole runs, which tell nothing here
QUICK = 0.3  # seconds; tests that take longer come last
FEWEST = 4  # faults of each file that are tried, however late it is
PATIENCE = 600  # seconds after which a fault counts as noticed: the tests hang
TOO_MUCH = 4  # times as much of the processor as without a fault, and some seconds: they do not end
MEMORY = 12 * 2**30  # bytes
OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Mult: ast.Add,
}  # fmt: skip
METHODS = {"le": "lt", "ge": "gt", "lt": "le", "gt": "ge", "is_null": "is_not_null", "is_not_null": "is_null"}
TYPES = ast.Name | ast.Subscript | ast.Constant | ast.Attribute  # what a type is written as
MESSAGES = ("Problem", "ValueError", "TypeError")
SAID = ("description", "help")  # arguments that are words for people
IDLE = ("slots", "strict", "frozen")  # arguments that spare memory, or guard what other code or mypy sees to


Change = tuple[str, Callable[[Any], object]]  # words for it, and what does it to a copy of the node


@dataclass(frozen=True)
class Mutant:
    """One fault: where and what; the whole file with it is made where it is asked for."""

    path: str
    line: int
    words: str  # of the line
    what: str
    tree: ast.AST = field(compare=False, repr=False)  # of the file without the fault
    place: int = field(repr=False)  # of the node in a walk through the tree
    change: Callable[[Any], object] = field(compare=False, repr=False)  # what is done to a copy of the node

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the fault, whatever is put above it: the file, the line's words, the change."""
        return self.path, self.words, self.what

    @property
    def source(self) -> str:
        """The whole file with the fault."""
        copy = deepcopy(self.tree)
        self.change(next(node for n, node in enumerate(ast.walk(copy)) if n == self.place))
        return ast.unparse(ast.fix_missing_locations(copy))


def mutants(path: str) -> list[Mutant]:
    """Every fault of one file of the package."""
    source = (HOME / "analysis" / "dialogues" / path).read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    found, seen, idle = [], Counter[tuple[str, str]](), _idle(tree)
    for place, node in enumerate(ast.walk(tree)):
        for what, change in () if node in idle else _changes(node):
            line = getattr(node, "lineno", 0)
            words = lines[line - 1].strip()
            seen[words, what] += 1
            times = f" ({seen[words, what]})" if seen[words, what] > 1 else ""
            found.append(Mutant(path, line, words, what + times, tree, place, change))
    return found


def equivalents() -> dict[tuple[str, str, str], str]:
    """Faults that no test can notice -> the reason."""
    said = yaml.safe_load((Path(__file__).parent / "equivalents.yaml").read_text(encoding="utf-8")) or {}
    return {(path, one["line"], one["change"]): one["why"] for path, many in said.items() for one in many}


def _changes(node: ast.AST) -> Iterator[Change]:
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
    elif isinstance(node, ast.Constant):
        yield from _constants(node)


def _calls(node: ast.Call) -> Iterator[Change]:
    for n, keyword in enumerate(node.keywords):
        if keyword.arg and keyword.arg not in (*SAID, *IDLE):
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
        and all(isinstance(side, TYPES) or _is_of_types(side) for side in (node.left, node.right))
        and not all(isinstance(side, ast.Attribute) for side in (node.left, node.right))
    )


def _idle(tree: ast.AST) -> set[ast.AST]:
    """The constants that are words for people (docstrings, descriptions, messages) or spare memory alone."""
    idle: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as words):
                idle.append(words)
            case ast.keyword(arg=name, value=words) if name in (*SAID, *IDLE):
                idle.append(words)
            case ast.Call(func=ast.Name(id=name), args=words) if name in MESSAGES:
                idle += words
    return {part for each in idle for part in ast.walk(each) if isinstance(part, ast.Constant)}


# Running -------------------------------------------------------------------------------------------------


@dataclass
class Bench:
    """A copy of the project in which code can be spoilt, and what runs there."""

    root: Path
    child: int = 0
    spoilt: tuple[Path, str] | None = None  # file, and its words without the fault
    until: float = 0.0
    mutant: Mutant | None = None


@dataclass
class Pace:
    """How long the tests take without a fault."""

    seconds: float = 0.0  # of the processor
    each: dict[str, float] = field(default_factory=dict)


def torture(most: int = 0, seconds: float = 0, workers: int = 2, only: Sequence[str] = ()) -> list[Tally]:
    """Try all faults, or ``most`` of each file, drawn by the same dice every time; those ``seconds`` allow.

    Only in a process in which nothing was computed: Polars does not survive a fork after that.
    """
    _make_ready()
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        benches = [_bench(Path(place, str(n))) for n in range(workers)]
        names = [name for name in TESTED if not only or name in only]
        tallies, until = [], time.monotonic() + seconds
        paces = _paces({TESTED[name] for name in names}, benches)
        for n, name in enumerate(names):
            share = max(1, (until - time.monotonic()) / (len(names) - n)) if seconds else math.inf
            tallies.append(_of_one(name, most, paces[TESTED[name]], time.monotonic() + share, benches))
        return tallies


def _make_ready() -> None:
    """Import what the tests import and is not ours, once for all children."""
    import altair  # noqa: F401
    import hypothesis.strategies  # noqa: F401
    import pandera.polars  # noqa: F401
    import polars  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import ruamel.yaml  # noqa: F401


def _of_one(name: str, most: int, pace: Pace | str, until: float, benches: Sequence[Bench]) -> Tally:
    """The faults of one file or folder: those that can be begun ``until`` then."""
    every = [mutant for path in _files(name) for mutant in mutants(path)]
    chosen = every if not most else random.Random(name).sample(every, min(most, len(every)))
    known = equivalents()
    if isinstance(pace, str):
        return Tally(f"mutants of {name}", 0, (f"its tests fail without a fault: {pace.strip()[-400:]}",))
    waiting = [mutant for mutant in chosen if mutant.key not in known]
    same = f", {len(chosen) - len(waiting)} more change nothing" if len(waiting) < len(chosen) else ""
    tried, lived = _lived(waiting, TESTED[name], pace, until, benches)
    share = 100 * (tried - len(lived)) // max(1, tried)
    note = f"of {len(every)}; {share} % noticed{same}"
    return Tally(f"mutants of {name}", tried, tuple(map(str, lived)), note)


def _lived(
    chosen: Sequence[Mutant], tests: Sequence[str], pace: Pace, until: float, benches: Sequence[Bench]
) -> tuple[int, list[Mutant]]:
    """How many faults were tried, and those that no test notices, in order."""
    waiting, lived = [*chosen], set[Mutant]()
    while waiting or any(bench.child for bench in benches):
        for bench in benches:
            begun = len(chosen) - len(waiting)
            if bench.child == 0 and waiting and begun >= FEWEST and time.monotonic() > until:
                chosen, waiting = chosen[: -len(waiting)], []
            elif bench.child == 0 and waiting:
                _begin(bench, waiting.pop(0), tests, pace)
            elif bench.child and (status := _ended(bench)) is not None:
                lived |= {bench.mutant} if status == 0 and bench.mutant else set()
        time.sleep(0.02)
    return len(chosen), [mutant for mutant in chosen if mutant in lived]


def _begin(bench: Bench, mutant: Mutant, tests: Sequence[str], pace: Pace) -> None:
    """Put the fault into the code and start the tests."""
    place = bench.root / "analysis" / "dialogues" / mutant.path
    bench.spoilt, bench.mutant = (place, place.read_text(encoding="utf-8")), mutant
    place.write_text(mutant.source, encoding="utf-8")
    os.utime(place, (0, 0))  # so that what was compiled of the right code is not taken for it
    bench.child = _fork(bench.root, tests, pace)
    bench.until = time.monotonic() + PATIENCE


def _ended(bench: Bench) -> int | None:
    """The status of the tests of a bench, which is put right again; nothing while they run."""
    if time.monotonic() > bench.until:
        os.killpg(bench.child, signal.SIGKILL)
        os.waitpid(bench.child, 0)
        status = -signal.SIGKILL
    else:
        child, ended = os.waitpid(bench.child, os.WNOHANG)
        if not child:
            return None
        status = os.waitstatus_to_exitcode(ended)
    if bench.spoilt:
        place, right = bench.spoilt
        place.write_text(right, encoding="utf-8")
    bench.child, bench.spoilt = 0, None
    return status


def _paces(sets: Collection[Tests], benches: Sequence[Bench]) -> dict[Tests, Pace | str]:
    """Run each set of tests without a fault, one on each bench at a time; what is said where they fail."""
    waiting, running, paces = sorted(sets), dict[int, tuple[Tests, Path]](), dict[Tests, Pace | str]()
    free = [bench.root for bench in benches]
    while waiting or running:
        while waiting and free:
            tests, root = waiting.pop(), free.pop()
            running[_fork(root, tests, None)] = tests, root
        child, ended = os.wait()
        tests, root = running.pop(child)
        free.append(root)
        is_right = os.waitstatus_to_exitcode(ended) == 0
        said = (root / ("pace.json" if is_right else "said")).read_text(encoding="utf-8", errors="replace")
        paces[tests] = Pace(**json.loads(said)) if is_right else said
    return paces


def _fork(root: Path, tests: Sequence[str], pace: Pace | None) -> int:
    child = os.fork()
    if child == 0:
        status = 70
        try:
            status = _test(root, tests, pace)
        except BaseException:
            traceback.print_exc(file=sys.stdout)
        finally:
            sys.stdout.flush()
            os._exit(status)
    return child


def _test(root: Path, tests: Sequence[str], pace: Pace | None) -> int:
    """Run the tests of a bench in this process, which is a child of its own."""
    import pytest

    os.setpgid(0, 0)
    said = os.open(root / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(root)
    analysis = str(root / "analysis")
    others = [path for path in sys.path if not path.startswith(str(HOME)) or ".venv" in path]
    sys.path[:] = [analysis, *others]
    os.environ["PYTHONPATH"] = analysis
    sys.dont_write_bytecode = pace is not None
    if pace:
        seconds = int(TOO_MUCH * pace.seconds) + 30
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    skipped = " and ".join(f"not {name}" for name in SLOW)
    options = ["-xq", "-n0", "-pno:cacheprovider", "-Wignore::pytest.PytestAssertRewriteWarning"]
    status = pytest.main(
        [*options, "-k", skipped, *tests],
        plugins=[Order(pace.each) if pace else Watch()],
    )
    if pace is None:
        (root / "pace.json").write_text(
            json.dumps({"seconds": time.process_time(), "each": Watch.each}), encoding="utf-8"
        )
    return int(status)


class Order:
    """Put the quick tests first, and look for no smaller example of what fails."""

    def __init__(self, each: Mapping[str, float]) -> None:
        self.each = each

    def pytest_configure(self) -> None:
        """Let a property test stop at the first example that fails."""
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("first", settings.get_profile("same_examples"), phases=phases)
        settings.load_profile("first")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Sort by time; quick tests stay in the order of their files, which share fixtures."""
        items.sort(key=lambda item: max(QUICK, self.each.get(item.nodeid, 0.0)))


class Watch:
    """Note how long each test takes."""

    each: dict[str, float] = {}  # noqa: RUF012 - of one child

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note the time of the test itself, without what it shares with others."""
        if report.when == "call":
            self.each[report.nodeid] = report.duration


def _files(name: str) -> list[str]:
    place = HOME / "analysis" / "dialogues" / name
    if not place.is_dir():
        return [name]
    return [path.relative_to(place.parents[0]).as_posix() for path in sorted(place.glob("[!_]*.py"))]


def _bench(root: Path) -> Bench:
    """A copy of the project."""
    root.mkdir(parents=True)
    for name in ("pyproject.toml", "CITATION.cff", "_quarto.yml", "requirements.lock"):
        shutil.copy(HOME / name, root / name)
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("analysis", "tests", "seeds"):
        shutil.copytree(HOME / name, root / name, ignore=ignored)
    return Bench(root)


def main() -> None:
    """Print the tallies of ``[most [seconds [names …]]]`` as one line of JSON."""
    most, seconds, *only = [*sys.argv[1:], *("0", "0")[len(sys.argv) - 1 :]]
    tallies = torture(int(most), float(seconds), only=only)
    print(json.dumps([tally.as_dict() for tally in tallies], ensure_ascii=False))


if __name__ == "__main__":
    main()
