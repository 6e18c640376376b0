"""Asking the search API from a command line, and showing what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:  # imported where it is used, so that other commands start at once
    import httpx

WAIT_SECONDS = 30
"""How long a decision is waited for: the indexer takes it up within seconds, unless it is at a large batch."""

By = Annotated[str, typer.Option(help="Who decides: any name.")]
Why = Annotated[str, typer.Option(help="Reason, for those who come after.")]
Search = Annotated[str | None, typer.Option(help="Address of search, http://127.0.0.1:8002 by default.")]


def decide(path: str, search: str | None, **body: Any) -> None:
    """Post what somebody decided and show what came of it. Exits with 3 where it is refused."""
    answer = ask("POST", path, search, params={"wait": WAIT_SECONDS}, json=body)
    show_json(answer)
    if answer["state"] == "refused":
        raise typer.Exit(3)


def undo(path: str, search: str | None, by: str) -> None:
    """Undo what somebody decided and show it."""
    show_json(ask("DELETE", path, search, params={"wait": WAIT_SECONDS, "by": by}))


def ask(method: str, path: str, search: str | None, **request: Any) -> Any:
    """Return the answer of the search API. Exits with 3 where it refuses, with 1 where it is away."""
    import httpx

    address = _address(search)
    try:
        answer = httpx.request(method, address + path, timeout=WAIT_SECONDS + 30, **request)
    except httpx.HTTPError as error:
        _end_unreached(address, error)
    return _content(address, answer)


def lines(path: str, search: str | None, params: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a long answer of the search API as they come. Exits as :func:`ask` does."""
    import httpx

    address = _address(search)
    try:
        with httpx.stream("GET", address + path, params=params, timeout=WAIT_SECONDS + 30) as answer:
            if not answer.is_success:
                answer.read()
                _content(address, answer)
            yield from answer.iter_lines()
    except httpx.HTTPError as error:
        _end_unreached(address, error)


def _address(search: str | None) -> str:
    from services.search.settings import Settings

    return (search or f"http://127.0.0.1:{Settings().search_port}").rstrip("/")


def _content(address: str, answer: httpx.Response) -> Any:
    try:
        content = answer.json()
    except ValueError:
        _end(f"{address} answered {answer.status_code}; is it Quotewire's search?", 1)
    if not answer.is_success:
        _end(str(content.get("detail", answer.status_code)), 1 if answer.status_code >= 500 else 3)
    return content


def _end_unreached(address: str, error: Exception) -> NoReturn:
    _end(f"Search cannot be reached at {address} ({error or type(error).__name__}).", 1)


def _end(reason: str, status: int) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(status)


def show_json(answer: Any) -> None:
    """Print an answer as JSON, indented."""
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
