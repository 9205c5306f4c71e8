"""What the server answers: the list of texts, one text to read, and the changes of its reading."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from dialogues.base import signs
from dialogues.base.errors import DialoguesError
from dialogues.render.fonts import FACES
from dialogues.render.fonts import folder as font_folder
from dialogues.serve import catalogue, claims, teaching, texts
from dialogues.serve.book import Book, ConflictError
from dialogues.serve.fields import CODED
from dialogues.serve.items import around
from dialogues.serve.marked import paragraphs

HERE = Path(__file__).parent
REFUSED, NOT_THERE, CHANGED = 422, 404, 409


class Pages:
    """The pages on which texts are read."""

    def __init__(self, book: Book, reader: str) -> None:
        self.book = book
        self.reader = reader

    @property
    def routes(self) -> list[Route | Mount]:
        """Addresses and what answers them."""
        return [
            Route("/", self._start),
            Route("/read", self._texts),
            Route("/read/{document_id}", self._text),
            Route("/read/{document_id}/do", self._do, methods=["POST"]),
            Route("/read/{document_id}/teach", self._teach, methods=["POST"]),
            Route("/next/{document_id}", self._next),
            Route("/form.json", self._form),
            Route("/palette.css", self._palette),
            Route("/fonts/{name}", _font),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The pages' templates; whatever is put in is text, never markup."""
        made = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        made.globals["coded"] = CODED
        made.filters["places"] = around
        made.filters["data"] = lambda value: json.dumps(value, default=str, ensure_ascii=False)
        return made

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page made of ``template``."""
        made = self.templates.get_template(template).render(reader=self.reader, **values)
        return HTMLResponse(signs.marked(made), status)

    async def _start(self, _: Request) -> Response:
        return RedirectResponse("/read")

    def _texts(self, _: Request) -> Response:
        return self.show("texts.html", texts=texts.listed(self.book))

    def _text(self, request: Request) -> Response:
        document_id = request.path_params["document_id"]
        if document_id not in self.book.desk.found().documents:
            return self.show("problem.html", NOT_THERE, problems=["There is no such text."])
        claim = request.query_params.get("claim")
        return self.show("read.html", claim=claim, **self.page(document_id))

    def page(self, document_id: str) -> dict[str, Any]:
        """All that the page of one text shows."""
        now = self.book.open(document_id)
        everything = texts.listed(self.book)
        return {
            "document_id": document_id,
            "open": now,
            "sheet": now.sheet,
            "title": now.found.titles[document_id],
            "paragraphs": paragraphs(now.sheet.text, now.found.of("sentences", document_id), now.sheet.items),
            "claims": claims.by_sentence(self.book.project),
            "texts": everything,
            "mine": next(text for text in everything if text.document_id == document_id),
        }

    async def _do(self, request: Request) -> Response:
        asked = await _asked(request)
        return await run_in_threadpool(self._change, request.path_params["document_id"], asked)

    def _change(self, document_id: str, asked: Any) -> Response:
        if not isinstance(asked, dict) or document_id not in self.book.desk.found().documents:
            return JSONResponse({"problems": ["The page asked for something unknown."]}, REFUSED)
        try:
            self.book.change(document_id, asked)
        except ConflictError as conflict:
            now = self.book.open(document_id).draft.opened
            return JSONResponse({"theirs": conflict.theirs, "mine": conflict.mine, "now": now}, CHANGED)
        except DialoguesError as error:
            return JSONResponse({"problems": [str(problem) for problem in error.problems]}, REFUSED)
        return self.show("sheet.html", **self.page(document_id))

    async def _teach(self, request: Request) -> Response:
        return await run_in_threadpool(self._lesson, await _asked(request))

    def _lesson(self, asked: Any) -> Response:
        if not isinstance(asked, dict):
            return JSONResponse({"problems": ["The page asked for something unknown."]}, REFUSED)
        cue = str(asked.get("cue") or asked.get("words") or "")
        found = self.book.desk.found()
        taught = teaching.lesson(self.book.project, found, str(asked.get("key")), cue)
        if asked.get("write"):
            with self.book.alone:
                teaching.write(taught, str(asked.get("hash")))
        return JSONResponse(taught.as_dict())

    def _next(self, request: Request) -> Response:
        chosen = texts.after(texts.listed(self.book), request.path_params["document_id"])
        return RedirectResponse("/read" if chosen is None else f"/read/{chosen}", 303)

    def _form(self, _: Request) -> Response:
        return JSONResponse(catalogue.form(self.book.desk.found()))

    async def _palette(self, _: Request) -> Response:
        return FileResponse(self.book.project.analysis / "theme" / "palette.css", media_type="text/css")


def app(pages: Pages, *more: Route) -> Starlette:
    """The server's application."""
    made = Starlette(routes=[*more, *pages.routes])

    async def refused(request: Request, error: Exception) -> Response:
        problems = error.problems if isinstance(error, DialoguesError) else (error,)
        told = [str(problem) for problem in problems]
        if request.method == "POST":
            return JSONResponse({"problems": told}, REFUSED)
        return pages.show("problem.html", REFUSED, problems=told)

    made.add_exception_handler(DialoguesError, refused)
    return made


async def _asked(request: Request) -> Any:
    """What the page asks for; nothing where that is no JSON, is cut off or has half a sign."""
    try:
        asked = await request.json()
        json.dumps(asked, ensure_ascii=False).encode()
    except (ValueError, RecursionError, ClientDisconnect):
        return None
    return asked


async def _font(request: Request) -> Response:
    """One face of the theme's type family."""
    name = request.path_params["name"]
    if name not in {f"SourceSansPro-{face}.ttf" for face, _, _ in FACES}:
        return Response(status_code=NOT_THERE)
    return FileResponse(font_folder() / name, media_type="font/ttf")
