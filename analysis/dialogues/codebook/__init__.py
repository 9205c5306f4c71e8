"""The codebook: how texts are read, as an analyst wrote it in YAML."""

from dialogues.codebook.loading import Codebook, known_events, load

__all__ = ["Codebook", "known_events", "load"]
