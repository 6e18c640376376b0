"""Extents: where names begin and end, where the tagger put together too little or too much."""

from __future__ import annotations

import re

from services.nlp.entities import glued, headings, kinds
from services.nlp.entities.mentions import Mention
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading

_BODY = re.compile(
    r"(?:[A-Z][\w.]* ){0,4}(?:Center|Centre|Ministry|Department|Office|Bureau|Committee|Commission|Council|Institute|"
    r"School|Faculty|College|Society|Association|Federation|Academy) (?:for|of|on)(?: the)? [A-Z][\w-]*$"
)  # a body named for two things, whose name may go on with a second
_NICKNAME = re.compile(r"(?: [“\"‘(][A-Z][\w’'-]+)?[”\"’)] [A-Z][\w’'-]+")
_FIRST_NICKNAMED = re.compile(r"(?P<before>[A-Z][\w.-]+ )?(?P<given>[A-Z][\w.-]+)(?P<opened> [“\"‘(][A-Z][\w’'-]+)?$")
_NAMED_FOR = re.compile(
    r".*\b(?:Airport|Arena|Award|Bridge|Building|Center|Centre|Club|College|Foundation|Hall|High School|Highway|"
    r"Hospital|Institute|Library|Memorial|Museum|Park|Prize|School|Stadium|Theater|Theatre|Tower|Trophy|Trust|University)$"
)
"""Names of places and bodies that may be called for a person."""
_OFFICE = re.compile(
    r"\b(?!(?:An?|And|As|At|But|For|From|He|Her|His|If|In|Its|On|Our|She|That|The|Their|They|This|When|While) )"
    r"(?:[A-Z][\w.-]*(?:[’']s)? ){1,4}(?:[Aa]ttorney|[Pp]rosecutor|[Ss]heriff|[Mm]ayor|[Gg]overnor|[Cc]oroner)"
    r"(?: [Gg]eneral)?(?:[’']s|s[’']) [Oo]ffice"
    r"(?: (?:for|in|of) (?:the )?[A-Z]\w+(?: [A-Z]\w+)*(?: of(?: [A-Z]\w+){1,3})?)?|"
    r"Office of the (?:[A-Z]\w+ ?){1,3}(?<! )"
)
_FIELDS = re.compile(
    r"(?<=[Tt]he )(?:[A-Z][a-z]+, ){1,4}[A-Z][a-z]+,? (?:and|&) (?:[A-Z][a-z]+ ){1,3}"
    r"(?:Committee|Subcommittee|Commission|Council|Department|Ministry|Union|Agency|Service)\b"
)
"""A body with several fields: *the Food, Farming and Fisheries Committee*."""
_GENERATION = re.compile(r",? (?:(?:Jr|Jnr)\b|(?:Sr|Snr)\b(?!\.? [A-Z]))\.?")
"""*Sr.* before another capital may be a rank: Ann Lee, Sr. Director."""
_GENERATION_ALONE = re.compile(r"(?:Jr|Jnr|Sr|Snr)\.?")
_PARTY = re.compile(r"(?:,|\() ?[RDI]-(?P<state>[A-Z][A-Za-z.]+(?: [A-Z][a-z]+){0,2})")
_SEAT = re.compile(r"\((?P<party>[A-Z]{2,6})[-–](?P<seat>[A-Z]\w+(?: [A-Z]\w+)*)\)")
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.’'`-]+(?: [A-Z][A-Z.’'`-]+){0,2}), [^\n]{0,40}?(?:\([A-Za-z]+\) )?(?:—|–|--|_|- )"
)
_SITE = re.compile(r"(?<![\w@/.-])[A-Z][\w-]+\.(?:[Cc]om|COM|[Nn]et|NET|[Oo]rg|ORG)\b(?![/\w@]|\.\w)")
_TICKER = re.compile(r" [A-Z]{2,}\d+$")
_POSITION = re.compile(r"(?:[CFGP]|[QRLW]B|[LRC]F|SS|[LRCM]W|[LR]?HP) (?=[A-Z]\w+ [A-Z])")
"""Places in a team, as box scores write them before a name: *F Ulric Mbeki*."""
_MOVEMENTS = frozenset(
    ("communist", "conservative", "democratic", "green", "labor", "labour", "liberal", "libertarian", "nationalist",
     "people's", "people’s", "progressive", "republican", "social", "socialist", "tory", "unionist", "workers'")
)  # fmt: skip
_AFFAIRS = frozenset(
    ("revolution", "war", "genocide", "holocaust", "uprising", "massacre", "famine", "rebellion", "spring")
)
_TRAILING = frozenset(
    ("QC", "KC", "SC", "MP", "MEP", "MSP", "TD", "MBE", "OBE", "CBE", "PhD", "MD", "RN", "CPA", "Esq")
)


def mend(r: Reading, verbs: Verbs, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with the extents that names have: parts put together, glued words taken off."""
    mentions = glued.take_off(r, verbs, mentions)
    mentions = [_with_generation(r, m) for m in mentions if not _GENERATION_ALONE.fullmatch(m.text)]
    whole = [_without_letters(r, _whole_surname(r, _without_position(r, m))) for m in _with_nicknames(r, mentions)]
    whole = [_without_people(r, m) for m in _named_for(r, _whole_bodies(r, whole))]
    return headings.mend(r, _with_patterns(r, whole))


def _mention(r: Reading, start: int, end: int, kind: str) -> Mention:
    first = r.token_at(start)
    if first == len(r) or r.starts[first] != start:
        first = max(0, first - 1)  # it begins within a token: R-Maine
    return Mention(start, end, r.text[start:end], kind, first, max(first + 1, r.token_at(end)))


def _with_generation(r: Reading, m: Mention) -> Mention:
    """Put the generation to a name: Sammy Davis | , Jr."""
    rest = _GENERATION.match(r.text, m.end) if m.type == "PERSON" and " " in m.text else None
    return _mention(r, m.start, rest.end(), "PERSON") if rest else m


def _with_nicknames(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Put together Robert “Bob | ” Smith."""
    text = r.text
    whole: list[Mention] = []
    for m in mentions:
        if whole and m.start < whole[-1].end:
            continue
        name = _FIRST_NICKNAMED.match(m.text) if m.type == "PERSON" else None
        rest = _NICKNAME.match(text, m.end) if name else None
        if name and rest and bool(name["opened"]) != (rest.group()[0] == " "):
            end, start, first = rest.end(), m.start, m.first
            before = (name["before"] or "").rstrip()
            if before and r.word(first) == before and _is_no_part(before, name["given"]):
                start, first = r.starts[first + 1], first + 1  # Marine | John “Bob” Smith
            m = Mention(start, end, text[start:end], "PERSON", first, r.token_at(end))
        whole.append(m)
    return whole


def _is_no_part(before: str, given: str) -> bool:
    """Return whether a word before a first name is none itself, or one of the other gender."""
    if not personal_names.is_first_name(given):
        return False
    one, other = (personal_names.gender([], [word, ""]) for word in (before, given))
    return not personal_names.is_first_name(before) or bool(one and other and one != other)


def _whole_surname(r: Reading, m: Mention) -> Mention:
    """Put together Van der | Meer."""
    if m.type != "PERSON" or " " in m.text:
        return m
    first = m.first
    while first and r.words[first - 1] in personal_names.PARTICLES and r.ends[first - 1] + 1 == r.starts[first]:
        first -= 1
    start = r.starts[first]
    return Mention(start, m.end, r.text[start : m.end], m.type, first, m.after) if r.text[start].isupper() else m


def _whole_bodies(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Put together the Center for Strategic | and | Diplomatic Studies."""
    whole: list[Mention] = []
    for m in mentions:
        last = whole[-1] if whole else None
        if (
            last
            and last.type == m.type == "ORG"
            and m.first == last.after + 1
            and r.words[last.after] == "and"
            and _BODY.match(last.text)
            and r.paragraph_of(last.start) == r.paragraph_of(m.start)
        ):
            text = r.text[last.start : m.end]
            whole[-1] = Mention(last.start, m.end, text, "ORG", last.first, m.after)
        else:
            whole.append(m)
    return whole


def _named_for(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Put together Ann Lee | Memorial Hospital, and the Communist | party."""
    whole: list[Mention] = []
    for m in mentions:
        last = whole[-1] if whole else None
        if (
            last
            and last.type == "PERSON"
            and m.type in ("ORG", "FAC")
            and m.first == last.after
            and r.text[last.end : m.start] == " "
            and _NAMED_FOR.match(m.text)
        ):
            whole[-1] = Mention(last.start, m.end, r.text[last.start : m.end], m.type, last.first, m.after)
        elif m.after < len(r) and r.words[m.after] == "party" and m.text.rsplit(None, 1)[-1].lower() in _MOVEMENTS:
            end = r.ends[m.after]
            whole.append(Mention(m.start, end, r.text[m.start : end], "ORG", m.first, m.after + 1))
        elif m.type == "NORP" and m.after < len(r) and r.words[m.after] in _AFFAIRS and r.word(m.after)[0].isupper():
            end = r.ends[m.after]  # the Armenian Genocide
            whole.append(Mention(m.start, end, r.text[m.start : end], "EVENT", m.first, m.after + 1))
        else:
            whole.append(m)
    return whole


def _without_letters(r: Reading, m: Mention) -> Mention:
    """Take the letters behind a name off: Ann Lee | QC."""
    *name, last = m.text.split()
    rank = last.lower().rstrip(".") in personal_names.ABBREVIATED and r.text[m.end : m.end + 1] in (".", " ")
    if (
        m.type in ("PERSON", "ORG") and len(name) == 1 and rank and not personal_names.is_first_name(name[0])
    ):  # Army | Lieut. Ann Lee
        return _mention(r, m.start, m.start + len(name[0]), "ORG")
    if m.type != "PERSON":
        return m
    if len(name) < 2 or last not in _TRAILING or r.ends[m.after - 1] != m.end or m.after - m.first < len(name) + 1:
        return m
    end = m.start + len(m.text[: -len(last)].rstrip(" ,"))
    return Mention(m.start, end, r.text[m.start : end], m.type, m.first, m.after - 1)


def _without_people(r: Reading, m: Mention) -> Mention:
    """Take a people off the front of a name: Chilean | Pavel Orbeth; but not Jordan Lee."""
    words = m.text.split()
    if m.type != "PERSON" or len(words) < 3 or words[0] not in word_lists.classes("peoples.tsv"):
        return m
    if personal_names.gender([], words) or r.word(m.first) != words[0]:
        return m
    start = r.starts[m.first + 1]
    return Mention(start, m.end, r.text[start : m.end], m.type, m.first + 1, m.after)


def _without_position(r: Reading, m: Mention) -> Mention:
    """Take off a player's position in front, and a share's number behind: F | Ulric Mbeki, Metal Exchange | XZAL7."""
    position = _POSITION.match(m.text) if m.type == "PERSON" else None
    if position and m.after - m.first > 2 and r.word(m.first) == position.group().strip():
        start = m.start + position.end()
        return Mention(start, m.end, r.text[start : m.end], m.type, m.first + 1, m.after)
    ticker = _TICKER.search(m.text) if m.type == "ORG" else None
    if ticker and m.after - m.first > 1 and r.starts[m.after - 1] == m.start + ticker.start() + 1:
        end = m.start + ticker.start()
        return Mention(m.start, end, r.text[m.start : end], m.type, m.first, m.after - 1)
    return m


def _with_patterns(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Add what is written like nothing else: *R-Maine*, *(PLU-Corvin)*, datelines, offices, bodies of fields, sites."""
    found: list[Mention] = []
    for match in _OFFICE.finditer(r.text):
        found.append(_mention(r, *match.span(), "ORG"))
    found += [_mention(r, *match.span(), "ORG") for match in _FIELDS.finditer(r.text)]
    found += [_mention(r, *match.span(), "ORG") for match in _SITE.finditer(r.text)]
    found += [
        _mention(r, *storm.span(), "EVENT")
        for storm in kinds.STORM.finditer(r.text)
        if personal_names.is_first_name(storm["name"])
    ]
    for match in _PARTY.finditer(r.text):
        start, end = match.span("state")
        found.append(_mention(r, start, end - r.text[start:end].endswith("."), "GPE"))
    for match in _SEAT.finditer(r.text):
        found += [_mention(r, *match.span("party"), "ORG"), _mention(r, *match.span("seat"), "GPE")]
    for start, _ in r.paragraphs[:3]:
        if dateline := _DATELINE.match(r.text, start):
            found.append(_mention(r, *dateline.span("place"), "GPE"))
    if not found:
        return mentions
    spans = [(m.start, m.end) for m in found]
    kept = [m for m in mentions if not any(m.start < end and start < m.end for start, end in spans)]
    whole: list[Mention] = []
    for m in sorted([*kept, *found], key=lambda m: (m.start, -m.end)):
        if not whole or whole[-1].end <= m.start:
            whole.append(m)
    return whole
