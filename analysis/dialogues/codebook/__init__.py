"""The codebook: how texts are read, as an analyst wrote it in YAML."""

from dialogues.codebook.loading import Codebook, load

__all__ = ["Codebook", "load"]
