"""Add: an article, the address of its page or a file; its way through the stages, and then the article with quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.search.page.forms import form_body, upload_body
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.page.uploads import SUFFIXES, lines_of
from services.search.parameters import NoParameters, VersionParameter
from shared.errors import Refused

BODIES = [form_body("/add"), upload_body("/add/file")]
FIELDS = ("title", "body", "source", "url", "published_at")
STAGES = (
    ("accepted", "Accepted"),
    ("preparing", "Fetching its page"),
    ("annotating", "Reading"),
    ("indexing", "Filing"),
    ("indexed", "Searchable"),
)


_SHOWN = ("indexed", "superseded", "merged")
"""States in which there is an article to be looked at."""


def add(router: APIRouter, site: Site) -> None:
    """Add the form and the page that follows an article."""

    def form(request: Request, fields: Mapping[str, str], wrong: str = "", status: int = 200) -> Response:
        visitor, token = site.forms.token(request)
        values = {name: fields.get(name, "") for name in FIELDS}
        return site.forms.remember(
            site.page(request, "add.html", status, values=values, wrong=wrong, token=token, suffixes=SUFFIXES),
            visitor,
        )

    @router.get("/add", dependencies=[read(NoParameters)])
    def get_add(request: Request) -> Response:
        return form(request, {})

    @router.post("/add")
    async def post_add(request: Request) -> Response:
        fields = await site.forms.read(request)
        article = {name: fields[name] for name in FIELDS if fields.get(name, "").strip()}
        if set(article) != {"url"}:  # an address alone is fetched
            article.setdefault("title", "")
        try:
            accepted = await run_in_threadpool(site.ingest.add, article)
        except Refused as refusal:
            return await run_in_threadpool(form, request, fields, refusal.detail, 422)
        return RedirectResponse(f"/add/{accepted['id']}?version={accepted['version']}", 303)

    @router.post("/add/file")
    async def post_file(request: Request) -> Response:
        upload = await site.forms.read_upload(request)
        try:
            results = await run_in_threadpool(lambda: list(site.ingest.add_all(lines_of(upload))))
        except Refused as refusal:
            return await run_in_threadpool(form, request, {}, refusal.detail, 422)
        accepted = [each for each in results if each["outcome"] != "refused"]
        if len(results) == len(accepted) == 1:
            return RedirectResponse(f"/add/{accepted[0]['id']}?version={accepted[0]['version']}", 303)
        refused = [each for each in results if each["outcome"] == "refused"]
        outcomes = Counter(each["outcome"] for each in accepted)
        return await run_in_threadpool(
            lambda: site.page(
                request, "added.html", name=upload.name, outcomes=outcomes, accepted=accepted, refused=refused
            )
        )

    @router.get("/add/{id}")
    def get_progress(
        request: Request,
        id: Annotated[str, Path(pattern=r"^[a-z2-7]{20}$")],
        parameters: Annotated[VersionParameter, read(VersionParameter)],
    ) -> Response:
        receipt = site.ingest.receipt(id, parameters.version)
        state = receipt["state"]
        article = receipt.get("into") or id
        if state in _SHOWN and "hx-request" not in request.headers:
            return RedirectResponse(f"/articles/{article}", 303)
        stages = [stage for stage in STAGES if stage[0] != "preparing" or "preparing" in receipt["times"]]
        page = site.page(request, "progress.html", receipt=receipt, stages=stages, id=id)
        if state in _SHOWN:
            page.headers["HX-Redirect"] = f"/articles/{article}"
        return page
