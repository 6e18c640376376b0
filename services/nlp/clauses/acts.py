"""Acts: whether a clause is put into a mouth (speech), into a mind (thought), or is not a quote at all.

A quote is content that could be given as *X said that …* or *X thinks that …*: a clause, a question, an infinitive. Its
cue has to be a word that reports content of this form (``acts.tsv``). *Criticised the accord*, *decided to close*, *hit
a wall* report none, *declined to say* reports that nothing was said, and what footage shows nobody says.
"""

from __future__ import annotations

from services.nlp.clauses.clause_forms import ClauseForms
from services.nlp.clauses.clause_sources import PEOPLE, QUOTED
from services.nlp.clauses.clause_spans import Clause, Form
from services.nlp.clauses.refusals import Refusals
from services.nlp.lexicon import word_lists
from services.nlp.speakers.evidence import Evidence
from shared.models.annotations import Act

_CLASSES: dict[Form, tuple[str, str]] = {
    "clause": ("says", "thinks"),
    "question": ("asks", "wonders"),
    "infinitive": ("vows", "hopes"),
    "hearer": ("orders", "expects"),
    "gerund": ("admits", ""),
}
"""The classes of cues that put a content of a form into a mouth, and into a mind."""

_SHOWING = frozenset({"show", "prove", "demonstrate", "illustrate", "document", "support"})
"""Verbs that pictures and data do as often as reports: their subject has to be one that speaks."""
_PICTURED = frozenset({"indicate", "reveal", "suggest", "confirm", "establish", "depict", "capture"}) | _SHOWING
_HEARD = frozenset({"orders", "expects"})
"""Classes of verbs that somebody is to do something by."""
_READING = frozenset({"read", "say", "bear", "proclaim", "display"})
_NAMING = frozenset({"call", "name", "title", "entitle", "dub"})
_CALLING = frozenset(
    {"call", "describe", "label", "brand", "dub", "term", "denounce", "dismiss", "characterize", "characterise"}
    | {"nickname", "deem", "hail", "decry", "slam", "portray", "depict", "christen"}
)
"""Verbs by which somebody gives something a name or a judgement."""
_NAMING_ALONE = frozenset({"call", "label", "brand", "dub", "term", "nickname", "deem", "christen"})
"""Those of them that need no *as*."""
_CALLED = 10
"""Tokens between such a verb and the words in marks at most."""
_STOPS = frozenset({".", "!", "?", ";", ":", "for"})
_CLIMB = 12
"""Steps up the parse at most."""
_MARKS = frozenset({"“", '"', "``", "‘", "'", "''", "„", "«"})
_TITLED = 6
"""Tokens within which the title of a thing begins: *a second book called “Tides”*."""
_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "who"})
_NONE: frozenset[str] = frozenset()


class Acts:
    """Judges the acts of the clauses of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._verbs = evidence.verbs
        self._cues = evidence.cues
        self._forms = ClauseForms(evidence)
        self._refusals = Refusals(evidence)
        self._listed = word_lists.classes("acts.tsv")

    def judge(self, clauses: list[Clause]) -> None:
        """Fill in the form and the act of each clause."""
        for clause in clauses:
            clause.form = self._forms.of_clause(clause)
            clause.act = self._act(clause)

    def is_name(self, cue: int | None, speaker: int | None, first: int) -> bool:
        """Return whether words in marks that begin at a token are a name, or on a sign: *a band called “No”*."""
        r = self._r
        if cue is None or speaker is None or r.tags[cue][0] != "V":
            return False
        lemma = self._verbs.lemma(r.words[cue])
        if self._is_titled(first) or self._is_of_object(cue, first) or self._is_called(cue, first):
            return True
        if lemma in _READING:
            return self._entities.mention_at(speaker) is None and "label" in self._nouns(speaker)
        if lemma not in _NAMING or first > cue + 2 or first < cue or r.deps[cue] == "relcl":
            return False
        mention = self._entities.mention_at(speaker)
        if r.words[speaker] in _PRONOUNS or (mention is not None and mention.type == "PERSON"):
            return False
        return not any(r.tags[c][0] == "W" or r.deps[c] == "agent" for c in r.children[cue])

    def is_mute(self, speaker: int) -> bool:
        """Return whether a source is a thing that cannot speak, a measurement, or God."""
        if speaker < 0 or "mute" not in self._nouns(speaker):
            return False
        mention = self._entities.mention_at(speaker)
        return mention is None or mention.type not in PEOPLE or mention.after - mention.first == 1

    def calls(self, cue: int | None, speaker: int | None, first: int) -> bool:
        """Return whether somebody calls something by the words in marks: *called it “a mess”*; *described as “big”*."""
        r = self._r
        if cue is None or speaker is None or not cue < first <= cue + _CALLED or r.tags[cue][0] != "V":
            return False
        if self._verbs.lemma(r.words[cue]) not in _CALLING or any(r.words[i] in _STOPS for i in range(cue, first)):
            return False
        if not r.text[r.starts[first]].islower():
            return False  # a name: they call it “Dolly”
        mention = self._entities.mention_at(speaker)
        somebody = mention is not None and mention.type in PEOPLE
        does = any(r.deps[c] in ("nsubj", "agent") and self._reaches(c, speaker) for c in r.children[cue])
        return does and (somebody or r.words[speaker] in _PRONOUNS)

    def calling(self, first: int) -> int:
        """Return the verb by which words in marks are what something is called, or -1: *called it “a mess”*."""
        r = self._r
        for at in range(first - 1, max(-1, first - _CALLED), -1):
            if r.words[at] in _STOPS:
                return -1
            if r.tags[at][0] == "V":
                lemma = self._verbs.lemma(r.words[at])
                named = lemma in _CALLING and r.text[r.starts[first]].islower()
                return at if named and (lemma in _NAMING_ALONE or "as" in r.words[at:first]) else -1
        return -1

    def _reaches(self, head: int, token: int) -> bool:
        return self._r.lefts[head] <= token <= self._r.rights[head]

    def _is_called(self, cue: int, first: int) -> bool:
        """Return whether it is what somebody calls otherwise: *[the “Marl plan”] was called “reckless”*."""
        r = self._r
        if self._verbs.lemma(r.words[cue]) not in _CALLING:
            return False
        return first < cue and any(r.deps[c] == "nsubjpass" and self._reaches(c, first) for c in r.children[cue])

    def _is_of_object(self, cue: int, first: int) -> bool:
        """Return whether a relative clause of what somebody handles holds it: *signed a bill that created a “zone”*."""
        r = self._r
        if first < cue or self._is_reporting(cue):
            return False
        at, related = first, False
        for _ in range(_CLIMB):
            if at == cue or r.heads[at] == at:
                break
            if r.deps[at] in ("relcl", "acl"):
                if self._is_reporting(at):
                    return False
                related = True
            at = r.heads[at]
        return at == cue and related

    def _is_reporting(self, verb: int) -> bool:
        """Return whether a verb may report or judge at all, by any list."""
        lemma, classes = self._verbs.lemma(self._r.words[verb]), self._cues.verb_classes(verb)
        listed = any(":" not in name for name in self._listed.get(lemma, _NONE))
        return listed or lemma in _CALLING or bool(classes and "loose" not in classes)

    def _is_titled(self, first: int) -> bool:
        """Return whether words in marks are what a thing before them is called: *a group called “We love it”*."""
        r = self._r
        at = first - 1
        while at > 0 and r.words[at] in _MARKS:
            at -= 1
        if at < 1 or r.tags[at] not in ("VBN", "VBD") or self._verbs.lemma(r.words[at]) not in _NAMING:
            return False
        thing = r.heads[at] if r.deps[at] == "acl" else at - 1 if r.tags[at - 1] == "NN" else -1
        mention = self._entities.mention_at(thing)
        return thing >= 0 and (mention is None or mention.type != "PERSON")

    def _begins_with_title(self, clause: Clause) -> bool:
        """Return whether a content begins with a thing and what it is called: *writing [a book called “Tides”]*."""
        first, after = clause.ranges[0]
        near = range(first + 2, min(after, first + _TITLED))
        return any(self._r.words[i] in _MARKS and self._is_titled(i + 1) for i in near)

    def _act(self, clause: Clause) -> Act | None:
        form = clause.form
        if clause.phrase:
            return "speech" if form == "clause" else None
        if clause.way not in ("according", "colon") and self.is_mute(clause.speaker):
            return None
        if clause.way == "according":  # to Ann Lee, the port is a disgrace: as she sees it
            seen = self._r.words[clause.cue] == "to"
            return None if form != "clause" else "thought" if seen else "speech"
        if clause.way == "colon":
            mention = self._entities.mention_at(clause.speaker)
            talks = any(tag[0] == "V" or tag == "MD" for a, b in clause.ranges for tag in self._r.tags[a:b])
            return "speech" if talks and mention and mention.type == "PERSON" else None
        if clause.way == "unsourced":
            told = "heard" in self._classes(clause.cue) and self._forms.has_to(clause.head)
            return "speech" if told else self._of_nobody(clause) if self._is_rumoured(clause) else None
        if form == "object":
            return "speech" if self._is_repeated(clause) else None
        if self._refusals.refuses(clause, form) or self._begins_with_title(clause):
            return None
        if self._r.tags[clause.cue][0] == "V":
            return self._of_verb(clause)
        taken_up = self._r.deps[clause.cue] == "dobj" and "repeats" in self._classes(self._r.heads[clause.cue])
        return None if taken_up and self._r.tags[clause.cue][0] == "N" else self._by_class(clause)

    def _by_class(self, clause: Clause) -> Act | None:
        """Return the act that the classes of the cue tell for this form."""
        said, thought = _CLASSES[clause.form]
        classes = self._classes(clause.cue)
        if clause.form == "hearer" and self._r.tags[clause.head] == "VBN" and not classes & _HEARD:
            said, thought = _CLASSES["clause"]  # argued [the holes mattered], a past tense that a tagger mistakes
        return "speech" if said in classes else "thought" if thought in classes else None

    def _of_verb(self, clause: Clause) -> Act | None:
        r, cue, form = self._r, clause.cue, clause.form
        classes = self._classes(cue)
        if clause.speaker < 0:
            passive = self._is_passive(cue)
            participle = r.tags[cue] == "VBN" or r.deps[cue] in ("advcl", "acl")
            if "heard" in classes and form in ("infinitive", "question") and (passive or participle):
                return "speech"
            rumoured = passive and form in ("clause", "infinitive") and self._is_rumoured(clause)
            return self._of_nobody(clause) if rumoured else None
        if self._is_passive(cue) and "heard" not in classes and not any(r.deps[c] == "agent" for c in r.children[cue]):
            if clause.way in ("adjective", "about") or self._with_prefix(cue, "adj:"):
                return self._by_class(clause)
            return "speech" if r.words[cue] in QUOTED else None
        lemma, source = self._verbs.lemma(r.words[cue]), self._nouns(clause.speaker)
        if form == "clause" and lemma in _SHOWING:
            return "speech" if self._speaks(clause.speaker) else None
        if lemma == "hear":
            return "speech" if form == "clause" and "hearing" in source else None
        if "picture" in source and lemma in _PICTURED:
            return None
        if form == "clause" and "finds" in classes:
            return "speech"
        return self._by_class(clause)

    def _of_nobody(self, clause: Clause) -> Act:
        """Return the act of what nobody in particular says or thinks: *it is feared that …*."""
        return "speech" if self._classes(clause.cue) & {"says", "rumoured"} else "thought"

    def _classes(self, token: int) -> frozenset[str]:
        """Return the classes of a cue, as a verb, a noun or an adjective."""
        tag = self._r.tags[token]
        if tag[0] == "V":
            of_verb = self._listed.get(self._verbs.lemma(self._r.words[token]), _NONE)
            return of_verb | self._with_prefix(token, "adj:") if tag == "VBN" else of_verb
        return self._with_prefix(token, "noun:" if tag[0] == "N" else "adj:")

    def _nouns(self, token: int) -> frozenset[str]:
        return self._with_prefix(token, "noun:")

    def _with_prefix(self, token: int, prefix: str) -> frozenset[str]:
        word = self._r.words[token]
        classes = word_lists.of_noun("acts.tsv", word)
        if word.endswith("ies"):
            classes |= self._listed.get(word[:-3] + "y", _NONE)
        return frozenset(name.removeprefix(prefix) for name in classes if name.startswith(prefix))

    def _speaks(self, speaker: int) -> bool:
        """Return whether a source is somebody, a body or a text, and not footage, data or a number."""
        mention = self._entities.mention_at(speaker)
        named = mention is not None and mention.type in PEOPLE
        return named or self._r.words[speaker] in _PRONOUNS or "text" in self._nouns(speaker)

    def _is_passive(self, cue: int) -> bool:
        return any(self._r.deps[c] in ("auxpass", "nsubjpass") for c in self._r.children[cue])

    def _is_rumoured(self, clause: Clause) -> bool:
        """Return whether it is said, and nobody says it: *is said to be ill*; *it is claimed that …*."""
        classes = self._classes(clause.cue)
        if "rumoured" in classes and self._forms.has_to(clause.head):
            return True
        plain = len(clause.ranges) == 1 and self._forms.is_finite(clause.head)
        return plain and ("says" in classes or "thinks" in classes)

    def _is_repeated(self, clause: Clause) -> bool:
        """Return whether an object carries a clause that it takes up: *denied [reports that …]*."""
        r, head = self._r, clause.head
        if clause.way not in ("object", "oblique") or "repeated" not in self._nouns(head):
            return False
        if "repeats" not in self._classes(clause.cue):
            return False
        return any(r.deps[c] in ("acl", "ccomp", "relcl") for c in r.children[head])
