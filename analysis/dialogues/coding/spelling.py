"""One spelling for the many ways a name is written in Latin letters."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ş": "sh", "ç": "ch", "ž": "zh", "ñ": "n", "ň": "n", "ə": "a", "ı": "i", "’": ""})
# Transliterations of one Cyrillic or Turkmen letter, in this order: Khadjiev, Khajiev, Hajiyev, Hajiýew.
_SAME = (("dzh", "j"), ("dj", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("w", "v"), ("y", "i"), ("x", "h"))

BARE = {
    letter: bare
    for letter in map(chr, range(0xC0, 0x250))
    if (bare := unicodedata.normalize("NFKD", letter)[0]) != letter and bare.isascii()
}  # a letter with a sign -> without, one character for one


def fold(name: str) -> str:
    """Give lower-case ASCII letters and single spaces; transliterations of one name fall together."""
    plain = name.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.replace("'", "")
    for spelling, same in _SAME:
        plain = plain.replace(spelling, same)
    plain = re.sub(
        r"(?<=[aeou])i(?=e)", "", re.sub(r"([a-z])\1+", r"\1", plain)
    )  # Atayev, Ataev; -mmed-, -med-
    return " ".join(re.findall("[a-z]+", plain.replace("-", "")))


def surname(name: str) -> str:
    """Give the folded last word of a name, or the word in capitals ("OKUDA Shinji")."""
    words = fold(" ".join(_capitals(name)) or name).split()
    return words[-1] if words else ""


def initial(name: str) -> str:
    """Give the folded first letter of a first name, empty where only a surname is given."""
    capitals = _capitals(name)
    first = next((word for word in name.split() if word not in capitals), "")
    words = fold(first if capitals else name).split()
    return words[0][0] if len(words) > (0 if capitals else 1) else ""


def _capitals(name: str) -> list[str]:
    """Words in capitals, where others of the name are not."""
    words = name.split()
    capitals = [word for word in words if len(word) > 1 and "." not in word and word.isupper()]
    return capitals if len(capitals) < len(words) else []


def agree(one: str, other: str) -> bool:
    """Whether two written names can be one person's: same surname, first initials equal or not given."""
    initials = {initial(one), initial(other)} - {""}
    return bool(surname(one)) and surname(one) == surname(other) and len(initials) < 2
