"""Makes two sets of a checkout of unitedstates/congress-legislators, for ``quotewire identities import``:

    python seeds/knowledge/congress.py CHECKOUT > seeds/knowledge/congress.jsonl
    python seeds/knowledge/congress.py CHECKOUT presidents > seeds/knowledge/presidents.jsonl

The data are in the public domain (CC0 1.0). Taken are the members of Congress of ``legislators-current.yaml``, or the
presidents and vice presidents of ``executive.yaml``: their names, their offices with dates, and their ids in Wikidata
and in the Biographical Directory of Congress.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

STATES = {
    "AK": "Alaska", "AL": "Alabama", "AR": "Arkansas", "AS": "American Samoa", "AZ": "Arizona", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DC": "the District of Columbia", "DE": "Delaware", "FL": "Florida",
    "GA": "Georgia", "GU": "Guam", "HI": "Hawaii", "IA": "Iowa", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "MA": "Massachusetts", "MD": "Maryland", "ME": "Maine",
    "MI": "Michigan", "MN": "Minnesota", "MO": "Missouri", "MP": "the Northern Mariana Islands", "MS": "Mississippi",
    "MT": "Montana", "NC": "North Carolina", "ND": "North Dakota", "NE": "Nebraska", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NV": "Nevada", "NY": "New York", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VA": "Virginia",
    "VI": "the Virgin Islands", "VT": "Vermont", "WA": "Washington", "WI": "Wisconsin", "WV": "West Virginia",
    "WY": "Wyoming",
}  # fmt: skip
OFFICES = {
    "sen": "United States Senator",
    "rep": "United States Representative",
    "prez": "President of the United States",
    "viceprez": "Vice President of the United States",
}
FILES = {"congress": "legislators-current.yaml", "presidents": "executive.yaml"}
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


def entries(legislators: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield an entry for each legislator, president or vice president."""
    listed = list(legislators)
    usual = Counter(_usual(each["name"]) for each in listed)
    for legislator in listed:
        ids, name = legislator["id"], legislator["name"]
        yield {
            "id": ids.get("wikidata") or ids.get("bioguide") or f"govtrack-{ids['govtrack']}",
            "type": "PERSON",
            "names": names(name, ids.get("wikipedia", ""), in_full=usual[_usual(name)] > 1),
            "roles": roles(legislator["terms"]),
            **({"wikidata": ids["wikidata"]} if ids.get("wikidata") else {}),
            **({"ids": {"bioguide": ids["bioguide"]}} if ids.get("bioguide") else {}),
        }


def _usual(name: Mapping[str, str]) -> str:
    return f"{name.get('nickname') or name['first']} {name['last']}"


def names(name: Mapping[str, str], title: str, *, in_full: bool = False) -> list[str]:
    """Return what somebody is called, first as the title of their article in Wikipedia does; where that is not given,
    as news does, and with middle initials (*George H. W. Bush*), those first if another has the name without."""
    last, suffix = name["last"], f" {name['suffix']}" if name.get("suffix") else ""
    given = [name["first"], name.get("nickname", "")]
    initials = " ".join(f"{each[0]}." for each in name.get("middle", "").split())
    in_news = [_usual(name), *([f"{name['first']} {initials} {last}"] if initials else [])]
    forms = [
        _IN_BRACKETS.sub("", title),
        name.get("official_full", ""),
        *(() if title else reversed(in_news) if in_full else in_news),
        *(f"{each} {last}" for each in given if each),
        *([f"{name['first']} {name['middle']} {last}"] if name.get("middle") else []),
        *([f"{name['first']} {last}{suffix}"] if suffix else []),
    ]
    return list(dict.fromkeys(form for form in forms if form))


def roles(terms: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the offices with their dates; terms that follow one another, and are of the same office, are one."""
    found: list[dict[str, str]] = []
    for term in terms:
        role = OFFICES[term["type"]] + (f" from {STATES[term['state']]}" if "state" in term else "")
        if found and found[-1]["role"] == role and term["start"][:4] <= found[-1]["to"][:4]:
            found[-1]["to"] = term["end"]
        else:
            found.append({"role": role, "from": term["start"], "to": term["end"]})
    return found


def main(checkout: Path, name: str = "congress") -> None:
    """Print a set of a checkout, with the commit that it is of."""
    commit = subprocess.run(  # noqa: S603 - git of the machine, on a folder that was named
        ["git", "-C", str(checkout), "rev-parse", "HEAD"],  # noqa: S607
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    source = f"github.com/unitedstates/congress-legislators, commit {commit}, {FILES[name]}; CC0 1.0"
    listed = yaml.safe_load((checkout / FILES[name]).read_text("utf-8"))
    for line in ({"set": name, "source": source}, *entries(listed)):
        sys.stdout.write(f"{json.dumps(line, ensure_ascii=False)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
