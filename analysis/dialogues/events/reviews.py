"""Reviews of a state before a body of the UN: the Universal Periodic Review, a treaty body on a report."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook

PEERS = "UN_HRC"  # of the bodies that review, the one of states
LEAD = 4  # sentences of the body in which the reviewing body is named
_B = r"(?-u:\b)"
BODY = rf"(?i){_B}(?:universal periodic review|upr|human rights council|committee){_B}"
REVIEW = (
    rf"(?i){_B}(?:periodic review|upr|reports?|review(?:s|ed)?|consider(?:s|ed|ation)|examin(?:es|ed|ation)"
    rf"|scrutini[sz]ed){_B}"
)
EARLIER = rf"(?i){_B}had{_B}"  # "the committee had considered": told beside something else
BY_PEERS = rf"(?i){_B}(?:universal periodic review|upr|human rights council){_B}"
OF_HOME = (  # a committee of the state itself
    rf"(?i){_B}(?:mejlis|parliament[a-z]*|senate|assembly|state|national|government|ministerial)(?:'s)? "
    rf"(?:[a-z-]+ ){{0,3}}committee{_B}|{_B}committee of the (?:[a-z-]+ ){{0,2}}(?:mejlis|parliament|senate"
    rf"|assembly){_B}"
)


def of_cues() -> pl.Expr:
    """Whether a cue of a kind tells a review: by the body and what it did, or what was put before it."""
    words = pl.col("plain").str.slice(pl.col("at"), pl.col("to") - pl.col("at"))
    return (
        (pl.col("code") == "other")
        & words.str.contains(BODY)
        & words.str.contains(REVIEW)
        & ~words.str.contains(EARLIER)
        & ~pl.col("plain").str.contains(OF_HOME)
    )


def bodies(chosen: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The body that reviewed the state, in each document whose event is a review.

    Parameters
    ----------
    chosen
        The kind of each document's event with ``is_review``, whether it is one.
    named
        Organisations and instruments: ``facet``, ``code``, ``at``, ``to``, the marks of their sentences.

    Returns
    -------
    pl.DataFrame
        One row per document: ``document_id, sentence_id, value, at, to``.
    """
    reviewer = {code.code: code.reviewer for code in codebook.instruments if code.reviewer}
    of_instrument = (pl.col("facet") == "instrument").fill_null(False)
    value = (
        pl.when(of_instrument).then(pl.col("code").replace_strict(reviewer, default=None)).otherwise("code")
    )
    words = pl.col("plain").str.slice(pl.col("at"), pl.col("to") - pl.col("at"))
    reviews = chosen.filter("is_review").select(
        "document_id", told_in="sentence_id", by_peers=words.str.contains(BY_PEERS)
    )
    return (
        named.join(reviews, on="document_id")
        .with_columns(
            value=value, of_instrument=of_instrument, tells=pl.col("sentence_id") == pl.col("told_in")
        )
        .filter(
            pl.col("value").is_in(list(reviewer.values())),
            pl.col("tells") | (pl.col("rank") <= LEAD),
            (pl.col("value") == PEERS) == pl.col("by_peers"),
        )
        .sort(
            ["document_id", "tells", "of_instrument", "position", "at"],
            descending=[False, True, False, False, False],
        )
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "value", "at", "to")
    )
