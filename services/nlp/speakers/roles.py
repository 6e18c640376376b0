"""Roles of people, such as *executive director of the Center for …*, *Iranian President*."""

from __future__ import annotations

from services.nlp.entities.finding import Entities
from services.nlp.entities.mentions import Mention
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import SUBJECTS, Reading
from services.nlp.speakers.apposition import behind_others, described, office_before
from shared.models.values import Span

MAX_ROLE_CHARS = 200
"""Longer ones are a mistake of the parse: the longest true one in the development sets has 150 characters."""

_BREAKS = frozenset({"relcl", "acl", "advcl", "ccomp", "parataxis"})
_OPENERS = frozenset({"the", "a", "an", "his", "her", "its", "their", "my", "our"})
_APART = frozenset({",", "(", "—", "–", "-"})
_CUTS = frozenset({"—", "–", "--", ":", "|", "“", "”", "''", "``", '"'})
"""Marks that end what stands before a role: *TARN (AP) — Mayor Ann Lee*, *Image: Ann Lee*."""
_NO_NOUN = frozenset({"PRP", "IN", "WRB"})
"""Tags of words that open no role: *Ann Lee, while still a candidate*."""
_LINKS = frozenset({"of", "for", "to", "at", "from", "in", "with", "on", "who"})
_OBJECTS = frozenset({"dobj", "pobj"}) | SUBJECTS
_AT = frozenset({"of", "at", "from", "with"})
_FORMER = frozenset({"former", "ex", "late", "acting", "deputy", "then", "outgoing", "incoming", "interim"})
_RELATIVE = frozenset(
    ("acquaintance", "adversary", "ally", "admirer", "associate", "backer", "boyfriend", "classmate", "colleague",
     "companion", "comrade", "confidant", "confidante", "contemporary", "counterpart", "critic", "enemy", "fan",
     "flatmate", "foe", "friend", "girlfriend", "guest", "lover", "namesake", "neighbor", "neighbour", "opponent",
     "pal", "partner", "peer", "predecessor", "rival", "roommate", "successor", "supporter", "teammate",
     "team-mate")
)  # fmt: skip
"""Nouns for what somebody is to another."""
_FAMILY = frozenset(
    ("aunt", "brother", "brother-in-law", "child", "cousin", "dad", "daughter", "daughter-in-law", "ex-husband",
     "ex-wife", "father", "father-in-law", "fiancé", "fiancée", "grandfather", "grandmother", "grandson",
     "granddaughter", "husband", "mother", "mother-in-law", "mum", "mom", "nephew", "niece", "parent", "sister",
     "sister-in-law", "son", "son-in-law", "stepfather", "stepmother", "uncle", "widow", "widower", "wife")
)  # fmt: skip
_THINGS = frozenset(
    ("account", "campaign", "case", "column", "concert", "day", "debate", "decision", "email", "event", "evening",
     "interview", "issue", "letter", "message", "month", "morning", "move", "name", "night", "office", "part",
     "place", "post", "program", "programme", "race", "rally", "reason", "report", "seat", "speech", "statement",
     "term", "time", "tour", "trial", "tweet", "video", "vote", "way", "week", "weekend", "year")
)  # fmt: skip
_COURTESY = frozenset(("dame", "doctor", "dr", "lady", "lord", "prof", "professor", "rev", "reverend", "sir"))
"""Titles that say less than what stands behind the name."""
_STOPPED = personal_names.ABBREVIATED.keys() - {"ceo", "pm", "pontiff", "premier"}
"""Titles that are written with a stop: no sentence ends there."""
_PARTISANS = frozenset({"democrat", "republican"})
_GENDERED = frozenset({"mr", "mrs", "ms", "miss", "sir", "dame"})
_DOING = frozenset(
    ("runs", "leads", "heads", "chairs", "owns", "edits", "directs", "manages", "coaches", "represents", "teaches",
     "studies", "oversees", "founded", "co-founded", "works", "organises", "organizes", "hosts", "coordinates")
)  # fmt: skip
"""Verbs of a trade or an office: *who runs a bakery*."""


def roles(reading: Reading, entities: Entities) -> dict[int, Span]:
    """Return the span of each person's role by the number of the person, without *the* or *a* in front of it.

    An office goes before anything else. Then a noun phrase behind the name says more than one before it, that more than
    *of the Coral Institute* or *who runs a bakery*; the first one counts.
    """
    behind: dict[int, Span] = {}
    before: dict[int, Span] = {}
    besides: dict[int, Span] = {}
    for number, entity in enumerate(entities.all):
        if entity.type != "PERSON":
            continue
        for mention in sorted(entity.mentions, key=lambda m: m.first):
            if number not in behind and (
                role := _behind(reading, entities, mention) or _apposed(reading, entities, mention)
            ):
                behind[number] = role
            if number not in before and (role := _before(reading, entities, mention)):
                before[number] = role
            if number not in besides and (role := _beside(reading, entities, mention)):
                besides[number] = role
    best: dict[int, Span] = {}
    for number in besides | before | behind:
        spans = [found[number] for found in (behind, before, besides) if number in found]
        best[number] = next((span for span in spans if _is_office(reading, span)), spans[0])
    return best


def _behind(r: Reading, entities: Entities, mention: Mention) -> Span | None:
    """Return the role behind a name: *Ann Lee, 45, a nurse from Leeds,*."""
    at = mention.after
    if at >= len(r) or r.words[at] not in _APART:
        return None
    limit = r.sentence_span(r.sentences[at])[1]
    at += 1
    if at < limit and r.paragraph_of(r.starts[at]) != r.paragraph_of(mention.start):
        return None
    if at + 1 < limit and r.tags[at] == "CD":
        at += 1
        at += 2 * (r.words[at : at + 2] == ["years", "old"])
        at += r.words[at] in (",", ")")
        at += at < limit and r.words[at] == ","
    if at >= limit:
        return None
    head = _top(r, at, at)
    if r.words[head + 1 : head + 2] == ["-"] and r.ends[head] == r.starts[head + 1] and head + 2 < limit:
        head = _top(r, head + 2, at)  # co-director
    if r.tags[at] in _NO_NOUN or not _is_role(r, entities, head):
        return None
    after = _end(r, head)
    if _stands_before_a_name(r, entities, head):
        return None
    if r.deps[head] != "appos" and r.deps[head] in _OBJECTS and after < limit and r.words[after][0].isalnum():
        return None
    return _trimmed(r, at, after)


def _top(r: Reading, token: int, first: int) -> int:
    """Return the highest token above one whose subtree begins no sooner than ``first``."""
    while r.heads[token] != token and r.lefts[r.heads[token]] >= first:
        token = r.heads[token]
    return token


def _apposed(r: Reading, entities: Entities, mention: Mention) -> Span | None:
    """Return the role in apposition to a name: *Ann Lee, 45, of Leeds, a nurse*."""
    for child in r.children[mention.after - 1]:
        if child >= mention.after and r.deps[child] == "appos" and _is_role(r, entities, child):
            if _stands_before_a_name(r, entities, child):
                continue
            return _trimmed(r, r.lefts[child], _end(r, child))
    return None


def _stands_before_a_name(r: Reading, entities: Entities, token: int) -> bool:
    """Return whether a title is another person's: *Ann Lee, Army Lieut. Bo Nyberg and others*."""
    at = token + 1
    if r.words[token] in _STOPPED and r.words[at : at + 1] == ["."]:
        return entities.type_at(at + 1) == "PERSON"
    return r.sentences[at : at + 1] == [r.sentences[token]] and entities.type_at(at) == "PERSON"


def _before(r: Reading, entities: Entities, mention: Mention) -> Span | None:
    """Return the role before a name: *Iranian President Ann Lee*, *Malaysia's prime minister, Ann Lee*."""
    first, head = mention.first, mention.after - 1
    governor = described(r, entities, head)
    if governor is not None and _is_role(r, entities, governor):
        if r.words[first - 1].rstrip(".") in personal_names.ABBREVIATED:  # his opponent, Sen. Ann Lee
            return _trimmed(r, first - 1, first)
        return _trimmed(r, _cut(r, entities, r.lefts[governor], first), first)
    office = office_before(r, first)
    if office is not None:
        return _trimmed(r, _cut(r, entities, office, first), first)
    left = r.lefts[head]
    if left < first and all(i == head or r.heads[i] >= left for i in range(left, first)):
        last = r.words[first - 1].rstrip(".")
        if _is_role(r, entities, first - 1) and (
            personal_names.title_classes(last) & {"title", "person"} or r.tags[first - 1] == "NN"
        ):
            return _trimmed(r, _with_first_office(r, _cut(r, entities, left, first)), first)
    row = _row_of_capitals(r, entities, first)
    return _trimmed(r, _with_first_office(r, row), first) if row < first else None


def _row_of_capitals(r: Reading, entities: Entities, first: int) -> int:
    """Return the token that an office in capitals before a name begins with: *Chief Operating Officer Ann Lee*."""
    row = first
    while row and r.tags[row - 1] == "NNP" and r.word(row - 1)[0].isupper() and r.ends[row - 1] + 1 == r.starts[row]:
        if entities.type_at(row - 1) in ("PERSON", "DATE"):
            break
        row -= 1
    office = row < first - 1 and "title" in personal_names.title_classes(r.words[first - 1])
    return row if office and _is_role(r, entities, first - 1) else first


def _with_first_office(r: Reading, first: int) -> int:
    """Return the token that two offices begin with: *Deputy Prime Minister and | Finance Minister Ann Lee*."""
    if first < 2 or r.words[first - 1] != "and" or r.words[first - 2].rstrip(".") in _GENDERED:
        return first
    if "title" not in personal_names.title_classes(r.words[first - 2]):
        return first
    row = first - 1
    while row and r.tags[row - 1] == "NNP" and r.word(row - 1)[0].isupper():
        row -= 1
    return row if row < first - 1 else first


def _cut(r: Reading, entities: Entities, first: int, after: int) -> int:
    """Return the token behind the last mark, or other person, before a name: the place of a report ends there or so."""
    first = behind_others(r, entities, first, after)
    for i in range(after - 1, first - 1, -1):
        apart = r.words[i] == "-" and r.text[r.starts[i] - 1 : r.starts[i]].isspace()
        if apart or r.words[i] in _CUTS:
            return i + 1
    return first


def _beside(r: Reading, entities: Entities, mention: Mention) -> Span | None:
    """Return what a person does or belongs to: *Ann Lee of the Coral Institute*, *Ann Lee, who runs a bakery*."""
    for child in r.children[mention.after - 1]:
        if child == mention.after and r.words[child] in _AT:
            body = next((c for c in r.children[child] if r.deps[c] == "pobj"), -1)
            named = entities.mention_at(body)
            if named and named.type == "ORG":
                return _trimmed(r, child, named.after)
        if r.deps[child] == "relcl" and r.words[child] in _DOING and r.words[r.lefts[child]] == "who":
            return _trimmed(r, r.lefts[child], _end(r, child))
    return _predicate(r, entities, mention)


def _predicate(r: Reading, entities: Entities, mention: Mention) -> Span | None:
    """Return the role in *Ann Lee, who is the mayor*; *Lee is the winner* may be what somebody says or only if."""
    for verb in r.children[mention.after - 1]:
        if r.deps[verb] != "relcl" or r.words[verb] != "is" or r.words[r.lefts[verb]] != "who":
            continue
        if any(r.deps[child] in ("neg", "aux") for child in r.children[verb]):
            continue
        for noun in r.children[verb]:
            person = r.words[noun] == "head" or personal_names.title_classes(r.words[noun]) & {"person", "title"}
            if r.deps[noun] == "attr" and person and r.words[r.lefts[noun]] != "no" and _is_role(r, entities, noun):
                return _trimmed(r, r.lefts[noun], _end(r, noun))
    return None


def _is_role(r: Reading, entities: Entities, noun: int) -> bool:
    """Return whether a noun says what somebody is: not *Monday show*, *his opponent*, *best friend of Bo Nyberg*."""
    if r.words[noun] in _PARTISANS:
        return True
    if entities.at(noun) is not None or r.words[noun] in _RELATIVE or r.words[noun] in _THINGS:
        return False
    classes = personal_names.title_classes(r.words[noun])
    if r.words[noun] in word_lists.classes("kinds.tsv") and not classes & {"person", "title"}:
        return False
    if r.words[noun] in _FAMILY and _is_anothers(r, noun):
        return False
    return r.tags[noun] == "NN" or (
        r.tags[noun] == "NNP" and bool(personal_names.title_classes(r.words[noun]) & {"title", "person"})
    )


def _is_anothers(r: Reading, noun: int) -> bool:
    """Return whether a noun says what somebody is to another: *his wife*, *mother of Ann Lee*; but *mother of two*."""
    if any(r.deps[child] == "poss" for child in r.children[noun]):
        return True
    return r.words[noun + 1 : noun + 2] in (["of"], ["to"]) and r.tags[noun + 2 : noun + 3] != ["CD"]


def _is_office(r: Reading, span: Span) -> bool:
    """Return whether a role is an office: *mayor of Halmstow*, *Iranian President*."""
    first, after = r.token_at(span[0]), r.token_at(span[1])
    words = [word.rstrip(".") for word in r.words[first:after]]
    words = words[: next((i for i, word in enumerate(words) if word in _LINKS), len(words))]  # not aide to the mayor
    return any("title" in personal_names.title_classes(word) and word not in _COURTESY for word in words)


def _end(r: Reading, head: int) -> int:
    """Return the token after a phrase, clauses that hang on it left out."""
    after = r.rights[head] + 1
    for below in r.children[head]:
        if below > head and r.deps[below] in _BREAKS:
            after = min(after, r.lefts[below])
    return after


def _trimmed(r: Reading, first: int, after: int) -> Span | None:
    while first > 0 and r.words[first - 1] in _FORMER and r.sentences[first - 1] == r.sentences[first]:
        first -= 1  # who is no longer it says so
    while first < after and (r.words[first] in _OPENERS or not r.words[first][:1].isalnum()):
        first += 1
    while after > first and (not r.words[after - 1][:1].isalnum() or r.words[after - 1].rstrip(".") in _GENDERED):
        after -= 1  # Mr and Mrs are not roles
    while after > first and r.words[after - 1] in _OPENERS | _LINKS:
        after -= 1  # president of the
    if "(" in r.words[first:after] and ")" not in r.words[first:after]:
        after = first + r.words[first:after].index("(")
    if after <= first or r.ends[after - 1] - r.starts[first] > MAX_ROLE_CHARS:
        return None
    words = r.slice(first, after)
    return None if "\n" in words or '"' in words or "“" in words else (r.starts[first], r.ends[after - 1])
