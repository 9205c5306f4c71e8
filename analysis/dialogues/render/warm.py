"""Imported by a fresh kernel while the dataset is being built: what every notebook will need is ready."""

import altair

import dialogues.writing.brief  # noqa: F401 - imported for the time it takes
from dialogues import figures

figures.svg(
    figures.specification(altair.Chart({"values": [{}]}).mark_point())
)  # the first chart takes longest
