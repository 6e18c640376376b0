"""``quotewire identities``: decide who is who, undo it, load what is known, and look at it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from services.search.commands.asking import WAIT_SECONDS, By, Search, Why, ask, decide, show_json
from services.search.commands.asking import undo as undo_one

app = typer.Typer(no_args_is_help=True, help="Decide who is who, undo it, load what is known, and look at it.")

Id = Annotated[str, typer.Argument(help="An identity's id, or a name id that leads to it.")]


@app.command()
def show(id: Id, search: Search = None) -> None:
    """Show who somebody is: the names that lead there, and what was decided."""
    show_json(ask("GET", f"/v1/identities/{quote(id, safe='')}", search))


@app.command()
def merge(id: Id, into: Id, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Make two identities one; the second one's name stays."""
    decide("/v1/identities/decisions", search, decision="merge", id=id, into=into, by=by, why=why)


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
    decide("/v1/identities/decisions", search, decision="split", id=id, by=by, why=why, **given)


@app.command()
def rename(id: Id, name: str, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Give an identity another name."""
    decide("/v1/identities/decisions", search, decision="rename", id=id, name=name, by=by, why=why)


@app.command()
def retype(id: Id, type: str, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Give an identity another type: PERSON, ORG and so on."""
    decide("/v1/identities/decisions", search, decision="retype", id=id, type=type, by=by, why=why)


@app.command(name="not-a-person")
def not_a_person(id: Id, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Say that what was taken for a name is none."""
    decide("/v1/identities/decisions", search, decision="not_a_person", id=id, by=by, why=why)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="Id of a decision.")], by: By = "local", search: Search = None
) -> None:
    """Undo a decision. It stays in the history."""
    undo_one(f"/v1/identities/decisions/{quote(decision, safe='')}", search, by)


@app.command()
def history(
    about: Annotated[str | None, typer.Argument(metavar="ID", help="Only about this identity.")] = None,
    size: Annotated[int, typer.Option(min=1, max=100, help="Decisions shown, the newest.")] = 20,
    search: Search = None,
) -> None:
    """List decisions, newest first, also those that were undone or hold no more."""
    params: dict[str, Any] = {"size": size, **({"id": about} if about else {})}
    for answer in ask("GET", "/v1/identities/decisions", search, params=params)["results"]:
        decision = answer["decision"]
        what = " ".join(
            str(decision[field])
            for field in ("decision", "name", "into", "called", "role", "type")
            if decision.get(field)
        )
        typer.echo(f"{answer['id']}  {decision['at'][:16]}  {decision['by']}  {answer['standing']}  {what}")


@app.command(name="import")
def import_knowledge(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON lines, or YAML.")],
    set: Annotated[str | None, typer.Option(help="Name of the set; else what the file says, or its name.")] = None,
    source: Annotated[str | None, typer.Option(help="Where it is from, and its licence.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only read the file and tell what is wrong in it.")] = False,
    search: Search = None,
) -> None:
    """Load people and bodies that somebody has listed, with their names, roles by date, and ids elsewhere.

    An entry is a line of JSON, or an item of a YAML list:

    {"id": "q42", "type": "PERSON", "names": ["Ann Lee", "Ann B. Lee"], "roles": [{"role": "Senator from Maine",
    "from": "2001-01-03", "to": "2007"}], "wikidata": "Q42", "ids": {"bioguide": "L000001"}}

    Needed are id, type (PERSON or ORG) and names, the first of which is shown. The first entry may say what all are:
    {"set": "congress", "source": "…"}. What is wrong is told with its line, and the rest goes in. An entry takes the
    place of what was known under its id, so that the same file twice is as once.

    Exit status: 0 all went in; 3 some were wrong; 1 search stayed away; 2 the file or an option is wrong.
    """
    from services.search.commands import importing

    importing.run(file, collection=set, source=source, check=check, search=search)


@app.command()
def sets(
    set: Annotated[str | None, typer.Argument(help="Show the entries of this set.")] = None,
    after: Annotated[str, typer.Option(help="Only behind the entry with this id.")] = "",
    size: Annotated[int, typer.Option(min=1, max=1000, help="Entries shown.")] = 20,
    search: Search = None,
) -> None:
    """List the sets that were loaded, or the entries of one."""
    if set is None:
        for each in ask("GET", "/v1/identities/knowledge", search)["results"]:
            typer.echo(f"{each['set']}  {each['entries']}  {each['source']}".rstrip())
        return
    page = ask("GET", f"/v1/identities/knowledge/{quote(set, safe='')}", search, params={"after": after, "size": size})
    for entry in page["results"]:
        typer.echo(f"{entry['id']}  {entry['type']}  {'; '.join(entry['names'])}")
    if page["next"]:
        typer.echo(f"… {page['total']} in all; the next ones: --after {page['next']}", err=True)


@app.command()
def remove(set: Annotated[str, typer.Argument(help="Name of a set.")], search: Search = None) -> None:
    """Remove a set that was loaded. Its names mean what rules and decisions say again."""
    show_json(ask("DELETE", f"/v1/identities/knowledge/{quote(set, safe='')}", search, params={"wait": WAIT_SECONDS}))
