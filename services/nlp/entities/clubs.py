"""Clubs: names of teams and papers, which go by their last word alone, and clubs that are called like towns."""

from __future__ import annotations

from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import SUBJECTS, Reading

PAPERS = frozenset(
    ("advertiser", "argus", "bugle", "chronicle", "courier", "dispatch", "echo", "enquirer", "examiner", "gazette",
     "globe", "guardian", "herald", "inquirer", "journal", "ledger", "mercury", "observer", "post", "register",
     "sentinel", "standard", "star", "sun", "telegraph", "times", "tribune")
)  # fmt: skip
"""Last words of newspapers, which *the* stands before where they stand alone."""

_CLUBS = frozenset(
    ("Albion", "Argyle", "Athletic", "Harriers", "Hotspur", "Rangers", "Rovers", "Thistle", "United", "Wanderers")
)
"""Last words that tell a club wherever it comes from."""
_PLURAL = frozenset(("are", "have", "were"))
_STAFF = frozenset(
    ("coach", "defender", "fans", "forward", "goalkeeper", "midfielder", "quarterback", "striker", "winger")
)
"""Nouns for whom a club has, and a town does not."""


def is_club(name: str) -> bool:
    """Return whether the last word of a name tells a club: *Halmstow Rovers*; but not *Ann Thistle*."""
    words = name.split()
    return 1 < len(words) < 4 and words[-1] in _CLUBS and not personal_names.gender([], words)


def is_team(name: str) -> bool:
    """Return whether a body is called by a place and one more word, as teams are: *Oklahoma City Thunder*."""
    place, _, last = name.rpartition(" ")
    if is_club(name):
        return True
    return place in word_lists.classes("places.tsv") and not personal_names.title_classes(last)


def stands_as_club(r: Reading, first: int, after: int) -> bool:
    """Return whether a name stands where only a team of its does: *Brant are*, *the Brant striker*."""
    if after >= len(r) or r.ends[after - 1] + 1 != r.starts[after]:
        return False
    if r.words[after] in _STAFF:
        return r.tags[after][0] == "N"
    head = after - 1
    alone = first == 0 or r.words[first - 1] not in ("and", ",", "or", "nor")
    singular = not r.words[head].endswith("s") and not any(r.deps[child] == "conj" for child in r.children[head])
    return r.words[after] in _PLURAL and alone and singular and r.deps[head] in SUBJECTS and r.heads[head] >= after
