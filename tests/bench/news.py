"""Invented news for measuring search: any number of coherent articles of real length, annotated as they are written.

An article has 600 to 800 words on one topic, a cast of people, organisations and places that belong to that topic, and
quotes by and about them; who is named, which source prints it and when are as skewed as in real news (Zipf's law).
The spans are true because the writer notes where it wrote; no annotator is involved. The same number gives the same
article.
"""

from __future__ import annotations

import hashlib
import random
import re
from bisect import bisect
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from services.search.index.changes import Change
from shared.models.annotations import (
    Annotation,
    Annotator,
    Context,
    Cue,
    Entity,
    EntityMention,
    EntityType,
    Mention,
    Quote,
    QuoteType,
    Speaker,
)
from shared.models.articles import Article
from shared.models.values import TextField
from shared.text import entity_id
from tests.bench import news_words as said_with
from tests.support.corpus import text_hash

SEED = 20_260_522
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = 6 * 365
PEOPLE, ORGANISATIONS, PLACES, SOURCES, TAILS = 4_000, 800, 400, 120, 12_000
"""How many of each there are in all."""
CAST = {"person": 250, "org": 60, "place": 40}
"""How many of each belong to one topic."""
ANNOTATORS = (("bench-1", 1), ("bench-2", 2))

_SLOT = re.compile(r"\{(\w+)\}")
Item = TypeVar("Item")


class Zipf(Generic[Item]):
    """Things of which the n-th is drawn 1/n as often as the first."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = list(items)
        self._bounds = list(accumulate(1 / (rank + 1) for rank in range(len(self.items))))

    def draw(self, chance: random.Random) -> Item:
        """One of them."""
        return self.items[bisect(self._bounds, chance.random() * self._bounds[-1])]


class Who(NamedTuple):
    """Somebody or something with a name."""

    id: str
    name: str
    short: str
    type: EntityType
    role: str | None = None


class Beat(NamedTuple):
    """A topic with those who belong to it, and the days on which it was in the news most."""

    topic: said_with.Topic
    people: Zipf[Who]
    organisations: Zipf[Who]
    places: Zipf[Who]
    peaks: list[int]


class World:
    """Who and what there is to write about."""

    def __init__(self) -> None:
        chance = random.Random(SEED)
        self.tails = Zipf(dict.fromkeys(_coined(chance) for _ in range(TAILS)))
        surnames = list(dict.fromkeys(_coined(chance) for _ in range(PEOPLE // 2)))
        people = []
        for _ in range(PEOPLE):
            surname = chance.choice(surnames)
            people.append((f"{chance.choice(said_with.FIRST_NAMES)} {surname}", surname))
        organisations = [
            chance.choice(said_with.ORGANISATIONS).format(tail=_coined(chance)) for _ in range(ORGANISATIONS)
        ]
        places = [_coined(chance) for _ in range(PLACES)]
        self.sources = Zipf(
            dict.fromkeys(f"{_coined(chance)} {chance.choice(said_with.PUBLISHERS)}" for _ in range(SOURCES))
        )
        self.authors = Zipf(name for name, _ in chance.choices(people, k=SOURCES * 5))
        self.beats = Zipf(
            Beat(
                topic,
                Zipf(
                    Who(entity_id("PERSON", name), name, short, "PERSON", chance.choice(topic.roles))
                    for name, short in chance.sample(people, CAST["person"])
                ),
                Zipf(
                    Who(entity_id("ORG", name), name, name, "ORG") for name in chance.sample(organisations, CAST["org"])
                ),
                Zipf(Who(entity_id("GPE", name), name, name, "GPE") for name in chance.sample(places, CAST["place"])),
                [chance.randrange(DAYS) for _ in range(5)],
            )
            for topic in said_with.TOPICS
        )

    def article(self, number: int) -> Change:
        """Article ``number``: its first version, with its annotation."""
        return _Writer(self, number).change()


class _Writer:
    """Writes one article, and notes who is named where and who says what."""

    def __init__(self, world: World, number: int) -> None:
        self.chance = random.Random(f"{SEED} {number}")
        self.world = world
        self.id = f"news-{number:06}"
        self.beat = world.beats.draw(self.chance)
        self.topic = self.beat.topic
        # The same few come back within an article.
        self.cast = {
            "person": Zipf(dict.fromkeys(self.beat.people.draw(self.chance) for _ in range(6))),
            "org": Zipf(dict.fromkeys(self.beat.organisations.draw(self.chance) for _ in range(3))),
            "place": Zipf(dict.fromkeys(self.beat.places.draw(self.chance) for _ in range(3))),
        }
        self.issues = Zipf(self.chance.sample(self.topic.issues, 3))
        self.text = ""
        self.words = 0
        self.mentions: list[EntityMention] = []
        self.forms: dict[Who, dict[str, None]] = {}
        self.quotes: list[Quote] = []

    def change(self) -> Change:
        title, title_mentions = self.headline()
        goal = self.chance.randint(600, 800)
        self.sentence(self.chance.choice(said_with.OPENINGS))
        while self.words < goal:
            self.text += "\n\n" if self.chance.random() < 0.4 else " "
            if self.chance.random() < 0.25:
                self.quote()
            else:
                self.sentence(self.chance.choice(said_with.SENTENCES))
        for place, quote in enumerate(self.quotes):
            before, after = self.text[max(0, quote.start - 120) : quote.start], self.text[quote.end : quote.end + 120]
            self.quotes[place] = quote.model_copy(update={"context": Context(before=before, after=after)})
        source = self.world.sources.draw(self.chance)
        article = Article(
            title=title,
            body=self.text,
            url=f"https://{source.split()[0].lower()}.example/{self.id}",
            source=source,
            published_at=self.published(),
            authors=list(
                dict.fromkeys(self.world.authors.draw(self.chance) for _ in range(self.chance.choice([1, 1, 2])))
            ),
            language="en" if self.chance.random() < 0.9 else self.chance.choice(["de", "fr", "es"]),
            tags=list(dict.fromkeys([self.topic.issues[0], self.issues.items[0]])),
        )
        version, generation = self.chance.choice(ANNOTATORS)
        annotation = Annotation(
            annotator=Annotator(version=version, generation=generation),
            entities=[
                Entity(
                    id=who.id, name=who.name, type=who.type, salience=0.5,
                    aliases=[form for form in forms if form != who.name],
                )
                for who, forms in self.forms.items()
            ],
            mentions=self.mentions + title_mentions,
            quotes=self.quotes,
        )  # fmt: skip
        accepted = BEGIN + timedelta(days=DAYS)
        return Change(self.id, 1, accepted, text_hash(article), article, annotation)

    def published(self) -> datetime | None:
        """Around a peak of the topic, or any day; one article in fifty has no date."""
        if self.chance.random() < 0.02:
            return None
        day = self.chance.gauss(self.chance.choice(self.beat.peaks), 20) if self.chance.random() < 0.6 else -1.0
        if not 0 <= day < DAYS:
            day = self.chance.randrange(DAYS)
        return BEGIN + timedelta(days=int(day), seconds=self.chance.randrange(86_400))

    def headline(self) -> tuple[str, list[EntityMention]]:
        """The title, and who is named in it."""
        self.sentence(self.chance.choice(said_with.HEADLINES))
        title, mentions = self.text, [m.model_copy(update={"field": "title"}) for m in self.mentions]
        self.text, self.words, self.mentions = "", 0, []
        return title, mentions

    def sentence(self, template: str, *, begins: bool = True) -> list[str]:
        """Write a sentence, or one that goes on with another; the ids of those who are named in it."""
        named, at, begin = [], 0, len(self.text)
        for slot in _SLOT.finditer(template):
            self.write(template[at : slot.start()])
            at = slot.end()
            if slot[1] in self.cast:
                who = self.cast[slot[1]].draw(self.chance)
                self.name(who)
                named.append(who.id)
            else:
                self.write(self.filler(slot[1]))
        self.write(template[at:])
        if begins:
            self.capitalise(begin)
        self.words += len(self.text[begin:].split())
        return named

    def write(self, text: str) -> None:
        self.text += text

    def capitalise(self, at: int) -> None:
        self.text = f"{self.text[:at]}{self.text[at].upper()}{self.text[at + 1 :]}"

    def filler(self, slot: str) -> str:
        """What is no name."""
        chance, topic = self.chance, self.topic
        match slot:
            case "thing":
                return chance.choice(topic.things)
            case "issue":
                return self.issues.draw(chance)
            case "action":
                return chance.choice(topic.actions)
            case "adjective":
                return chance.choice(said_with.ADJECTIVES)
            case "tail":
                return self.world.tails.draw(chance)
            case "day":
                return chance.choice(said_with.DAYS)
            case "ordinal":
                return chance.choice(said_with.ORDINALS)
            case "percent":
                return str(chance.randint(2, 80))
            case _:
                return str(chance.randint(2, 40))

    def name(self, who: Who) -> Mention:
        """Write a name: in full at first, and then mostly short."""
        known = self.forms.setdefault(who, {})
        form = who.short if known and self.chance.random() < 0.7 else who.name
        known[form] = None
        start = len(self.text)
        self.text += form
        field: TextField = "body"
        mention = EntityMention(start=start, end=len(self.text), text=form, type=who.type, entity=who.id, field=field)
        self.mentions.append(mention)
        return Mention(text=form, start=start, end=len(self.text))

    def quote(self) -> None:
        """Write a paragraph with a quote: direct, indirect, or both in one."""
        type_: QuoteType = self.chance.choice(["direct", "direct", "indirect", "mixed"])
        cue, lemma = self.chance.choice(said_with.CUES)
        claims = [self.chance.choice(said_with.CLAIMS) for _ in range(self.chance.choice([1, 1, 2, 3]))]
        claim = ", and ".join(claims)
        begin = len(self.text)
        if type_ == "direct":
            self.write("“")
            start, named = len(self.text), self.sentence(claim)
            end = len(self.text)
            self.write(",” ")
            cued = self.cue(cue, lemma)
            self.write(" ")
            speaker = self.speaker()
        else:
            speaker = self.speaker()
            self.write(" ")
            cued = self.cue(cue, lemma)
            self.write(" ")
            start, named = len(self.text), self.sentence(f"that {claim}", begins=False)
            end = len(self.text)
            self.capitalise(begin)
        self.write(".")
        verbatim = {"direct": [(start, end)], "indirect": [], "mixed": [(start + len("that "), end)]}[type_]
        text = self.text[start:end]
        self.quotes.append(
            Quote(
                id=hashlib.sha256(f"{self.id} {len(self.quotes)} {text}".encode()).hexdigest()[:16],
                start=start,
                end=end,
                text=text,
                spans=[(start, end)],
                verbatim=verbatim,
                type=type_,
                speaker=speaker,
                cue=cued,
                context=Context(before="", after=""),
                mentions=list(dict.fromkeys(named)),
            )
        )

    def cue(self, text: str, lemma: str) -> Cue:
        """Write the word that attributes."""
        start = len(self.text)
        self.text += text
        return Cue(text=text, start=start, end=len(self.text), lemma=lemma)

    def speaker(self) -> Speaker | None:
        """Write who speaks: mostly a name, now and then a pronoun or a description, seldom nobody."""
        kind = self.chance.random()
        start = len(self.text)
        if kind < 0.05:
            self.text += "someone"
            return None
        if kind < 0.12:
            text = self.chance.choice(said_with.DESCRIPTIONS)
            self.text += text
            mention = Mention(text=text, start=start, end=len(self.text))
            return Speaker(
                id=entity_id("description", text), name=text, mention=mention, resolved_by="description", confidence=0.6
            )
        who = self.cast["person"].draw(self.chance)
        if kind < 0.25:
            self.forms.setdefault(who, {})[who.name] = None
            self.text += "she"
            mention = Mention(text="she", start=start, end=len(self.text))
            by_pronoun = True
        else:
            mention, by_pronoun = self.name(who), False
        confidence = round(self.chance.uniform(0.5, 1.0), 3)
        return Speaker(
            id=who.id, name=who.name, type=who.type, mention=mention, role=who.role, confidence=confidence,
            resolved_by="pronoun" if by_pronoun else "name",
        )  # fmt: skip


def _coined(chance: random.Random) -> str:
    """A word that sounds like a name."""
    syllables = chance.choice([2, 2, 3])
    sound = "".join(chance.choice(said_with.ONSETS) + chance.choice(said_with.VOWELS) for _ in range(syllables))
    return (sound + chance.choice(said_with.CODAS)).capitalize()
