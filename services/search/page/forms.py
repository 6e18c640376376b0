"""Forms: what a browser sends, a file included, read within limits, and only if it comes from a page of ours.

Three things keep a stranger's page from sending one: the origin has to be ours (:mod:`shared.http.middlewares`), the
cookie is not sent from elsewhere (SameSite), and the form carries a token that only a page of ours could read, which is
signed for this cookie.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from fastapi import Request
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.search.index.port import Index
from shared.errors import Forbidden, Malformed
from shared.http.bodies import Body

MEDIA_TYPE = "application/x-www-form-urlencoded"
UPLOAD_MEDIA_TYPE = "multipart/form-data"

MAX_BYTES = 12 * 1024 * 1024
"""Limit of a form's body: a million characters, of which a form makes nine bytes each in most scripts, and the rest."""

MAX_FIELDS = 20

TOKEN_HOURS = 24
"""How long a form may lie open before it is sent."""

_COOKIE = "quotewire_form"


def form_body(path: str) -> Body:
    """Return the declaration of a form that is posted to ``path``."""
    return Body("POST", path, (MEDIA_TYPE,), MAX_BYTES)


def upload_body(path: str) -> Body:
    """Return the declaration of a form with a file that is posted to ``path``."""
    return Body("POST", path, (UPLOAD_MEDIA_TYPE,), MAX_BYTES)


@dataclass(frozen=True)
class Upload:
    """A file that a form brought; its name is the browser's word."""

    name: str
    content: bytes


class Forms:
    """Gives tokens to forms and reads what they send."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._index.secret(), salt="quotewire form")

    def token(self, request: Request) -> tuple[str, str]:
        """Return a visitor's cookie, a new one if there is none, and a token that goes with it."""
        visitor = request.cookies.get(_COOKIE, "")
        if not 20 <= len(visitor) <= 100:
            visitor = secrets.token_urlsafe(24)
        return visitor, str(self._serializer.dumps(visitor))

    def remember(self, response: Response, visitor: str) -> Response:
        """Give the visitor's cookie to the browser."""
        response.set_cookie(_COOKIE, visitor, httponly=True, samesite="strict", max_age=TOKEN_HOURS * 3600)
        return response

    async def read(self, request: Request) -> Mapping[str, str]:
        """Return the fields of a form. Raises Forbidden for one that no page of ours made, or that is too old."""
        self._check_origin(request)
        try:
            text = (await request.body()).decode()
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"))
        except ValueError:
            raise Malformed("The form cannot be read; it should be UTF-8.") from None
        self._check_token(request, fields.pop("token", ""))
        return {name: value.replace("\r\n", "\n") for name, value in fields.items()}

    async def read_upload(self, request: Request) -> Upload:
        """Return the file of a form that has one, in the field ``file``.

        Raises Forbidden as :meth:`read` does, and Malformed where there is no file.
        """
        self._check_origin(request)
        try:
            form = await request.form(max_files=1, max_fields=MAX_FIELDS)
        except HTTPException:
            raise Malformed("The form cannot be read; it should be multipart/form-data with one file.") from None
        token, file = form.get("token"), form.get("file")
        self._check_token(request, token if isinstance(token, str) else "")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Malformed("Choose a file first.")
        return Upload(file.filename, await file.read())

    @staticmethod
    def _check_origin(request: Request) -> None:
        if "origin" not in request.headers and request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Forbidden("Forms are taken from our own pages only.")

    def _check_token(self, request: Request, token: str) -> None:
        try:
            visitor = self._serializer.loads(token, max_age=TOKEN_HOURS * 3600)
        except BadData:
            visitor = None
        cookie = request.cookies.get(_COOKIE, "")
        if not isinstance(visitor, str) or not hmac.compare_digest(visitor.encode(), cookie.encode()):
            raise Forbidden(
                "This form was open too long, or is none of ours. Load its page again and send it once more."
            )
