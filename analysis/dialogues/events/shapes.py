"""Sentences as rows of types and words, cut into clauses, with days, places and modes lifted out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.codebook.grammar import Rewrite
from dialogues.codebook.language import NUMBERS, compile_shape

LAST_DATE = r"DATE(\.[0-9]+) $"  # of one of a clause's ``days``: the day, after the words before it
_TOGETHER = 1000  # shapes in one text: what a processor keeps at hand
_OPEN, _SHUT = "\ufdd0", "\ufdd1"  # around a name; they stand in no text: Unicode gives them no meaning
_BLANKS = r"[^\S\n]+"
_EVENED = ((_BLANKS, "  "), ("^ *", " "), (" *$", " "))  # one blank on either side of each token
_SPACED = (
    ("#", " "),  # a tag is read as its words
    (r"[\p{So}\p{Sk}\x{FE0F}\x{200D}]", " "),  # pictures
    (r"""["()\[\],;:!?…/|]""", " ${0} "),
    (rf"\.(\s|$|{_OPEN})", " ${1}"),
    (rf"(^|{_SHUT})'(\s|$)", "${1} 's ${2}"),
    (rf"(^|{_SHUT})-+(\S|$)", "${1} ~ ${2}"),
    (rf"([^\s{_SHUT}])-+($|{_OPEN})", "${1} ~ ${2}"),
    (r"([^\S\n])-+([^\S\n])", "${1} - ${2}"),
    (f"[{_OPEN}{_SHUT}]", "  "),
    *_EVENED,
)  # of what stands between names, before the words of classes take the place of what they stand for
_KEPT = (
    *("at", "by", "with", "between", "from", "during", "under", "through", "within"),
    *("after", "before", "which", "that"),
)
_WORD = r"[a-z'][^ ]*|(?:NAME|TREATY|NUMBER|FUNCTION|RIGHTS)[.0-9]*|ADJ|DET|,"
_TOPIC = rf"(?: (?:on|about|regarding|concerning|THEME) )(?: (?:{_WORD}|\") )+"
_AUDIENCE = rf" for (?: (?:{_WORD}) ){{0,10}}(?: (?:[a-z'][^ ]*|(?:NAME|FUNCTION|PARTY)[.0-9]*) )"
_FOR_MEETING = (
    r" for ((?: (?:[a-z'][^ ]*|ADJ|DET|(?:ORDINAL|PAIR)[.0-9]+) ){0,4} (?:KIND|MEETING|OCCASION)[.0-9]+ )"
)
_GOES_ON = (
    "about|on|in|at|and|with|for|between|by|from|of|to|as|because|after|during|owing|due|since|while|when"
    "|how|what|why"
)
_PLACE = r"(?: (?:CITY|PARTY|COUNTRY|NAME|PAIR)[.0-9]+ )"
_SUNNY = r" [a-z-]{3,}(?:y|al|rn|ng|ed|us|ic|ul|wn) "  # an adjective before a city
_DATELINE = (  # "Ashgabat, 3 June 2024", "(Geneva, 8 May 2018)", "3 June 2024, Oslo"
    rf"^(?: \( )?{_PLACE}{{0,2}}(?: , {_PLACE})?(?: (?:,|\() )?(?: (?:[a-z]+|WEEKDAY[.0-9]+)  , )?"
    r" DATE[.0-9]+ (?: \) )?(?: [,(] )?(?: (?:NAME|PARTY|FUNCTION|CITY)[.0-9]+ )?(?: \) )?$"  # and an agency
)


def make(sentences: pl.DataFrame, names: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per sentence: ``sentence_id, shape``, the names put together by names.yaml."""
    is_next = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    before = pl.when(is_next).then(pl.col("end").shift(1)).otherwise(0)
    pieces = (
        names.join(sentences.select("sentence_id", "plain"), on="sentence_id")
        .sort("sentence_id", "start")
        .with_columns(piece=pl.col("plain").str.slice(before, pl.col("start") - before))
        .with_columns(token=pl.format(f"{{}}{_OPEN}{{}}.{{}}{_SHUT}", _low("piece"), "type", "number"))
    )
    tail = pl.col("plain").last().str.slice(pl.col("end").last())
    named = (
        pieces.group_by("sentence_id", maintain_order=True)
        .agg(pl.col("token").str.join(""), tail=tail)
        .select("sentence_id", shape=pl.concat_str("token", _low("tail")))
    )
    nameless = sentences.join(names, on="sentence_id", how="anti")
    written = pl.concat([named, nameless.select("sentence_id", shape=_low("plain"))])
    words = codebook.words.replacements
    by_class = pl.col("shape").str.replace_many(list(words), list(words.values()), leftmost=True)
    changes = [*_replaced(_SPACED), by_class, *_rewritten(codebook.names, codebook)]
    return once(written, lambda rows: _by_line(rows, changes))


def once(shapes: pl.DataFrame, work: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """Do ``work`` on each ``shape`` once: pages repeat one another. All rows get what it makes of theirs."""
    written = shapes.select(_written="shape", shape="shape").unique(maintain_order=True)
    return (
        shapes.rename({"shape": "_written"})
        .join(work(written), on="_written", maintain_order="left_right")
        .drop("_written")
    )


def _low(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase()


def _replaced(changes: Iterable[tuple[str, str]]) -> Iterator[pl.Expr]:
    """Replace what regular expressions match in ``shape``, each in the lines that the last has left."""
    return (pl.col("shape").str.replace_all(f"(?m){regex}", becomes) for regex, becomes in changes)


def _by_line(shapes: pl.DataFrame, changes: Iterable[pl.Expr]) -> pl.DataFrame:
    """The rows with their ``shape`` changed in texts with a shape a line, which is quicker.

    No match goes over a line's end: a shape begins and ends with one blank, and each token has its own.
    """
    together = pl.int_range(pl.len()) // _TOGETHER
    texts = shapes.group_by(together, maintain_order=True).agg(pl.col("shape").str.join("\n"))
    for change in changes:  # one by one: a plan of all takes longer than the changes
        texts = texts.select(change)
    return shapes.with_columns(texts["shape"].str.split("\n").explode())


def _rewritten(rules: Iterable[Rewrite], codebook: Codebook) -> Iterator[pl.Expr]:
    """Rewrite ``shape`` by the rules of a file of the codebook, in their order."""
    return _replaced(rewriting(rule, codebook) for rule in rules for _ in range(rule.times))


def rewriting(rule: Rewrite, codebook: Codebook) -> tuple[str, str]:
    """The regular expression of a rule, and what takes the place of its matches."""
    types = codebook.types()
    shape = compile_shape(rule.shape, types)
    slots = {"first": shape.slots[:1], "all": shape.slots}.get(rule.by, tuple(rule.by.split("|")))
    return shape.regex, "".join(_filled(word, slots, types) for word in rule.becomes.split())


def _filled(word: str, slots: tuple[str, ...], types: frozenset[str]) -> str:
    """A word of what a rule makes.

    ``{1}`` is a stretch that stays, ``PARTY=STATE+ORG`` a name of the slots that it says, ``PARTY`` one of
    ``slots``; other words stand as they are.
    """
    if word.startswith("{"):
        return f"${{kept{word[1:]}"
    name, is_told, told = word.partition("=")
    given = told.split("+") if is_told else slots if name in types else ()
    return f" {name}{''.join(f'${{{slot}}}' for slot in given if slot)} "


def clauses(shapes: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per clause: ``sentence_id, clause, shape, days, places, modes``.

    ``shape`` is what is left when days, places, modes and what a meeting was about are lifted out; ``days``,
    ``places`` and ``modes`` list what was lifted, each with the word before it.
    """
    return once(shapes, lambda rows: _cut_up(rows, codebook))


def _cut_up(shapes: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    cut = _by_line(shapes, _rewritten(codebook.clauses, codebook))
    shape = pl.col("shape")
    day = rf"(?: [^ |]+ )?(?: [^ |]+ )?(?: DET )?(?: ADJ )? DATE{NUMBERS} "
    held = r"(?:HOLD|HOLD_PRES|TAKE_PLACE|OPEN|CLOSE|(?:KIND|MEETING|OCCASION|DATE|MEET|VISIT)[.0-9]+)"
    place = rf"(?: in (?: DET )?{_SUNNY}|(?: [^ |]+ )?(?: DET )?(?: ADJ )?) CITY{NUMBERS} "
    country = rf" {held}  in (?: DET )? COUNTRY{NUMBERS} "
    town = rf" (?:{held}|PARTY[.0-9]+)  in  NAME{NUMBERS} "
    mode = rf" MODE{NUMBERS} (?:$| [^a-z ]| (?:{_GOES_ON}) )"
    cut_up = (
        cut.with_columns(shape=shape.str.split("|"))
        .with_columns(clause=pl.int_ranges(shape.list.len()))
        .explode("shape", "clause")
        .with_columns(shape=shape.str.strip_chars(" "))
        .with_columns(shape=pl.when(shape == "").then(pl.lit(" ")).otherwise(pl.format(" {} ", "shape")))
        .with_columns(
            days=shape.str.extract_all(day),
            places=shape.str.extract_all(place),
            towns=shape.str.extract_all(town),
            countries=shape.str.extract_all(country),
            modes=shape.str.extract_all(mode),
            whole=shape,
            is_dateline=shape.str.contains(_DATELINE) & (pl.col("clause") == 0),
        )
    )
    return _by_line(cut_up, [*_rewritten(codebook.lifted, codebook), _topics()])


def names_in(rows: pl.DataFrame, numbers: pl.Expr, names: pl.DataFrame) -> pl.DataFrame:
    """Rows with each of the ``names`` whose number ``numbers`` gives, as shapes write it (PARTY.2.5)."""
    return (
        rows.with_columns(number=numbers.str.extract_all(r"\.[0-9]+"))
        .explode("number")
        .drop_nulls("number")
        .with_columns(pl.col("number").str.slice(1).cast(pl.Int64))
        .join(names.drop("document_id", strict=False), on=["sentence_id", "number"], maintain_order="left")
    )


def _topics() -> pl.Expr:
    """Make one word of what a meeting was about."""
    kept = {f" {word} ": f" {word.upper()} " for word in _KEPT}
    back = {new: old for old, new in kept.items()} | {" FOR ": " for "}
    return (
        pl.col("shape")
        .str.replace_many(list(kept), list(kept.values()))
        .str.replace_all(_FOR_MEETING, " FOR ${1}")
        .str.replace_all(_TOPIC, " TOPIC ")
        .str.replace_all(_AUDIENCE, " AUDIENCE ")
        .str.replace_many(list(back), list(back.values()))
        .str.replace_all(" AUDIENCE ", "")
        .str.replace_all(r"(?: TOPIC )+", " TOPIC ")
    )
