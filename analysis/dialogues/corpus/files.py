"""Open the files of a folder of texts: each is read as bytes within limits, or refused with a reason."""

from __future__ import annotations

import errno
import os
import re
import shlex
from dataclasses import dataclass
from html import entities
from pathlib import Path
from typing import Annotated

import charset_normalizer
from pydantic import Field

from dialogues.base import opening, signs, system
from dialogues.base.errors import Problem

LONGEST_NAME = 255 - len(".yaml") + len(".txt")  # bytes; a reading is called as its text
LEFT_ALONE = re.compile(r"\.|README|sources\.yaml\Z|known_events\.yaml\Z")  # beside the texts on purpose
# Bytes that another encoding seldom has: too long a form of a character, half of a pair, a character cut off.
DAMAGED = re.compile(rb"[\xc0\xc1\xe0-\xf7][\x80-\xbf]|[\xc2-\xf4][\x80-\xbf]*\Z")
# A tag that closes, or has a value or a slash in it; a tag of a page; a sign written by its name.
MARKUP = re.compile(
    r"</[a-z][a-z0-9]{0,9}>|<[a-z][a-z0-9]{0,9}(?:\s[^<>\n]{0,300}=[^<>\n]{0,300}|\s?/)>"
    r"|<(?:!doctype|\?xml|html|head|body|div|span|p|br|li|ul|h[1-6])(?:\s[^<>\n]{0,300})?>"
    rf"|&(?:#\d{{2,6}}|#x[0-9a-f]{{2,6}}|{'|'.join(sorted(entities.name2codepoint))});",
    re.IGNORECASE,
)
MOJIBAKE = re.compile(  # UTF-8 or Cyrillic read as another encoding; what an e-mail is sent as
    "[ÃÂÐÑ][\u0080-\u00bf]|â€[\u0080-\u00bf™œ“”¢¦˜š¹ž]|ï»¿|[À-ÖØ-öø-ÿ]{5,}|(?:=[89A-F][0-9A-F]){2,}"
)
_MAY_BE_MOJIBAKE = re.compile("[À-ÿ=]")  # begins whatever MOJIBAKE finds, and is found quickly
SIGNATURES = {  # how files begin that are no text, whatever their names
    b"%PDF-": "a PDF file",
    b"{\\rtf": "an RTF file",
    b"PK\3\4": "a Word, Excel or OpenDocument file, or an archive",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
MARKS = {b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
UNMARKED = ("UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE")  # the longer first: it seldom fits by chance
CODE_PAGES = {  # what pages of this field are saved in: Python's name -> the name iconv knows
    "cp1252": "WINDOWS-1252",
    "cp1250": "WINDOWS-1250",
    "cp1251": "WINDOWS-1251",
    "cp1254": "WINDOWS-1254",
    "cp1256": "WINDOWS-1256",
    "koi8_r": "KOI8-R",
    "gb18030": "GB18030",
}
NEAR = 0.1  # of charset_normalizer's coherence: two encodings that are told apart by less are both named


Size = Annotated[int, Field(ge=1, le=2**40, strict=True)]  # what a machine can hold


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read; sources.yaml can set others (``corpus: {limits: …}``).

    Attributes
    ----------
    file_bytes, corpus_bytes
        Size of one file and of all together, in bytes.
    line_characters
        Length of one line, in Unicode code points.
    """

    file_bytes: Size = 5_000_000
    line_characters: Size = 500_000
    corpus_bytes: Size = 200_000_000


def texts(folder: Path) -> list[str]:
    """The names of what is called as a text in ``folder``, hidden files too, in order."""
    return sorted(path.name for path in folder.iterdir() if _is_text(path.name))


def strangers(folder: Path) -> list[Problem]:
    """What lies in ``folder`` and is neither a text nor there on purpose, one problem each."""
    return [
        Problem(
            "This is no text: only files named *.txt are read.",
            "Save it as a UTF-8 file named *.txt, or move it out of the folder.",
            written(name),
        )
        for name in sorted(path.name for path in folder.iterdir())
        if not _is_text(name) and not LEFT_ALONE.match(name)
    ]


def written(name: str) -> str:
    """A file's name in characters that can be shown; bytes that are no UTF-8, and controls, as escapes."""
    return signs.line(os.fsencode(name).decode("utf-8", "backslashreplace"))


def contents(path: Path, limits: Limits, *, follow: bool = False) -> bytes | Problem:
    """The bytes of a regular file; links (unless ``follow``), devices, pipes and folders are never opened."""
    name = written(path.name)
    refusal = _unopenable(path, name, limits, follow=follow)
    if refusal is not None:
        return refusal
    try:
        with opening.opened(path, follow=follow) as file:
            before = os.fstat(file.fileno())
            data = file.read(limits.file_bytes + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        return _failed(error, name)
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(data)):
        return Problem("The file changed while it was read.", "Run the command again.", name)
    return data


def decoded(name: str, data: bytes, limits: Limits) -> str | Problem:
    """The text of ``data`` as strict UTF-8, or why it is none and how to make it so."""
    kind = next((kind for begin, kind in SIGNATURES.items() if data.startswith(begin)), None)
    if kind is not None:
        return Problem(f"This is {kind}, not text.", "Save its words as a UTF-8 file named *.txt.", name)
    marked = next((encoding for mark, encoding in MARKS.items() if data.startswith(mark)), None)
    if marked is not None:
        return Problem(f"The file is {marked}, not UTF-8.", _convert(name, marked), name, 1)
    if b"\0" in data:
        return _with_nul(name, data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(name, data, error)
    found = MARKUP.search(text) if "<" in text or "&" in text else None
    if found is not None:
        problem = f"The line holds markup ({found[0][:20]}): this is a page's source, not its text."
        return Problem(problem, "Save the page as plain text.", name, text.count("\n", 0, found.start()) + 1)
    may_be_mojibake = "=" in text if text.isascii() else _MAY_BE_MOJIBAKE.search(text)
    found = MOJIBAKE.search(text) if may_be_mojibake else None
    if found is not None:
        problem = f"The line has signs of a text that was decoded wrongly ({found[0]})."
        remedy = "Save it anew from its source, as UTF-8."
        return Problem(problem, remedy, name, text.count("\n", 0, found.start()) + 1)
    long = next(
        (n for n, line in enumerate(text.splitlines(), 1) if len(line) > limits.line_characters), None
    )
    if long is not None:
        return Problem(
            f"The line has more than {limits.line_characters:,} characters.",
            "Break it into paragraphs, or raise line_characters under corpus: limits: in sources.yaml.",
            name,
            long,
        )
    return text


def _is_text(name: str) -> bool:
    return name.lower().endswith(".txt")


def _unopenable(path: Path, name: str, limits: Limits, *, follow: bool) -> Problem | None:
    """Why the file at ``path`` is not to be opened."""
    if name != path.name:
        is_text = not signs.LONELY.search(path.name)
        what = "holds a control or a mark of direction" if is_text else "is not UTF-8"
        return Problem(f"The file's name {what}.", "Rename the file.", name)
    if len(name) == len(".txt"):
        return Problem("The file has no name before its ending.", "Rename the file.", name)
    if name.startswith("."):
        problem = "The file is hidden: its name begins with a dot, and no list of the texts would show it."
        return Problem(problem, "Rename it, or move it out of the folder.", name)
    if len(os.fsencode(name)) > LONGEST_NAME:
        problem = (
            f"The file's name has more than {LONGEST_NAME} bytes: that of its reading would be too long."
        )
        return Problem(problem, "Rename the file.", name)
    try:
        found = path.stat(follow_symlinks=follow)
    except OSError as error:
        return _failed(error, name)
    refusal = opening.refused(found.st_mode)
    if refusal is not None:
        return Problem(*refusal, name)
    if found.st_size > limits.file_bytes:
        return Problem(
            f"The file has {found.st_size:,} bytes, more than {limits.file_bytes:,}.",
            "Cut it to the report, or raise file_bytes under corpus: limits: in sources.yaml.",
            name,
        )
    return None


def _failed(error: OSError, name: str) -> Problem:
    if error.errno == errno.ELOOP:
        return Problem(*opening.LINK, name)
    reason = error.strerror or "no reason was given"
    return Problem(f"The file cannot be read ({reason}).", system.remedy(error), name)


def _with_nul(name: str, data: bytes) -> Problem:
    """What a file with NUL bytes is: in an encoding of two or four bytes a character, or no text."""
    for encoding in UNMARKED:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and 20 * text.count(" ") >= len(text):
            return Problem(f"The file is {encoding}, not UTF-8.", _convert(name, encoding), name, 1)
    nul = data.index(b"\0")
    problem = f"Byte {nul} is a NUL, which no text holds."
    return Problem(problem, "Save the words as UTF-8; this may be no text at all.", name, _line(data, nul))


def _not_utf8(name: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    """Where ``data`` is no UTF-8, and what it probably is: damaged UTF-8, or one or two code pages."""
    problem = f"Byte {error.start} (0x{data[error.start]:02x}) is not UTF-8."
    likely = _likely(data)
    remedy = _convert(name, likely[0])
    if DAMAGED.match(data, error.start):
        remedy = (
            "If it is UTF-8 with a character damaged or cut off, take the text from its source again; "
            f"else {remedy[0].lower()}{remedy[1:]}"
        )
    if len(likely) > 1:
        remedy += f" It may also be {likely[1]}: look at the letters with accents afterwards."
    return Problem(problem, remedy, name, _line(data, error.start))


def _likely(data: bytes) -> list[str]:
    """The one or two encodings that ``data`` is most probably in, the likeliest first."""
    found = charset_normalizer.from_bytes(data[:100_000], cp_isolation=list(CODE_PAGES))
    matches = [match for match in found if match.encoding in CODE_PAGES]
    if not matches or matches[0].coherence == 0:  # too few letters to tell
        return ["WINDOWS-1252"]
    best = matches[0]
    near = [
        match.encoding
        for match in matches
        if match.chaos <= best.chaos and match.coherence >= best.coherence - NEAR
    ]
    near.sort(key=lambda encoding: (encoding != "cp1252", list(CODE_PAGES).index(encoding)))
    return [CODE_PAGES[encoding] for encoding in near[:2]]


def _convert(name: str, encoding: str) -> str:
    beside = shlex.quote(f"{name.removesuffix('.txt')}.utf8.txt")
    given = f"./{name}" if name.startswith("-") else name  # else iconv takes it for an option
    command = f"`iconv -f {encoding} -t UTF-8 {shlex.quote(given)} > {beside}`"
    return f"Save the file as UTF-8, for example with {command}."


def _line(data: bytes, offset: int) -> int:
    return data[:offset].count(b"\n") + 1
