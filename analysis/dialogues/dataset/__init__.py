"""The dataset: the shape of its tables, the rules a row keeps, and its files."""

from dialogues.dataset.tables import Dataset, must_be_ours, ordered, read, read_table, validate, write

__all__ = ["Dataset", "must_be_ours", "ordered", "read", "read_table", "validate", "write"]
