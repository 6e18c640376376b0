"""The annotator: articles in, their entities and quotes out. Pure; everything else in this service only carries it.

>>> annotator = load(Settings())                                                # doctest: +SKIP
>>> [annotation] = annotator.annotate([Text("a1", "", "“We won,” said Ann Lee.")])  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, cast

from spacy.language import Language
from spacy.tokens import Doc

from services.nlp.analysis import Analysis
from services.nlp.attribution.attributing import SECOND
from services.nlp.attribution.quoted_features import FIRST
from services.nlp.clauses.features import CLAUSE
from services.nlp.entities import tagger
from services.nlp.entities.finding import Entities
from services.nlp.language import detect
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.model import load_model, tokenize
from services.nlp.parse.paragraphs import pieces
from services.nlp.parse.reading import TITLE_BREAK, Reader, Reading
from services.nlp.ranking.trees import Rankers, rankers
from services.nlp.settings import Settings
from services.nlp.speakers.evidence import gather
from services.nlp.text import Text
from services.nlp.version import GENERATION, annotator_version
from services.nlp.work_limits import TOKENS
from shared.figures import FIGURES
from shared.models import annotations as models
from shared.models.annotations import Annotation, EntityMention, EntityType
from shared.text import entity_id

PIECE_CHARS = 20_000
"""Characters of the longest text parsed as one document: 4,000 words, more than nearly every article has."""

BATCH_TOKENS = 4_500
"""Most tokens that go through the network together, unless a single document has more: it takes 15 KB for each of them
until all are done. With 3,000 to 6,000, some six usual articles, annotating takes 5 to 12 % less processor time than
with 16,000, whose numbers fit into no cache, and less than with 1,500."""

_READ = frozenset(("en", "eng", "mul", "und"))
"""Languages whose texts are annotated. Besides English, tags that say no language."""


class Annotator(Protocol):
    """The port: what the worker and the command line need."""

    @property
    def annotator(self) -> models.Annotator:
        """The annotator's version and generation: part of every annotation."""
        ...

    def annotate(self, texts: Sequence[Text]) -> list[Annotation]:
        """Return an annotation for each text, in order. The same text always gets the same one."""
        ...


class SpacyAnnotator:
    """The rules of this package over the parse of a spaCy model; without rankers it only reads, for their fitting."""

    def __init__(self, nlp: Language, settings: Settings, fitted: Rankers | None) -> None:
        self.nlp = nlp
        self._fitted = fitted
        self._batch = settings.annotate_batch
        self._reader = Reader(nlp.vocab)
        self.verbs = Verbs(nlp)
        self._annotator = models.Annotator(version=annotator_version(nlp), generation=GENERATION)

    @property
    def annotator(self) -> models.Annotator:
        """The version of rules, data and model together."""
        return self._annotator

    def annotate(self, texts: Sequence[Text]) -> list[Annotation]:
        """Return an annotation for each text, in order; all go through the network together."""
        detected = [None if text.language else detect(text.body) for text in texts]
        languages = [text.language or (told.tag if told else None) for text, told in zip(texts, detected, strict=True)]
        read = [text for text, language in zip(texts, languages, strict=True) if is_read(language)]
        readings = iter(self.read(read))
        made = (
            self.annotation(text, next(readings)) if is_read(language) else self._unread(language)
            for text, language in zip(texts, languages, strict=True)
        )
        return [
            annotation.model_copy(update={"detected_language": told})
            for annotation, told in zip(made, detected, strict=True)
        ]

    def _unread(self, language: str | None) -> Annotation:
        """Return the annotation, empty, of a text in a language that nobody here reads."""
        return Annotation(
            annotator=self._annotator,
            partial=f"Nothing was annotated: the article's language is {language}, and only English is read.",
            not_annotated=f"language {language}",
        )

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        """Return the texts as the rules read them: parsed, in one piece each, as far as ``TOKENS`` reaches."""
        tokenized = [self._tokenized(text) for text in texts]
        docs = [doc for pieces_of in tokenized for _, doc in pieces_of]
        parsed = (doc for some in batches(docs, self._batch) for doc in self.nlp.pipe(some, batch_size=len(some)))
        readings = []
        for text, pieces_of in zip(texts, tokenized, strict=True):
            offset, last = pieces_of[-1]
            end = offset + len(last.text) - (len(text.title) + len(TITLE_BREAK) if text.title else 0)
            known = replace(text, body=text.body[: max(0, end)])
            reading = self._reader.read(known, [(offset, next(parsed)) for offset, _ in pieces_of])
            reading.unread = len(text.body) - len(known.body)
            readings.append(reading)
        return readings

    def _tokenized(self, text: Text) -> list[tuple[int, Doc]]:
        """Return the pieces of a text as tokens, each with the characters before it; the title is its own piece."""
        shift = len(text.title) + len(TITLE_BREAK) if text.title else 0
        whole = [(0, text.title)] if text.title else []
        whole += [(shift + a, text.body[a:b]) for a, b in pieces(text.body, PIECE_CHARS)]
        left = TOKENS.of(len(text.title) + len(text.body))
        tokenized: list[tuple[int, Doc]] = []
        for offset, piece in whole:
            doc = tokenize(self.nlp, piece, left)
            tokenized.append((offset, doc))
            left -= len(doc)
            if len(doc.text) < len(piece) or not left:
                break
        return tokenized

    def analysis(self, reading: Reading) -> Analysis:
        """Return the analysis of a text that has been read, every step of it still to be asked for."""
        assert self._fitted, "an annotator without rankers only reads"
        return Analysis(gather(reading, self.verbs), self._fitted)

    def annotation(self, text: Text, reading: Reading) -> Annotation:
        """Return the annotation of a text that has been read: its entities, their mentions, its quotes."""
        analysis = self.analysis(reading)
        entities = analysis.evidence.entities
        ids = [entity_id(e.type, e.name) for e in entities.all]
        quotes = analysis.quotes(text.id)
        named = _entities(reading, entities, ids)
        return Annotation(
            annotator=self._annotator,
            entities=[*named, *_authors(quotes, named)],
            mentions=_mentions(reading, entities, ids),
            quotes=quotes,
            partial=analysis.partial,
        )


def is_read(language: str | None) -> bool:
    """Return whether a text of this language tag is annotated: English, *en-GB*, and where none is told, *und*."""
    return language is None or language.split("-")[0] in _READ


def batches(docs: Iterable[Doc], most: int) -> Iterator[list[Doc]]:
    """Return documents in batches of at most so many, and of about as many tokens as memory should hold at once."""
    batch: list[Doc] = []
    tokens = 0
    for doc in docs:
        if batch and (len(batch) == most or tokens + len(doc) > BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(doc)
        tokens += len(doc)
    if batch:
        yield batch


def _mentions(reading: Reading, entities: Entities, ids: list[str]) -> list[EntityMention]:
    """Return all mentions, those of the title first, in the order of the text."""
    mentions = []
    for entity, id_ in zip(entities.all, ids, strict=True):
        for m in entity.mentions:
            where, shift = reading.text_position(m.start)
            mentions.append(
                EntityMention(
                    start=m.start - shift,
                    end=m.end - shift,
                    text=m.text,
                    type=cast("EntityType", entity.type),
                    entity=id_,
                    field=where,
                )
            )
    return sorted(mentions, key=lambda m: (m.field != "title", m.start))


def _entities(reading: Reading, entities: Entities, ids: list[str]) -> list[models.Entity]:
    """Return the entities, the most salient first. Names that share a slug are one: an id is a name's identity.

    Salience is 0.7 for the share that the entity's mentions are of those of the name which is mentioned most (figures
    do not count), and 0.3 for how early it is mentioned first.
    """
    groups: dict[str, list[int]] = {}
    for number, id_ in enumerate(ids):
        groups.setdefault(id_, []).append(number)
    most = max((len(e.mentions) for e in entities.all if e.type not in FIGURES), default=1)
    public = []
    for id_, numbers in groups.items():
        members = [entities.all[n] for n in numbers]
        forms = sum((e.forms for e in members[1:]), members[0].forms)
        count = forms.total()
        first = min(m.start for e in members for m in e.mentions)
        salience = 0.7 * min(1.0, count / most) + 0.3 * (1 - first / max(1, len(reading.text)))
        public.append(
            models.Entity(
                id=id_,
                name=members[0].name,
                type=cast("EntityType", members[0].type),
                aliases=[form for form, _ in forms.most_common() if form != members[0].name],
                salience=round(min(1.0, salience), 3),
            )
        )
    return sorted(public, key=lambda e: (-e.salience, e.id))


def _authors(quotes: Iterable[models.Quote], named: Iterable[models.Entity]) -> list[models.Entity]:
    """Return the speakers whom the text does not name, but the signature under it: an *I*'s id is an entity's, too."""
    known = {entity.id for entity in named}
    speakers = {quote.speaker.id: quote.speaker for quote in quotes if quote.speaker and quote.speaker.type}
    return [
        models.Entity(id=speaker.id, name=speaker.name, type=speaker.type, salience=0.0)
        for speaker in speakers.values()
        if speaker.type and speaker.id not in known
    ]


def load(settings: Settings | None = None) -> Annotator:
    """Load the model and make the annotator. A plain call of about a second, to be made before a worker forks.

    Raises OSError when the model is not installed.
    """
    return SpacyAnnotator(load_pipeline(), settings or Settings(), rankers(FIRST, SECOND, CLAUSE))


def load_pipeline() -> Language:
    """Load spaCy's model with our tagger in it. Raises OSError when the model is not installed."""
    nlp = load_model()
    nlp.add_pipe(tagger.COMPONENT)
    return nlp
