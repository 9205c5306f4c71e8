"""The preview's addresses: its frame, the brief in it, and the stream that says when to look again."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import polars as pl
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from dialogues.brief import annex
from dialogues.render import Prepared
from dialogues.serve.app import Pages
from dialogues.serve.preview import Preview, Shown

BRIDGE = (Path(__file__).parent / "static" / "bridge.js").read_text(encoding="utf-8")
SCRIPTS = re.compile(r"script-src (?P<hashes>[^;]*)")
IN_A_BOX = "sandbox allow-scripts allow-popups; frame-ancestors 'self'"
BEAT = 0.1  # seconds between two looks at what is shown
ALIVE = 100  # looks between two signs that the stream lives


class Frame:
    """Shows a preview."""

    def __init__(self, pages: Pages, preview: Preview) -> None:
        self.pages = pages
        self.preview = preview

    @property
    def routes(self) -> list[Route]:
        """Addresses and what answers them."""
        return [
            Route("/preview", self._frame),
            Route("/preview/brief", self._brief),
            Route("/preview/events", self._events),
        ]

    def _frame(self, _: Request) -> Response:
        self.preview.start()
        return self.pages.show("preview.html")

    def _brief(self, _: Request) -> Response:
        page = self.preview.shown.page
        if page is None:
            return HTMLResponse("<!doctype html><title>Not made yet</title>", headers=_boxed())
        return HTMLResponse(bridged(page, self._places()), headers=_boxed())

    def _places(self) -> dict[str, str]:
        """Anchor of a sentence in the brief -> its address on the reading page."""
        place = Prepared.of(self.preview.project).data / "sentences.parquet"
        sentences = pl.read_parquet(place, columns=["document_id", "sentence_id"], glob=False)
        return {
            annex.anchor(sentence): f"/read/{quote(document)}#{quote(sentence)}"
            for document, sentence in sentences.iter_rows()
        }

    async def _events(self, _: Request) -> Response:
        return StreamingResponse(
            self._told(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    async def _told(self) -> AsyncIterator[str]:
        """What is shown, each time it is something else, until the server ends."""
        seen, beats = -1, 0
        while not self.preview.ending.is_set():
            shown = self.preview.shown
            if shown.number != seen:
                seen, beats = shown.number, 0
                yield f"data: {json.dumps(_as_dict(shown))}\n\n"
            elif beats >= ALIVE:
                beats = 0
                yield ": still here\n\n"
            beats += 1
            await asyncio.sleep(BEAT)


def bridged(page: str, places: dict[str, str]) -> str:
    """The brief with the script that leads to the reading page, which its own policy lets run."""
    allowed = base64.b64encode(hashlib.sha256(BRIDGE.encode()).digest()).decode()
    known = json.dumps(places).replace("<", "\\u003c")
    page = SCRIPTS.sub(
        lambda match: (
            f"script-src {match['hashes'].replace(chr(39) + 'none' + chr(39), '')} 'sha256-{allowed}'"
        ),
        page,
        count=1,
    )
    added = f'<script type="application/json" id="reading-places">{known}</script><script>{BRIDGE}</script>'
    before, found, after = page.rpartition("</body>")
    return f"{before}{added}{found}{after}" if found else page + added


def _boxed() -> dict[str, str]:
    return {"Content-Security-Policy": IN_A_BOX}


def _as_dict(shown: Shown) -> dict[str, object]:
    return {
        "page": shown.page_number,
        "problems": [str(problem) for problem in shown.problems],
        "working": shown.is_working,
        "took": shown.took,
    }
