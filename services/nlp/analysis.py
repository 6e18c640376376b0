"""Analysis: one article on its way from evidence to quotes, a step a property.

``clauses`` → ``attributions`` → ``contents`` → ``quotes``; each is made once, when it is first asked for. The annotator
asks for the last, the fitting of rankers and tests for those before.
"""

from __future__ import annotations

from functools import cached_property

from services.nlp.attribution import attributing
from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.features import describe_clauses
from services.nlp.quotes import transcripts
from services.nlp.quotes.announced import Announced
from services.nlp.quotes.assembly import Assembly
from services.nlp.quotes.contents import Content
from services.nlp.quotes.enclosing import enclose
from services.nlp.quotes.judging import judge_modality
from services.nlp.quotes.nested import nest
from services.nlp.quotes.resolving import SpeakerResolver
from services.nlp.quotes.writing import Writer
from services.nlp.ranking.trees import Rankers
from services.nlp.speakers.evidence import Evidence
from services.nlp.work_limits import CLAUSES
from shared.models.annotations import Quote


class Analysis:
    """The analysis of one article by fitted rankers."""

    def __init__(self, evidence: Evidence, fitted: Rankers) -> None:
        self.evidence = evidence
        self.fitted = fitted

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses that may report something, each with the probability that it does."""
        clauses = describe_clauses(self.evidence)
        probabilities = self.fitted.clause.probability([clause.features for clause in clauses])
        for clause, probability in zip(clauses, probabilities, strict=True):
            clause.probability = probability
        return clauses

    @cached_property
    def attributions(self) -> list[Attribution]:
        """The segments that somebody said, each with its speaker."""
        return attributing.attribute(self.evidence, self.clauses, self.fitted)

    @cached_property
    def contents(self) -> list[Content]:
        """Whole attributed contents, and those that one reports of another."""
        lines = transcripts.lines(self.evidence.reading, self.evidence.entities)
        assembly = Assembly(self.evidence, self.fitted)
        blocks = Announced(self.evidence).blocks()
        contents = assembly.contents(lines, self.attributions, self.clauses, blocks)
        contents = enclose(self.evidence, contents, self.clauses, self.fitted.report_threshold)
        return nest(self.evidence, contents, self.clauses)

    @property
    def partial(self) -> str | None:
        """Why something was left out, in words for the reader of the annotation; None where nothing was."""
        reading, segments = self.evidence.reading, self.evidence.segments
        weighed, length = attributing.weighable(self.evidence), len(reading.text)
        reasons = []
        if reading.unread:
            body = length - reading.body_start
            reasons.append(f"Only the first {body:,} of {body + reading.unread:,} characters of the body were read.")
        if weighed < len(segments):
            reasons.append(f"Only the first {weighed:,} of {len(segments):,} passages in quotation marks were weighed.")
        if len(self.clauses) >= CLAUSES.of(length):
            reasons.append(f"Only the first {len(self.clauses):,} passages that may be reported were weighed.")
        return " ".join([*reasons, "The text takes more work than articles of its length do."]) if reasons else None

    def quotes(self, article_id: str) -> list[Quote]:
        """Return the public quotes of the article: its contents resolved, judged and written down."""
        attributed = SpeakerResolver(self.evidence).resolve(self.contents)
        return Writer(article_id, self.evidence).write(judge_modality(self.evidence, attributed))
