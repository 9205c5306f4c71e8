"""The way of the data, told once: seeds in, dataset out."""

from __future__ import annotations
