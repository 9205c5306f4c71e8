"""Sentences made by hand, one a document."""

from __future__ import annotations

import polars as pl

from dialogues.dataset import schemas


def sentences(*texts: str, role: str = "body") -> pl.DataFrame:
    """Each text as the only sentence of a document ``d0``, ``d1`` ... (schemas.Sentences)."""
    rows = [
        (f"d{place}.s0", f"d{place}", 0, 0, len(text), text, role, False) for place, text in enumerate(texts)
    ]
    return pl.DataFrame(rows, schema=schemas.empty(schemas.Sentences).schema, orient="row")
