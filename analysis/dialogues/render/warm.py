"""Imported by a fresh kernel while the dataset is being built: what every notebook will need is ready."""

import altair  # noqa: F401 - imported for the time it takes
import polars  # noqa: F401 - imported for the time it takes
import vl_convert

vl_convert.vegalite_to_svg({"data": {"values": [{}]}, "mark": "point"})
