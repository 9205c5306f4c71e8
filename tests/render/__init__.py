"""Rendering: what the notebooks may use, what becomes of it, and what is refused."""
