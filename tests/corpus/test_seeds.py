"""Reading a folder of texts: every file ends among the texts or among the rejects, with the reason."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues.base.errors import Problem, SeedError, UsageError
from dialogues.corpus import files, seeds
from dialogues.dataset import schemas

GOOD = b"The sides met.\n"
Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Make a folder of files; ``sources_yaml`` is the text of its register."""

    def make(sources_yaml: str | None = None, **texts: bytes) -> Path:
        place = tmp_path / "texts"
        place.mkdir(exist_ok=True)
        for name, data in texts.items():
            (place / f"{name}.txt").write_bytes(data)
        if sources_yaml is not None:
            (place / "sources.yaml").write_text(sources_yaml, encoding="utf-8")
        return place

    return make


def rejected(place: Path) -> tuple[str, int | None, str, str]:
    """The only reject of a folder."""
    rejects = seeds.read(place).rejects
    schemas.Rejects.validate(rejects)
    assert rejects.height == 1
    return rejects.row(0)


def problems(place: Path) -> list[str]:
    with pytest.raises(SeedError) as refusal:
        seeds.read(place)
    return [str(problem).removeprefix(f"{place}/") for problem in refusal.value.problems]


def test_a_text_is_read_as_it_is(folder: Folder) -> None:
    data = "\ufeffThe sides met. \r\n\r\nÝene\u2028 \n".encode()
    given_ = seeds.read(folder(a=data))
    assert given_.texts.rows() == [("a", "a.txt", hashlib.sha256(data).hexdigest(), data.decode("utf-8"))]
    assert given_.rejects.is_empty()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_end_among_texts_or_rejects(folder: Folder, data: bytes) -> None:
    given_ = seeds.read(folder(any=data, good=GOOD + b"good"))
    assert sorted([*given_.texts["path"], *given_.rejects["path"]]) == ["any.txt", "good.txt"]
    for document in given_.texts.iter_rows(named=True):
        assert document["text"].encode() == (data if document["path"] == "any.txt" else GOOD + b"good")


def test_without_a_register_the_corpus_has_its_defaults(folder: Folder) -> None:
    given_ = seeds.read(folder(a=GOOD))
    assert (given_.corpus.state, given_.corpus.years, given_.corpus.cutoff) == (None, None, None)
    assert given_.sources.is_empty()


def test_what_is_registered_is_read(folder: Folder) -> None:
    register = f"""
    corpus: {{title: Uzbekistan, state: UZB, years: [2014, 2020], cutoff: 2020-12-31}}
    sources:
      - {{file: a.txt, sha256: {hashlib.sha256(GOOD).hexdigest()}, publisher: nCa, published: 2020-06-19}}
    """
    given_ = seeds.read(folder(register, a=GOOD, b=GOOD + b"b"))
    assert given_.sources.rows() == [("a", "nCa", None, None, date(2020, 6, 19), None, None)]
    assert (given_.corpus.state, given_.corpus.years) == ("UZB", (2014, 2020))


def test_not_utf_8_is_rejected_with_byte_and_line(folder: Folder) -> None:
    assert rejected(folder(a=b"Fine.\nK\xf6ln", b=GOOD)) == (
        "a.txt",
        2,
        "Byte 7 (0xf6) is not UTF-8.",
        "Save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8 a.txt > a.utf8.txt`.",
    )


@pytest.mark.parametrize(
    "data", [b"So \xc0\xafit", b"So \xe2\x82", b"So \xe2\x82it", b"So \xed\xa0\x80", b"\xc3"]
)
def test_utf_8_that_may_be_damaged_is_told_so(folder: Folder, data: bytes) -> None:
    """Forms too long, halves of a pair, characters cut off."""
    remedy = (
        "If it is UTF-8 with a character damaged or cut off, take the text from its source again; "
        "else save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8 a.txt > a.utf8.txt`."
    )
    assert rejected(folder(a=data, b=GOOD))[3] == remedy


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_byte_order_mark_tells_its_encoding(folder: Folder, encoding: str) -> None:
    _, line, problem, remedy = rejected(folder(a="Text".encode(encoding), b=GOOD))
    assert (line, problem) == (1, f"The file is {encoding.upper()}, not UTF-8.")
    assert f"iconv -f {encoding.upper()} " in remedy


RUSSIAN = "Диалог по правам человека между Туркменистаном и Европейским союзом состоялся в Брюсселе. "
FRENCH = "Le dialogue sur les droits de l’homme a été tenu à Bruxelles. "


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (RUSSIAN, "cp1251", "WINDOWS-1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        (FRENCH * 4, "cp1252", "WINDOWS-1252"),
    ],
)
def test_a_code_page_is_recognised(folder: Folder, text: str, encoding: str, name: str) -> None:
    remedy = rejected(folder(a=text.encode(encoding), b=GOOD))[3]
    assert f"`iconv -f {name} -t UTF-8 a.txt > a.utf8.txt`" in remedy


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "A report.\n<p class='x'>It was held.</p>\n",
            "The line holds markup (<p class='x'>)",
        ),
        (
            "A report.\nThe EUâ€™s side.\n",
            "The line has signs of a text that was decoded wrongly (â€™).",
        ),
        ("A report.\nJosÃ© spoke.\n", "The line has signs of a text that was decoded wrongly (Ã©)."),
        (
            f"A report.\n{RUSSIAN.encode('cp1251').decode('cp1252')}\n",
            "The line has signs of a text that was decoded wrongly (Äèàëîã).",
        ),
        (
            "A report.\nThe EU =E2=80=93 that is\n",
            "The line has signs of a text that was decoded wrongly (=E2=80=93).",
        ),
        ("A report.\n<!DOCTYPE html>\n", "The line holds markup (<!DOCTYPE html>)"),
        ("A report.\n<p>It was held.\n", "The line holds markup (<p>)"),
        ("A report.\nSalt &amp; pepper, caf&eacute;\n", "The line holds markup (&amp;)"),
        ("A report.\nThe EU&#8217;s side.\n", "The line holds markup (&#8217;)"),
    ],
)
def test_markup_and_a_text_decoded_wrongly_are_rejected_with_their_line(
    folder: Folder, text: str, problem: str
) -> None:
    path, line, told, _ = rejected(folder(a=text.encode(), b=GOOD))
    assert (path, line) == ("a.txt", 2)
    assert told.startswith(problem)


@pytest.mark.parametrize(
    "text",
    [
        "3 < 5 and 7 > 6",
        "José said: São Paulo, Ñandú, Âge, créée, Þíðu",
        "a <b and c> d",
        "R&D; salt & pepper",
        "see https://e.org/?a=12&lt=3&q=2024=A4",
    ],
)
def test_signs_that_only_look_like_markup_or_wrong_decoding_are_kept(folder: Folder, text: str) -> None:
    assert seeds.read(folder(a=f"{text}\n".encode())).rejects.is_empty()


def test_a_nul_is_rejected_with_byte_and_line(folder: Folder) -> None:
    path, line, problem, remedy = rejected(folder(a=b"One.\nTwo\0.", b=GOOD))
    assert (path, line, problem) == ("a.txt", 2, "Byte 8 is a NUL, which no text holds.")
    assert remedy == "Save the words as UTF-8; this may be no text at all."


@pytest.mark.parametrize("encoding", ["UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"])
@pytest.mark.parametrize("text", ["It was held. ", RUSSIAN])
def test_a_wide_encoding_is_recognised_without_its_mark(folder: Folder, encoding: str, text: str) -> None:
    _, line, problem, remedy = rejected(folder(a=(text * 3).encode(encoding), b=GOOD))
    assert (line, problem) == (1, f"The file is {encoding}, not UTF-8.")
    assert f"`iconv -f {encoding} -t UTF-8 a.txt > a.utf8.txt`" in remedy


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (rb"{\rtf1\ansi It was held.}", "an RTF file"),
        (b"PK\3\4\x14\0", "a Word, Excel or OpenDocument file, or an archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Word or Excel file"),
        (b"\x1f\x8b\x08\0", "a compressed file"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_a_file_of_another_kind_under_a_texts_name_is_told_as_what_it_is(
    folder: Folder, begin: bytes, kind: str
) -> None:
    wanted = ("a.txt", None, f"This is {kind}, not text.", "Save its words as a UTF-8 file named *.txt.")
    assert rejected(folder(a=begin, b=GOOD)) == wanted


def test_a_name_that_looks_like_an_option_is_none_in_the_command_that_converts_it() -> None:
    told = files.decoded("-f.txt", RUSSIAN.encode("cp1251"), files.Limits())
    assert isinstance(told, Problem)
    assert "`iconv -f WINDOWS-1251 -t UTF-8 ./-f.txt > -f.utf8.txt`" in told.remedy


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff\n".encode(), "\u00a0\u2028".encode()])
def test_an_empty_text_is_rejected(folder: Folder, data: bytes) -> None:
    wanted = ("a.txt", None, "The file holds no words.", "Fill it or remove it.")
    assert rejected(folder(a=data, b=GOOD)) == wanted


def test_a_double_is_rejected_and_names_its_twin(folder: Folder) -> None:
    wanted = ("b.txt", None, "The file is the same, byte for byte, as a.txt.", "Keep one of the two.")
    assert rejected(folder(b=GOOD, a=GOOD)) == wanted


def test_of_two_doubles_the_registered_one_is_kept(folder: Folder) -> None:
    register = f"sources: [{{file: b.txt, sha256: {hashlib.sha256(GOOD).hexdigest()}}}]"
    assert rejected(folder(register, b=GOOD, a=GOOD))[0] == "a.txt"


def test_two_names_that_differ_in_their_ending_only_are_rejected(folder: Folder) -> None:
    place = folder(a=GOOD)
    (place / "a.TXT").write_bytes(GOOD + b"Other.")
    path, _, problem, remedy = rejected(place)
    assert (path, remedy) == ("a.txt", "Rename one of the two.")
    assert problem == f"{seeds.SAME_NAME} a.TXT."


def test_a_folder_with_the_name_of_a_text_is_rejected(folder: Folder) -> None:
    place = folder(b=GOOD)
    (place / "a.txt").mkdir()
    wanted = ("a.txt", None, "This is a folder, not a file.", "Move it away or rename it.")
    assert rejected(place) == wanted


@pytest.mark.parametrize("target", ["nowhere", "b.txt", "/etc/hostname", "/dev/zero"])
def test_a_link_is_rejected_and_not_followed(folder: Folder, target: str) -> None:
    place = folder(b=GOOD)
    (place / "a.txt").symlink_to(target)
    wanted = ("a.txt", None, "This is a link, which is not followed.", "Put a copy of the file in its place.")
    assert rejected(place) == wanted


def test_a_register_that_is_a_link_is_refused(folder: Folder) -> None:
    place = folder(a=GOOD)
    (place / "sources.yaml").symlink_to("/dev/zero")
    assert problems(place) == [
        "sources.yaml: This is a link, which is not followed. Put a copy of the file in its place."
    ]


def test_a_pipe_is_rejected_and_not_waited_for(folder: Folder) -> None:
    place = folder(b=GOOD)
    os.mkfifo(place / "a.txt")
    assert rejected(place)[2] == "This is not a file of bytes."


def test_a_file_that_grows_while_it_is_read_is_rejected(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder(a=GOOD)
    stated = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        before = stated(descriptor)
        with (place / "a.txt").open("ab") as file:
            file.write(b"More.")
        return before

    monkeypatch.setattr(os, "fstat", grown)
    refusal = files.contents(place / "a.txt", files.Limits())
    assert getattr(refusal, "problem", refusal) == "The file changed while it was read."


def test_what_passes_a_limit_is_rejected_with_the_setting(folder: Folder) -> None:
    limits = "corpus: {limits: {file_bytes: 60, line_characters: 30, corpus_bytes: 80}}"
    place = folder(
        limits, a=b"x " * 40, b=b"One.\n" + b"y" * 31, c=GOOD, d=GOOD + b"Twice.", e=b"Seven. " * 8
    )
    given_ = seeds.read(place)
    assert given_.texts["path"].to_list() == ["c.txt", "d.txt"]
    assert {row["path"]: (row["line"], row["problem"]) for row in given_.rejects.iter_rows(named=True)} == {
        "a.txt": (None, "The file has 80 bytes, more than 60."),
        "b.txt": (2, "The line has more than 30 characters."),
        "e.txt": (None, "With this file the texts have more than 80 bytes together."),
    }
    assert all("sources.yaml" in remedy for remedy in given_.rejects["remedy"])
    assert given_.rejects["remedy"].to_list()[-1] == (
        "Move some texts away, or raise corpus_bytes under corpus: limits: in sources.yaml."
    )


@pytest.mark.parametrize(("corpus_bytes", "held"), [(90, ["b.txt", "c.txt"]), (89, ["b.txt"])])
def test_texts_that_fill_the_limits_to_the_last_byte_are_read(
    folder: Folder, corpus_bytes: int, held: list[str]
) -> None:
    """A file that is too large by itself counts for nothing; one that is just not counts whole."""
    limits = f"corpus: {{limits: {{file_bytes: 60, corpus_bytes: {corpus_bytes}}}}}"
    place = folder(limits, a=b"x " * 40, b=b"One." * 15, c=b"Seven." * 5, d=b"Eight." * 10)
    assert seeds.read(place).texts["path"].to_list() == held


def test_what_is_registered_of_a_text_is_known_of_it_and_of_no_other(folder: Folder) -> None:
    known = {
        "publisher": "P", "account": "TKM", "title": "T", "published": date(2025, 1, 2),
        "url": "https://example.org/a", "language": "en",
    }  # fmt: skip
    entry = "".join(f"    {name}: {value}\n" for name, value in known.items())
    place = folder(f"sources:\n  - file: b.txt\n{entry}    sha256: {'a' * 64}\n", a=GOOD, b=GOOD + b"More.")
    assert seeds.read(place).sources.to_dicts() == [{"document_id": "b", **known}]


def test_what_is_not_as_registered_is_told_at_its_entry(folder: Folder) -> None:
    rows = {"a": GOOD, "b": b"Another.", "c": GOOD}
    entries = "".join(
        f"  - file: {name}.txt\n    sha256: {hashlib.sha256(data).hexdigest()}\n"
        for name, data in rows.items()
    )
    place = folder(f"sources:\n{entries}", a=GOOD, b=b"Changed.", d=b"Unknown.")
    told = seeds.changed(place, seeds.read(place).texts)
    assert {path: (problem.line, problem.problem) for path, problem in told.items()} == {
        "c.txt": (6, "c.txt is registered, but not there."),
        "b.txt": (
            4,
            "b.txt was changed after it was registered: its SHA-256 is "
            f"{hashlib.sha256(b'Changed.').hexdigest()}.",
        ),
    }


def test_a_folder_of_which_nothing_can_be_read_has_empty_tables(folder: Folder, tmp_path: Path) -> None:
    given_ = seeds.read(folder(a=b"\xff"))
    assert dict(given_.texts.schema) == seeds.TEXTS
    assert dict(given_.sources.schema) == seeds.SOURCES
    for name, problem in (
        (tmp_path / "none", "There is no such"),
        (tmp_path / "texts" / "a.txt", "This is not a"),
    ):
        assert f"{problem} folder. Name the folder that holds the texts." in problems(name)[0]


def test_a_limit_that_there_is_none_is_told(folder: Folder) -> None:
    (problem,) = problems(folder("corpus: {limits: {bytes: 1}}", a=GOOD))
    assert "sources.yaml:1" in problem
    assert "bytes" in problem


@pytest.mark.parametrize(
    "corpus",
    ["limits: {file_bytes: 0}", "limits: {corpus_bytes: 99999999999999999999}", "years: [0, 99999]"],
)
def test_a_number_that_cannot_be_meant_is_told_with_its_line(folder: Folder, corpus: str) -> None:
    (problem, *_) = problems(folder(f"corpus:\n  {{{corpus}}}", a=GOOD))
    assert "sources.yaml:2" in problem


def test_a_name_that_is_no_utf_8_is_rejected(folder: Folder) -> None:
    place = folder(b=GOOD)
    try:
        (place / os.fsdecode(b"K\xf6ln.txt")).write_bytes(GOOD)
    except OSError:
        pytest.skip("this file system takes no such name")
    wanted = (r"K\xf6ln.txt", None, "The file's name is not UTF-8.", "Rename the file.")
    assert rejected(place) == wanted


def test_a_file_without_a_name_is_rejected(folder: Folder) -> None:
    place = folder(b=GOOD)
    (place / ".txt").write_bytes(GOOD + b"Other.")
    assert rejected(place)[2] == "The file has no name before its ending."


@pytest.mark.parametrize("name", [".round.txt", "._a.TXT"])
def test_a_hidden_text_is_rejected_and_told(folder: Folder, name: str) -> None:
    place = folder(b=GOOD)
    (place / name).write_bytes(GOOD + b"Other.")
    problem = "The file is hidden: its name begins with a dot, and no list of the texts would show it."
    assert rejected(place) == (name, None, problem, "Rename it, or move it out of the folder.")
    assert seeds.read(place).texts["path"].to_list() == ["b.txt"]
    with pytest.raises(SeedError, match=r"The file is hidden: "):
        seeds.add(folder(c=GOOD), place / name)


@pytest.mark.parametrize(("name", "is_read"), [("é" * 125, True), ("é" * 125 + "x", False)])
def test_a_name_leaves_room_for_that_of_its_reading(folder: Folder, name: str, is_read: bool) -> None:
    place = folder(**{name: GOOD})
    if is_read:
        (place / f"{name}.yaml").touch()
        (place / f"{name}.yaml").unlink()
        assert seeds.read(place).rejects.is_empty()
    else:
        wanted = "The file's name has more than 254 bytes: that of its reading would be too long."
        assert rejected(folder(**{name: GOOD, "b": GOOD + b"Other."}))[2:] == (wanted, "Rename the file.")


@pytest.mark.parametrize("name", ["README.md", "known_events.yaml", ".keep"])
def test_files_that_belong_beside_the_texts_are_left_alone(folder: Folder, name: str) -> None:
    place = folder(a=GOOD)
    (place / name).write_text("[]\n")
    assert seeds.read(place).rejects.is_empty()


@pytest.mark.parametrize("name", ["report.pdf", "notes.md", "more"])
def test_anything_else_is_told(folder: Folder, name: str) -> None:
    place = folder(a=GOOD)
    (place / name).mkdir() if name == "more" else (place / name).write_text("x")
    assert rejected(place)[:3] == (name, None, "This is no text: only files named *.txt are read.")


def test_an_empty_folder_is_refused(folder: Folder) -> None:
    place = folder()
    wanted = f"{place}: The folder holds no text. Put the texts there, as UTF-8 files named *.txt."
    assert problems(place) == [wanted]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"There is no such folder\. Name the folder that holds the texts\."):
        seeds.read(tmp_path / "nowhere")


def test_a_folder_of_rejects_is_refused_with_each_of_them(folder: Folder) -> None:
    with pytest.raises(SeedError) as refusal:
        seeds.usable(folder(a=b"\xff", b=b""))
    assert [problem.problem for problem in refusal.value.problems] == [
        "Byte 0 (0xff) is not UTF-8.",
        "The file holds no words.",
    ]


@pytest.mark.parametrize(
    ("register", "message"),
    [
        (
            "sources:\n  - file: a.txt\n    sha256: {sha}\n    publsher: nCa\n",
            "sources.yaml:4: The key 'publsher' is not known here. Did you mean 'publisher'?",
        ),
        ("sources:\n  - file: a.txt\n", "sources.yaml:2: The key 'sha256' is missing. Add it."),
        (
            "sources:\n  - file: a.txt\n    sha256: {sha}\n    published: soon\n",
            "sources.yaml:4: `published` of a.txt: this should be a day, such as 2025-06-19 "
            "(found: 'soon'). Correct the value.",
        ),
        (
            "sources:\n  - file: a.txt\n    file: b.txt\n    sha256: {sha}\n",
            "sources.yaml:3: The key 'file' is given twice. Keep one of them.",
        ),
        (
            "sources:\n  - {{file: a.txt, sha256: {sha}}}\n  - {{file: a.txt, sha256: {sha}}}\n",
            "sources.yaml:3: a.txt is registered twice (first in line 2). Keep one of the entries.",
        ),
        (
            "corpus:\n  years: [2025, 2020]\n",
            "sources.yaml:1: `corpus`: the first year comes after the last "
            "(found: {{years: [2025, 2020]}}). Correct the value.",
        ),
        (
            "corpus:\n  years: [2025]\n",
            "sources.yaml:2: There is no second value in `years` of `corpus`. Add it.",
        ),
        (
            "corpus:\n  years: [2024, 2025, 26]\n",
            "sources.yaml:2: `years` of `corpus`: this should be 2 values, not 3 (found: [2024, 2025, 26]). "
            "Correct the value.",
        ),
        (
            "corpus:\n  years: [x, 2025]\n",
            "sources.yaml:2: The first of `years` of `corpus`: this should be a whole number (found: 'x'). "
            "Correct the value.",
        ),
        (
            "corpus:\n  title: ''\n",
            "sources.yaml:2: `title` of `corpus`: this should not be empty (found: ''). Correct the value.",
        ),
        (
            "corpus:\n  title: 2025-01-01\n",
            "sources.yaml:2: `title` of `corpus`: this should be text; put it into quotation marks "
            "(found: 2025-01-01). Correct the value.",
        ),
        (
            "corpus:\n  state: ZZZ\n",
            "sources.yaml:2: `state` of `corpus`: ZZZ is no ISO 3166-1 alpha-3 code (found: 'ZZZ'). "
            "Correct the value.",
        ),
        (
            "sources:\n  - {{file: a.txt, sha256: {sha}}}\n  - {{sha256: {sha}, file: b, language: zz}}\n",
            "sources.yaml:3: `language` of b: zz is no ISO 639-1 code (found: 'zz'). Correct the value.",
        ),
        (
            "sources:\n  - words\n",
            "sources.yaml:2: The first of `sources`: this should be `key: value` lines (found: 'words'). "
            "Correct the value.",
        ),
        ("corpus: {{1: a}}\n", "sources.yaml:1: The key 1 is no text. Put it into quotation marks."),
        ("corpus:\n\ttitle: a\n", "sources.yaml:2: A tab stands where YAML wants spaces. Put spaces there."),
        ("corpus:\n  title: a\0\n", "sources.yaml:2: The sign U+0000 has no place in YAML. Take it out."),
        (
            "sources:\n  - file: [\n",
            "sources.yaml:3: This is not valid YAML: did not find expected node content. Correct the file.",
        ),
    ],
)
def test_a_slip_in_the_register_is_told_with_its_line(folder: Folder, register: str, message: str) -> None:
    sha = "a" * 64
    assert problems(folder(register.format(sha=sha), a=GOOD)) == [message.format(sha=sha)]


REGISTER = """# What is known.
corpus:
  cutoff: 2025-06-19 # the last day

sources:
  - file: a.txt # the first
    sha256: {sha}
    note: It has
      two lines.
# the end
"""


def test_adding_a_text_keeps_the_registers_comments_and_order(folder: Folder, tmp_path: Path) -> None:
    before = REGISTER.format(sha=hashlib.sha256(GOOD).hexdigest())
    place = folder(before, a=GOOD)
    new = tmp_path / "b.txt"
    new.write_bytes(GOOD + b"More.")
    added, line = seeds.add(place, new, publisher="Ýol: no", published=date(2025, 1, 2))
    assert (added.read_bytes(), line) == (new.read_bytes(), 11)
    after = (place / "sources.yaml").read_text(encoding="utf-8")
    entry = after.replace(before.removesuffix("# the end\n"), "").removesuffix("# the end\n")
    assert entry == (
        f"\n  - file: b.txt\n    sha256: {hashlib.sha256(new.read_bytes()).hexdigest()}\n"
        "    publisher: 'Ýol: no'\n    account: null\n    published: 2025-01-02\n"
        "    title: null\n    url: null\n    note: null\n"
    )
    assert seeds.read(place).sources["publisher"].to_list() == [None, "Ýol: no"]


@pytest.mark.parametrize("register", [None, "", "sources: []\n", "sources:\n", "corpus:\n  state: TKM\n"])
def test_adding_a_first_text_begins_the_list(folder: Folder, tmp_path: Path, register: str | None) -> None:
    place = folder(register)
    new = tmp_path / "b.txt"
    new.write_bytes(GOOD)
    seeds.add(place, new, publisher="nCa")
    assert seeds.read(place).sources["publisher"].to_list() == ["nCa"]


def test_a_text_is_added_in_the_line_ends_of_the_register(folder: Folder, tmp_path: Path) -> None:
    place = folder(one=GOOD)
    (place / "sources.yaml").write_bytes(b"corpus:\r\n  title: T\r\nsources: []\r\n")
    (tmp_path / "b.txt").write_bytes(GOOD + b" And more.")
    seeds.add(place, tmp_path / "b.txt", title="B")
    written = (place / "sources.yaml").read_bytes()
    assert written.count(b"\r\n") == written.count(b"\n") > 3


def test_a_text_is_added_by_a_link_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(GOOD)
    (tmp_path / "b.txt").symlink_to(tmp_path / "given")
    added, _ = seeds.add(tmp_path / "new" / "texts", tmp_path / "b.txt")
    assert (added.read_bytes(), added.is_symlink()) == (GOOD, False)


def test_a_text_beyond_the_limits_of_the_folder_is_not_added(folder: Folder, tmp_path: Path) -> None:
    place, new = folder("corpus: {limits: {file_bytes: 20}}", a=GOOD), tmp_path / "b.txt"
    new.write_bytes(GOOD * 2)
    with pytest.raises(SeedError) as refusal:
        seeds.add(place, new)
    assert str(refusal.value).startswith(f"{new}: The file has 30 bytes, more than 20.")


def test_a_text_that_lies_in_the_folder_is_only_registered(folder: Folder) -> None:
    place = folder(a=GOOD)
    seeds.add(place, place / "a.txt", publisher="nCa")
    assert seeds.read(place).sources["publisher"].to_list() == ["nCa"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", GOOD + b"More.", "Another text is there already as a.txt. Nothing was added."),
        ("b.txt", GOOD, "The text is there already, byte for byte, as a.txt. Nothing was added."),
        ("b.txt", b"\xff", "Byte 0 (0xff) is not UTF-8."),
        ("b.txt", b" ", "The file holds no words."),
        ("a:b.txt", b"Text.", "Windows can hold no file of this name."),
        ("Con.txt", b"Text.", "Windows can hold no file of this name."),
        ("b.md", b"Text.", "The file is not named *.txt. Rename it."),
    ],
)
def test_what_cannot_be_added_is_refused(
    folder: Folder, tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    place = folder(a=GOOD)
    new = tmp_path / name
    new.write_bytes(data)
    with pytest.raises(SeedError) as refusal:
        seeds.add(place, new)
    assert message in str(refusal.value)
    assert sorted(path.name for path in place.iterdir()) == ["a.txt"]


def test_a_registered_text_is_not_added_again(folder: Folder) -> None:
    place = folder(a=GOOD)
    seeds.add(place, place / "a.txt")
    with pytest.raises(SeedError, match=r"in line 4 of sources\.yaml\. Nothing was added\.$"):
        seeds.add(place, place / "a.txt")


def test_what_is_known_must_be_of_its_form(folder: Folder, tmp_path: Path) -> None:
    new = tmp_path / "b.txt"
    new.write_bytes(GOOD)
    with pytest.raises(UsageError, match="--url: this is not of the form"):
        seeds.add(folder(), new, url="nowhere")


def test_a_register_that_holds_itself_is_told_with_its_line(folder: Folder) -> None:
    assert problems(folder("sources: &a\n  - *a\n", a=GOOD)) == [
        "sources.yaml:1: A value holds itself. Write it out."
    ]


@pytest.mark.parametrize(("one", "other"), [("N", "n"), ("Stra\u00dfe", "STRASSE"), ("\u00fd", "y\u0301")])
def test_of_two_names_that_differ_in_case_or_accents_one_is_rejected(
    folder: Folder, one: str, other: str
) -> None:
    place = folder(**{one: GOOD, other: GOOD + b"Other."})
    path, _, problem, remedy = rejected(place)
    kept = one if path == f"{other}.txt" else other
    assert problem == f"{seeds.SAME_NAME} {kept}.txt."
    assert remedy == "Rename one of the two."


def test_a_text_named_as_another_but_for_case_is_not_added(folder: Folder, tmp_path: Path) -> None:
    place = folder(n=GOOD)
    (tmp_path / "N.txt").write_bytes(GOOD + b"Other.")
    with pytest.raises(SeedError) as refusal:
        seeds.add(place, tmp_path / "N.txt")
    assert str(refusal.value).endswith(
        "differs only in its ending, case or way of writing accents from n.txt. "
        "Rename the file; nothing was added."
    )
    assert files.texts(place) == ["n.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        f"sources: {'[' * 3000}{']' * 3000}\n",
        "- " * 100_000,
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 3000)),
    ],
    ids=["aliases of aliases", "brackets in brackets", "lists in lists", "aliases in a row"],
)
def test_a_register_that_would_never_be_read_is_refused_with_its_line(folder: Folder, text: str) -> None:
    (told,) = problems(folder(text, a=GOOD))
    assert re.fullmatch(
        r"sources.yaml:\d+: (Values are nested too deep here. Write it flatter."
        r"|Its aliases stand for too many values. Write out what is meant.)",
        told,
    )
