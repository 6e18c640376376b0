"""Acts: whether a clause is put into a mouth (speech) or into a mind (thought), or is a quote at all.

A quote is content that could be given as *X said that …* or *X thinks that …*: a clause, a question, an infinitive. Its
cue has to be a word that reports content of this form (``acts.tsv``); *criticised the accord*, *decided to close*,
*hit a wall* report none, *declined to say* reports that nothing was said, and what footage shows nobody says.
"""

from __future__ import annotations

from services.nlp.clauses.clause_spans import Clause, Form
from services.nlp.lexicon import word_lists
from services.nlp.parse.reading import SUBJECTS
from services.nlp.speakers.evidence import Evidence
from shared.models import Act

_CLASSES: dict[Form, tuple[str, str]] = {
    "clause": ("says", "thinks"),
    "question": ("asks", "wonders"),
    "infinitive": ("vows", "hopes"),
    "hearer": ("orders", "expects"),
    "gerund": ("admits", ""),
}
"""The classes of cues that put a content of a form into a mouth, and into a mind."""

_QUESTION = frozenset({"whether", "if", "why", "how", "what", "who", "whom", "when", "where", "which", "whose"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_WHOLE = frozenset({"around", "according", "heard", "rest"})
"""Ways of clauses that are sentences."""
_PEOPLE = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_SPEAKING_THINGS = frozenset(
    [
        "report",
        "study",
        "statement",
        "survey",
        "poll",
        "letter",
        "document",
        "paper",
        "court",
        "memo",
        "filing",
        "indictment",
        "complaint",
        "analysis",
        "research",
        "review",
        "audit",
        "investigation",
        "article",
        "book",
        "email",
        "note",
        "ruling",
        "judgment",
        "judgement",
        "verdict",
        "order",
        "lawsuit",
        "testimony",
        "inquiry",
        "panel",
        "jury",
        "committee",
        "commission",
        "bulletin",
        "advisory",
        "forecast",
        "manifesto",
        "post",
        "tweet",
        "message",
        "text",
        "transcript",
        "affidavit",
        "notice",
        "sign",
        "notice",
        "dossier",
        "minutes",
        "diary",
        "obituary",
        "editorial",
        "account",
        "accounts",
        "newspaper",
        "paper",
        "magazine",
        "website",
        "post",
        "petition",
        "findings",
        "reports",
        "documents",
        "letters",
        "emails",
        "records",
        "papers",
        "statements",
        "studies",
        "surveys",
        "polls",
        "researchers",
        "they",
        "he",
        "she",
        "we",
        "who",
        "it",
    ]
)
_SEEN_THINGS = frozenset(
    [
        "footage",
        "video",
        "videos",
        "image",
        "images",
        "picture",
        "pictures",
        "photo",
        "photos",
        "photograph",
        "photographs",
        "data",
        "figure",
        "figures",
        "result",
        "results",
        "recording",
        "recordings",
        "evidence",
        "satellite",
        "scan",
        "scans",
        "x-ray",
        "test",
        "tests",
        "reading",
        "readings",
        "chart",
        "charts",
        "graph",
        "map",
        "maps",
        "trend",
        "trends",
        "number",
        "numbers",
        "statistics",
        "sign",
        "signs",
        "history",
        "experience",
        "experiments",
        "experiment",
        "observations",
        "sample",
        "samples",
        "symptom",
        "symptoms",
        "record",
        "score",
        "scores",
        "clip",
        "clips",
        "camera",
        "cameras",
        "sensor",
        "sensors",
        "radar",
        "measurement",
        "measurements",
    ]
)
_SHOWING = frozenset({"show", "prove", "demonstrate", "illustrate", "document", "support"})
_HEARING = frozenset({"court", "coroner", "inquest", "inquiry", "tribunal", "jury", "hearing", "committee", "panel"})
_REPEATED = frozenset(
    [
        "claim",
        "claims",
        "report",
        "reports",
        "allegation",
        "allegations",
        "suggestion",
        "suggestions",
        "rumour",
        "rumours",
        "rumor",
        "rumors",
        "plan",
        "plans",
        "accusation",
        "accusations",
        "assertion",
        "assertions",
        "speculation",
        "news",
    ]
)
_REPEATING = frozenset(
    [
        "deny",
        "reject",
        "dismiss",
        "confirm",
        "announce",
        "unveil",
        "reveal",
        "dispute",
        "refute",
        "repeat",
        "disclose",
        "rebut",
        "warn",
        "outline",
    ]
)


class Acts:
    """The acts of the clauses of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._verbs = evidence.verbs
        self._classes = word_lists.classes("acts.tsv")

    def classes(self, token: int) -> frozenset[str]:
        """What the word at a token does, by ``acts.tsv``."""
        r = self._r
        tag = r.tags[token]
        if tag[0] == "V":
            kinds = self._classes.get(self._verbs.lemma(r.words[token]), frozenset())
            return frozenset(kind for kind in kinds if ":" not in kind)
        prefix = "noun:" if tag[0] == "N" else "adj:"
        word = r.words[token]
        kinds = self._classes.get(word) or self._classes.get(_singular(word), frozenset())
        return frozenset(kind.removeprefix(prefix) for kind in kinds if kind.startswith(prefix))

    def form(self, clause: Clause) -> Form:
        """The form of a clause's content."""
        r = self._r
        if clause.way == "rest":
            return "clause" if self._says_something(*clause.ranges[0]) else "object"
        if clause.way == "heard":
            return "clause" if self._verb_of(*clause.ranges[0]) >= 0 else "object"
        if clause.way in ("around", "according"):
            return "clause" if any(r.tags[i] in _FINITE for a, b in clause.ranges for i in range(a, b)) else "object"
        if clause.way in _WHOLE:
            return "clause"
        first = clause.ranges[0][0]
        head = clause.head
        if r.words[first] in _QUESTION and r.tags[first] in ("WRB", "WP", "WDT", "WP$", "IN"):
            return "question"
        after = clause.ranges[0][1]
        if r.tags[first] == "VBG" and clause.way in ("infinitive", "gerund", "oblique", "complement"):
            return "gerund"
        if clause.way in ("object", "wide"):
            if self._to(head) and clause.way == "wide" and r.tags[head][0] == "V":
                return "hearer"
            if self._verbs.lemma(r.words[clause.cue]) == "accuse":
                of = [i for i in range(first, after - 1) if r.words[i] == "of" and r.tags[i + 1] == "VBG"]
                return "gerund" if of else "object"
            if clause.way == "object" and self._asked(head, after):
                return "hearer"
            if r.tags[head] in ("VBN", "VBD") and clause.way == "wide" and not self._finite(head):
                return "hearer"
            verb = self._verb_of(first, after)
            return "clause" if verb >= 0 and r.lefts[verb] <= first else "object"
        if not first <= head < after:
            head = self._verb_of(first, after)
            if head < 0:
                return "object"
        if r.tags[head] == "VBG" and not self._auxiliary(head):
            return "gerund"
        subject = any(r.deps[c] in SUBJECTS or r.deps[c] == "expl" for c in r.children[head])
        if self._to(head) and not self._finite(head):
            return "hearer" if subject and clause.way == "complement" else "infinitive"
        if clause.way in ("oblique", "about") and r.tags[head][0] != "V":
            return "object"
        if subject and self._finite(head):
            return "clause"
        if subject and r.tags[head] in ("VB", "VBN") and clause.way in ("complement", "noun"):
            bare = r.tags[head] == "VB" or any(r.words[c] == "be" for c in r.children[head])
            return "clause" if bare else "hearer"
        return "object"

    def act(self, clause: Clause) -> Act | None:
        """Whose content it is: said, thought, or nobody's."""
        r = self._r
        cue, form = clause.cue, self.form(clause)
        if clause.way == "according":
            return "speech" if form == "clause" else None
        if clause.way == "colon":
            mention = self._entities.mention_at(clause.speaker)
            return "speech" if mention and mention.type == "PERSON" else None
        classes = self.classes(cue)
        if clause.way == "unsourced":
            told = "heard" in classes and self._to(clause.head)
            return "speech" if told or self._rumoured(clause, classes) else None
        if form == "object":
            return self._repeated(clause)
        if self._withheld(cue, form):
            return None
        if clause.speaker < 0 and r.tags[cue][0] == "V":
            if (
                "heard" in classes
                and form in ("infinitive", "question")
                and (self._passive(cue) or r.tags[cue] == "VBN")
            ):
                return "speech"
            passive = self._passive(cue) and (form == "clause" or form == "infinitive")
            return "speech" if passive and self._rumoured(clause, classes) else None
        if r.tags[cue][0] == "N" and r.deps[cue] == "dobj" and self._verbs.lemma(r.words[r.heads[cue]]) in _REPEATING:
            return None
        said, thought = _CLASSES[form]
        if clause.speaker >= 0 and clause.way not in ("noun", "adjective"):
            source = r.words[clause.speaker]
            if self._passive(cue) and "heard" not in classes and clause.way == "complement":
                return "speech" if r.words[cue] in ("quoted", "cited", "heard", "reported", "recorded") else None
            lemma = self._verbs.lemma(r.words[cue])
            if form == "clause" and lemma in _SHOWING:
                return "speech" if self._speaks(clause.speaker) else None
            if lemma == "hear":
                return "speech" if source in _HEARING and form == "clause" else None
            if source in _SEEN_THINGS and "shown" in classes:
                return None
            if form == "clause" and "finds" in classes:
                return "speech"
        if said in classes:
            return "speech"
        if thought in classes:
            return "thought"
        return None

    def _verb_of(self, first: int, after: int) -> int:
        """The finite verb of a stretch that a parser did not take for a clause, or -1."""
        r = self._r
        for i in range(first + 1, after):
            if r.tags[i][0] == "W":
                return -1
            if r.tags[i] in _FINITE and r.deps[i] in (
                "ccomp",
                "ROOT",
                "conj",
                "xcomp",
                "parataxis",
                "dep",
                "pcomp",
                "relcl",
                "aux",
            ):
                return i if r.deps[i] != "aux" else r.heads[i]
        return -1

    def _asked(self, head: int, after: int) -> bool:
        """Whether an object is somebody who is to do something: *wanted [households to save]*."""
        r = self._r
        mention = self._entities.mention_at(head)
        body = r.tags[head] in ("NNS", "NNPS", "PRP") or (mention is not None and mention.type in _PEOPLE)
        return body and head + 1 < after and r.words[head + 1] == "to" and r.tags[head + 1] == "TO"

    def _says_something(self, first: int, after: int) -> bool:
        """Whether a stretch holds a clause: a subject with its finite verb."""
        r = self._r
        if r.tags[first] in ("IN", "TO", "VBG", "VBN") and r.words[first] not in ("if", "when", "while", "as"):
            return False
        return any(
            self._finite(i) and any(r.deps[c] in SUBJECTS and first <= c for c in r.children[i])
            for i in range(first, after)
            if r.tags[i][0] == "V"
        )

    def _to(self, head: int) -> bool:
        r = self._r
        return any(r.words[c] == "to" and r.tags[c] == "TO" for c in r.children[head] if c < head)

    def _finite(self, head: int) -> bool:
        r = self._r
        return r.tags[head] in _FINITE or any(
            r.tags[c] in _FINITE for c in r.children[head] if r.deps[c] in ("aux", "auxpass")
        )

    def _auxiliary(self, head: int) -> bool:
        return any(self._r.deps[c] in ("aux", "auxpass") for c in self._r.children[head])

    def _passive(self, cue: int) -> bool:
        r = self._r
        return any(r.deps[c] in ("auxpass", "nsubjpass") for c in r.children[cue])

    def _speaks(self, speaker: int) -> bool:
        """Whether it is somebody, a body, or a text: not footage, data or a number."""
        r = self._r
        mention = self._entities.mention_at(speaker)
        if mention and mention.type in _PEOPLE:
            return True
        return r.words[speaker] in _SPEAKING_THINGS

    def _withheld(self, cue: int, form: Form) -> bool:
        """*Declined to say …*, *did not say whether …*, *would not say how …*."""
        r = self._r
        above = r.heads[cue]
        if r.deps[cue] == "xcomp" and r.tags[above][0] in "VJ":
            lemma = self._verbs.lemma(r.words[above])
            if "withheld" in self._classes.get(lemma, frozenset()) or r.words[above] in (
                "unable",
                "unwilling",
                "reluctant",
            ):
                return True
        return form == "question" and any(r.deps[c] == "neg" for c in r.children[cue])

    def _rumoured(self, clause: Clause, classes: frozenset[str]) -> bool:
        """*Is said to be ill*; *it is claimed that …*; *was told that …*, whoever told it."""
        r = self._r
        head = clause.head
        if "rumoured" in classes and self._to(head):
            return True
        if len(clause.ranges) == 1 and self._finite(head):
            return "says" in classes or "thinks" in classes
        return False

    def _repeated(self, clause: Clause) -> Act | None:
        """*Denied [reports that …]*, *announced [plans to …]*: the object carries a clause."""
        r = self._r
        if clause.way not in ("object", "oblique") or r.words[clause.head] not in _REPEATED:
            return None
        if self._verbs.lemma(r.words[clause.cue]) not in _REPEATING:
            return None
        carries = any(r.deps[c] in ("acl", "ccomp", "relcl") for c in r.children[clause.head])
        return "speech" if carries else None


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
