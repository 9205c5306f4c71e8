"""Inputs of every kind: each ends as a document or a reject, and loaders fail in their own way only."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dialogues import codebook, dataset, pipeline
from dialogues.base import typed_yaml
from dialogues.base.errors import CodebookError, DialoguesError, Problem
from dialogues.codebook import loading
from dialogues.corpus import files, register
from dialogues.readings import load
from torture.tally import Tally

HOME = Path(__file__).resolve().parents[2]
CODEBOOK = HOME / "analysis" / "codebook"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "cp1252", "koi8_r", "gb18030", "latin-1")
PIECES = (
    "On 3 May 2024 the EU and Turkmenistan held their Human Rights Dialogue in Brussels. ",
    "The sides agreed on the National Action Plan on Human Rights for 2021-2025",
    "Deputy Minister of Foreign Affairs A. B. Example said",
    *(
        "\n",
        "\r\n",
        "\r",
        "\t",
        "  ",
        "\u2028",
        "\x85",
        "\x0c",
        "\ufeff",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\u2066",
    ),
    *(
        "a\u0301",
        "\U0001f600",
        "\ufdfa",
        "İ",
        "ß",
        "ﬁ",
        "–",
        "…",
        "'",
        '"',
        "«»",
        "((((",
        "))))",
        "[",
        "|",
        "\\",
        "$",
    ),
    *(
        "18-19 June",
        "12th",
        "XII",
        "2020",
        "31 February 2021",
        "99999999999999999999",
        "0",
        "the ",
        "of ",
        "and ",
    ),
    *(
        "права человека",
        "حقوق الإنسان",
        "人权",
        "Read also: ",
        "UN",
        "EU",
        "OSCE",
        ";",
        ":",
        "!",
        "?",
        ".",
        ",",
        "-",
    ),
)
WORDS = st.sampled_from(PIECES)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map("".join))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=8),
    TEXTS,
)
SAID_OF_TEXTS = (
    "sha256",
    "read",
    "document",
    "scope",
    "event",
    "topics",
    "plans",
    "people",
    "statements",
    "x",
)
MOST_LISTS = 3  # of each file of several lists, that are emptied
BATCH = 40  # texts of one build
GROWING = (4_000, 8_000, 16_000)  # characters of one piece, repeated
STEEP = 3.2  # times as long may twice the text take; a quadratic stage takes four times
SLACK = 1.0  # seconds in which nothing is told of growth


def all_of(much: int) -> list[Tally]:
    """Every kind of input; ``much`` is about the number of seconds a kind may take."""
    return [
        reader(much * 40),
        builds(max(1, much // 4)),
        sources(much * 10),
        codebooks(much * 8),
        emptied(),
        readings(much * 10),
        growth(much),
    ]


def reader(examples: int) -> Tally:
    """Bytes to the reader of texts: text as it is, or a problem."""
    encoded = st.tuples(TEXTS, st.sampled_from(ENCODINGS)).map(lambda pair: pair[0].encode(pair[1], "ignore"))

    def check(data: bytes) -> None:
        read = files.decoded("a.txt", data, files.Limits())
        assert isinstance(read, Problem) or read.encode() == data

    return _tried("bytes for the reader", st.one_of(st.binary(max_size=400), encoded), check, examples)


def builds(examples: int) -> Tally:
    """Folders of texts through every stage: all accounted for, valid, each quote verbatim."""
    rules = codebook.load(CODEBOOK)

    def check(texts: list[str]) -> None:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            for n, text in enumerate(texts):
                (folder / f"{n}.txt").write_bytes(text.encode())
            try:
                tables = pipeline.run(folder, rules)
            except DialoguesError as error:
                _must(len(error.problems) >= len(texts))  # every one of them rejected
                return
            dataset.validate(tables)
            assert tables["documents"].height + tables["rejects"].height == len(texts)
            _verbatim(tables)

    many = st.lists(TEXTS, min_size=BATCH, max_size=BATCH)
    tally = _tried("texts through all stages", many, check, examples)
    return Tally(tally.kind, tally.tried * BATCH, tally.lost, f"in {tally.tried} builds")


def sources(examples: int) -> Tally:
    """Registers of every wrong kind: read, or refused with a line."""
    entry = st.dictionaries(
        st.sampled_from(
            ["file", "sha256", "publisher", "account", "published", "title", "url", "language", "x"]
        ),
        SCALARS,
        max_size=5,
    )
    corpus = st.dictionaries(
        st.sampled_from(["title", "state", "years", "cutoff", "limits", "y"]), _any_value()
    )
    whole = st.fixed_dictionaries(
        {},
        optional={"corpus": st.one_of(corpus, SCALARS), "sources": st.one_of(st.lists(entry), _any_value())},
    )

    def check(content: str) -> None:
        with tempfile.TemporaryDirectory() as place:
            Path(place, "a.txt").write_text("Words.", encoding="utf-8")
            Path(place, register.FILE).write_bytes(content.encode("utf-8", "surrogatepass"))
            try:
                register.read(Path(place))
            except DialoguesError as error:
                _must(all(problem.path for problem in error.problems))

    return _tried("registers (sources.yaml)", st.one_of(whole.map(_dumped), _broken_yaml()), check, examples)


def codebooks(examples: int) -> Tally:
    """Codebook files with wrong values in the place of right ones: read, or told with file and line."""
    names = sorted(loading._FILES)
    right = {name: yaml.safe_load((CODEBOOK / f"{name}.yaml").read_text(encoding="utf-8")) for name in names}

    def check(case: tuple[str, int, object]) -> None:
        name, seed, value = case
        spoilt = _spoilt(right[name], random.Random(seed), value)
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, f"{name}.yaml")
            path.write_bytes(_dumped(spoilt).encode("utf-8", "surrogatepass"))
            parsed = typed_yaml.read(path, loading._FILES[name])
            assert (parsed.model is None) == bool(parsed.problems)
            assert all(problem.path for problem in parsed.problems)
            list(loading._too_many(path, parsed))

    return _tried(
        "codebook files",
        st.tuples(st.sampled_from(names), st.integers(0, 2**32), _any_value()),
        check,
        examples,
    )


def emptied() -> Tally:
    """Codebooks in which a file, or a list of one, is empty: refused when loaded, or the texts are read."""
    cases: list[tuple[str, object]] = []
    for name in sorted(loading._FILES):
        held = yaml.safe_load((CODEBOOK / f"{name}.yaml").read_text(encoding="utf-8"))
        if isinstance(held, list):
            cases.append((name, []))
        else:
            lists = [key for key, value in held.items() if isinstance(value, list | dict)]
            cases += [(name, {**held, key: type(held[key])()}) for key in lists[:MOST_LISTS]]
    lost = []
    with tempfile.TemporaryDirectory() as place:
        texts, folder = Path(place, "texts"), Path(place, "codebook")
        texts.mkdir()
        (texts / "a.txt").write_text(". ".join(PIECES[:3]), encoding="utf-8")
        for name, said in cases:
            shutil.copytree(CODEBOOK, folder)
            (folder / f"{name}.yaml").write_text(_dumped(said), encoding="utf-8")
            try:
                dataset.validate(pipeline.run(texts, codebook.load(folder)))
            except CodebookError:
                pass
            except Exception as error:
                lost.append(f"{name}: {type(error).__name__}: {str(error)[:200]}")
            shutil.rmtree(folder)
    return Tally("codebooks with an empty list", len(cases), tuple(lost))


def readings(examples: int) -> Tally:
    """Readings with values of every wrong kind: read, or told with the file."""
    said = st.dictionaries(st.sampled_from(SAID_OF_TEXTS), _any_value(), max_size=6).map(_dumped)

    def check(content: str) -> None:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "a.yaml")
            path.write_bytes(content.encode("utf-8", "surrogatepass"))
            found, problems = load.one(path)
            _must((found is not None or bool(problems)) and all(problem.path for problem in problems))

    return _tried("readings", st.one_of(said, _broken_yaml()), check, examples)


def growth(seconds: float) -> Tally:
    """Texts of one repeated piece: twice the length takes about twice the time."""
    rules, lost, tried, until = codebook.load(CODEBOOK), [], 0, time.monotonic() + seconds
    for piece in PIECES:
        if time.monotonic() > until:
            break
        tried += 1
        spent = [_cpu(piece * (size // len(piece)), rules) for size in GROWING]
        if spent[-1] > SLACK and spent[-1] > STEEP * spent[-2]:
            lost.append(f"{piece!r}: {', '.join(f'{one:.1f} s' for one in spent)} for {GROWING} characters")
    return Tally(
        "pieces repeated, doubled", tried, tuple(lost), f"of {len(PIECES)}, up to {GROWING[-1]:,} characters"
    )


def coverage_guided(seconds: int) -> list[Tally]:
    """Inputs made by atheris for the reader and for the two kinds of YAML, each for some seconds."""
    try:
        import atheris  # noqa: F401 - whether it is here
    except ImportError:
        return [Tally("inputs of atheris", 0, (), "skipped: there is no wheel of atheris for this machine")]
    tallies = []
    path = os.pathsep.join(str(HOME / part) for part in ("tests", "analysis"))
    for target in ("reader", "register", "codebook", "readings"):
        command = [
            sys.executable,
            "-m",
            "torture.guided",
            target,
            f"-max_total_time={seconds}",
            "-max_len=600",
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd=tempfile.gettempdir(),
            env=os.environ | {"PYTHONPATH": path},
            check=False,
        )
        runs = [line for line in done.stderr.splitlines() if line.startswith("#") or "Done" in line]
        tried = int(
            next((word for line in reversed(runs) for word in line.strip("#").split() if word.isdigit()), "0")
        )
        loss = () if done.returncode == 0 else (done.stderr.strip()[-400:].replace("\n", " / "),)
        tallies.append(Tally(f"inputs of atheris, {target}", tried, loss))
    return tallies


# What they share ------------------------------------------------------------------------------------------


def _tried(kind: str, strategy: st.SearchStrategy, check: Callable, examples: int) -> Tally:  # type: ignore[type-arg]  # of anything
    tried, lost = [0], []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
        report_multiple_bugs=False,
    )
    @given(strategy)
    def run(case: object) -> None:
        tried[0] += 1
        check(case)

    try:
        run()
    except Exception as error:
        lost.append(f"{type(error).__name__}: {str(error)[:300]}")
    return Tally(kind, tried[0], tuple(lost))


def _must(holds: bool) -> None:
    assert holds


def _any_value() -> st.SearchStrategy[object]:
    return st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=6,
    )


def _broken_yaml() -> st.SearchStrategy[str]:
    """Lines of what YAML is made of, in any order."""
    line = st.sampled_from(
        [
            *(
                "sources:",
                "  - file: a.txt",
                "    sha256: &a b",
                "corpus: {",
                "}",
                "? x",
                "- - -",
                "*a",
                "&a [*a]",
                "!!x y",
            ),
            *(
                "<<: *a",
                "%YAML 1.1",
                "---",
                "...",
                "\ttab",
                "'",
                '"',
                "# c",
                "- [",
                "]: ",
                "on: off",
                "2020-13-45",
                "|",
                ">",
            ),
        ]
    )
    return st.lists(line, max_size=8).map("\n".join)


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True)


def _spoilt(value: object, chance: random.Random, new: object) -> object:
    """``value`` with ``new`` somewhere in the place of what is there."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(sorted(value, key=str))
        return {**value, key: _spoilt(value[key], chance, new)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        place = chance.randrange(len(value))
        return [_spoilt(one, chance, new) if n == place else one for n, one in enumerate(value)]
    return new


def _cpu(text: str, rules: codebook.Codebook) -> float:
    with tempfile.TemporaryDirectory() as place:
        Path(place, "a.txt").write_bytes(text.encode())
        begin = time.process_time()
        with contextlib.suppress(DialoguesError):
            pipeline.run(Path(place), rules)
        return time.process_time() - begin


def _verbatim(tables: dict[str, pl.DataFrame]) -> None:
    texts = tables["documents"].select("document_id", "text")
    for name in ("mentions", "facts", "plan_references", "statements"):
        rows = tables[name].join(texts, on="document_id")
        stands = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")) == pl.col("quote")
        assert rows.filter(~stands).is_empty(), name
