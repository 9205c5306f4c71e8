"""What all tests share: property tests try the same examples every time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same_examples", derandomize=True, deadline=None)
settings.load_profile("same_examples")
