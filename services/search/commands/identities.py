"""``quotewire identities``: decide who is who, undo it, and look at what was decided."""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn
from urllib.parse import quote

import typer

app = typer.Typer(no_args_is_help=True, help="Decide who is who, undo it, and look at what was decided.")

WAIT_SECONDS = 30
"""How long a decision is waited for: the indexer takes it up within seconds, unless it is at a large batch."""

Id = Annotated[str, typer.Argument(help="An identity's id, or a name id that leads to it.")]
By = Annotated[str, typer.Option(help="Who decides: any name.")]
Why = Annotated[str, typer.Option(help="Reason, for those who come after.")]
Search = Annotated[str | None, typer.Option(help="Address of search, http://127.0.0.1:8002 by default.")]


@app.command()
def show(id: Id, search: Search = None) -> None:
    """Show who somebody is: the names that lead there, and what was decided."""
    _print(_ask("GET", f"/v1/identities/{quote(id, safe='')}", search))


@app.command()
def merge(id: Id, into: Id, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Make two identities one; the second one's name stays."""
    _decide(search, decision="merge", id=id, into=into, by=by, why=why)


@app.command()
def split(
    id: Id,
    article: Annotated[
        list[str] | None, typer.Option(help="Id of an article in which it is somebody else; repeatable.")
    ] = None,
    role: Annotated[str, typer.Option(help="Role with which it is somebody else: striker.")] = "",
    into: Annotated[str | None, typer.Option(help="Who that is, if it is somebody known.")] = None,
    name: Annotated[str | None, typer.Option(help="What the new identity is called.")] = None,
    by: By = "local",
    why: Why = "",
    search: Search = None,
) -> None:
    """Make a name somebody else in some articles, or with a role; with neither, a name that stands for itself."""
    given: dict[str, Any] = {"articles": article, "role": role, "into": into, "name": name}
    given = {field: value for field, value in given.items() if value}
    _decide(search, decision="split", id=id, by=by, why=why, **given)


@app.command()
def rename(id: Id, name: str, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Give an identity another name."""
    _decide(search, decision="rename", id=id, name=name, by=by, why=why)


@app.command()
def retype(id: Id, type: str, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Give an identity another type: PERSON, ORG and so on."""
    _decide(search, decision="retype", id=id, type=type, by=by, why=why)


@app.command(name="not-a-person")
def not_a_person(id: Id, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Say that what was taken for a name is none."""
    _decide(search, decision="not_a_person", id=id, by=by, why=why)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="Id of a decision.")], by: By = "local", search: Search = None
) -> None:
    """Undo a decision. It stays in the history."""
    path = f"/v1/identities/decisions/{quote(decision, safe='')}"
    _print(_ask("DELETE", path, search, params={"wait": WAIT_SECONDS, "by": by}))


@app.command()
def history(
    about: Annotated[str | None, typer.Argument(metavar="ID", help="Only about this identity.")] = None,
    size: Annotated[int, typer.Option(min=1, max=100, help="Decisions shown, the newest.")] = 20,
    search: Search = None,
) -> None:
    """List decisions, newest first, also those that were undone or hold no more."""
    params: dict[str, Any] = {"size": size, **({"id": about} if about else {})}
    for answer in _ask("GET", "/v1/identities/decisions", search, params=params)["results"]:
        decision = answer["decision"]
        what = " ".join(
            str(decision[field])
            for field in ("decision", "name", "into", "called", "role", "type")
            if decision.get(field)
        )
        typer.echo(f"{answer['id']}  {decision['at'][:16]}  {decision['by']}  {answer['standing']}  {what}")


def _decide(search: str | None, **body: Any) -> None:
    answer = _ask("POST", "/v1/identities/decisions", search, params={"wait": WAIT_SECONDS}, json=body)
    _print(answer)
    if answer["state"] == "refused":
        raise typer.Exit(3)


def _ask(method: str, path: str, search: str | None, **request: Any) -> Any:
    """Return the answer of the search API. Exits with 3 where it refuses, with 1 where it is away."""
    import httpx

    from services.search.settings import Settings

    address = (search or f"http://127.0.0.1:{Settings().search_port}").rstrip("/")
    try:
        answer = httpx.request(method, address + path, timeout=WAIT_SECONDS + 30, **request)
    except httpx.HTTPError as error:
        _end(f"Search cannot be reached at {address} ({error or type(error).__name__}).", 1)
    try:
        content = answer.json()
    except ValueError:
        _end(f"{address} answered {answer.status_code}; is it Quotewire's search?", 1)
    if not answer.is_success:
        _end(str(content.get("detail", answer.status_code)), 1 if answer.status_code >= 500 else 3)
    return content


def _end(reason: str, status: int) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(status)


def _print(answer: Any) -> None:
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
