"""Krippendorff's alpha: agreement between coders beyond chance.

K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: nominal data, any number
of observers, missing data.
"""

from __future__ import annotations

import polars as pl


def alpha(codings: pl.DataFrame) -> float | None:
    """Nominal alpha of ``codings``.

    Parameters
    ----------
    codings
        One row per judgement: ``coder``, ``unit``, ``value``; a null value is a judgement not made.

    Returns
    -------
    float or None
        1 is perfect agreement, 0 what chance gives; None where no unit was judged twice or where all
        judgements are the same, so that chance cannot be told from agreement.
    """
    counts = codings.drop_nulls("value").group_by("unit", "value").agg(n=pl.len().cast(pl.Float64))
    pairable = counts.with_columns(m=pl.col("n").sum().over("unit")).filter(pl.col("m") > 1)
    if pairable.is_empty():
        return None
    agreeing = pairable.select((pl.col("n") * (pl.col("n") - 1) / (pl.col("m") - 1)).sum()).item()
    totals = pairable.group_by("value").agg(pl.col("n").sum())["n"]
    everything = float(totals.sum())
    by_chance = float((totals * (totals - 1)).sum())
    expected = everything * (everything - 1) - by_chance
    if expected == 0:
        return None
    observed = everything - float(agreeing)
    return 1 - (everything - 1) * observed / expected
