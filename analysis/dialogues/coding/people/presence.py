"""Whether people were there and whether they led, by the words that stand with their names in a shape.

The symbols are those of :mod:`tokens`.
"""

from __future__ import annotations

import polars as pl

from dialogues.coding.people.persons import TALK

_TALK = rf"[{TALK}]*"
_ON = r"(?:[pq]d?[SDOBCl]{0,3}K)?"  # "on the X side"
_LED_UNDER = r"[KM][^.;:]{0,20}L|[KM][^.;:]{0,120},L|Ku"  # a delegation or meeting under (the leadership of)
_LED_LIST = (
    r"[yc]d?l?[KM][we]|^[yc]d?[CSDOBl]*[KM],|[GF]od?K:"  # leading the sides were; chairing the talks, X
)
_LEADING = rf"{_LED_UNDER}|{_LED_LIST}|K[:-]"
_INSET = rf"(?:{_ON}[rf,]?|,[^,.;:]{{1,12}},|[pq][dfwMCl]{{1,4}})"  # "headed, as before, by"
_LED_BY = rf"(?:g|{_LEADING}|[ycz]{_INSET}b|K[-,]?b|h[dWOSDBKClf]{{0,6}}[aw]?|(?:^|,)u[^.;:]*){_TALK}$"
# The name, its functions and who else is the subject: "A. Person, judge of the court, and the staff"
_SUBJECT = rf"^(?:[{TALK}]|,m*[^,.;:vVyaecxmbz]{{1,12}},)*(?:&[^,.;:vVyaecxmbz]{{1,12}})?W?[rwj]{{0,2}}"
_LEADS = rf"{_SUBJECT}(?:c|[yz][dfwlCADSOBoq]{{0,6}}[KMS]|yq)|^{_TALK}h"
_WHOSE = r"(?:[SDOB]+[Cl]?K|K[oq]d?[SDOB]+)"
_GAPPED = (rf"[yc]d?{_WHOSE},?[&w]{_TALK}$", rf"^[{TALK}]*,d{_WHOSE}[.,;]")  # headed X's side, and he Y's
_ABSENT = rf"x{_TALK}$"
_IS_ABSENT = rf"^{_TALK}W?[rw]{{0,2}}x|^(?:,[^,.;&SDO]{{1,12}},|,)?[rwx]{{0,2}}zb|^,[^.;:&vVaN]*,x"
_FOR_A_PERSON = r"^[^KMSDO.;:]*zb"  # "A. Person was represented by": of whom no side is named
_JOINS = rf"G.*[&r]{_TALK}$"  # "officials of the ministry, as well as A. Person"
_ALSO = rf"^[{TALK}]*W?w{{0,2}}(?:r+w{{0,2}}a|aw?r)"  # "A. Person also took part"
_IN_PLACE_OF = (rf",m+{_TALK}$", r"^[^,.;:yczvVaem]*,")  # ", instead of A. Person,"
_ONLY_NAMED = rf"(?:[mL]:?{_TALK}|n:?[{TALK.replace(',', '')}]*)$"  # "on behalf of Norway, X" was there
_ELSEWHERE = (  # "which in 2022 was headed by"; "results of the dialogue, which was chaired by"
    r"(?:E|J|Wp#|o#[wea])[^.;:,&vV]*$|E[^.;:vV]*M[^.;:vV]*[yc]b[^.;:,&vV]*$"
)
_IS_ELSEWHERE = rf"^{_TALK}W?[rw]{{0,3}}(?:[yc]d?)?E"
_TAKES_PART = rf"{_SUBJECT}(?:[yczvVahem]|:)"
_TOOK_PART = (
    r"(?:[yczvaem][r,]?b[dwj]{0,2}|K[-,]?b|[vaczg]|\"V|h[dWOSDBKClf]{0,6}[aw]?|[ai](?:W|[we])?|:)"
    + rf"{_TALK}$"
)


def find(names: pl.DataFrame) -> pl.DataFrame:
    """Add ``leads``, ``joins`` and ``presence`` (schemas.PRESENCES, null where nothing is said) to names.

    Who joins is named last among people who have no names, or was there "also".

    Parameters
    ----------
    names
        What persons.find gives, with ``owns`` (the name is a genitive), ``party`` (the side for which it
        stands in the sentence) and ``is_background``.
    """
    before, after = pl.col("before"), pl.col("after")
    stands_in = (pl.col("since") > 0) & before.str.contains(_FOR_A_PERSON)
    led = before.str.contains(_LED_BY) | (before.str.contains(_GAPPED[0]) & after.str.contains(_GAPPED[1]))
    led &= ~stands_in
    in_place = before.str.contains(_IN_PLACE_OF[0]) & after.str.contains(_IN_PLACE_OF[1])
    elsewhere = before.str.contains(_ELSEWHERE) | after.str.contains(_IS_ELSEWHERE)
    with_the_last = pl.col("chained") & before.str.contains("&", literal=True)
    took_part = (
        before.str.contains(_TOOK_PART) | after.str.contains(_TAKES_PART) | pl.col("party").is_not_null()
    )
    return (
        names.with_columns(led=led, elsewhere=elsewhere, chain=(~with_the_last).cum_sum())
        .with_columns(
            joins=(before.str.contains(_JOINS) & pl.col("place").is_null()) | after.str.contains(_ALSO),
            leads=pl.col("led").any().over("sentence_id", "chain")
            | (after.str.contains(_LEADS) & ~in_place)
            | pl.col("heads").fill_null(value=False),
            took_part=took_part.any().over("sentence_id", "chain"),
        )
        .with_columns(
            presence=pl.when(before.str.contains(_ABSENT) | after.str.contains(_IS_ABSENT))
            .then(pl.lit("absent"))
            .when(
                in_place
                | pl.col("is_background")
                | pl.col("owns")
                | (before.str.contains(_ONLY_NAMED) & ~pl.col("led") & ~after.str.contains(_LEADS))
                | pl.col("elsewhere").any().over("sentence_id", "chain")
            )
            .then(pl.lit("named"))
            .when(pl.col("took_part") | pl.col("leads"))
            .then(pl.lit("took_part"))
        )
        .drop("led", "elsewhere", "chain", "took_part")
    )
