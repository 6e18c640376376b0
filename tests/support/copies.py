"""Invented news texts, and what newsrooms make of them: copies that are cut, retitled, lightly edited, framed by a
site's menus; updates that tell more; and the same form filled in anew, which is none of these."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

_PLACES = [
    "Halmstow",
    "Brackwater",
    "Ostrey",
    "Kelmarsh",
    "Tarn",
    "Veldby",
    "Norholt",
    "Pinemouth",
    "Sandrey",
    "Quillby",
    "Marwick",
    "Ashlow",
]
_PEOPLE = [
    "Brome",
    "Tilbrook",
    "Ferrow",
    "Nordmann",
    "Castell",
    "Okafor",
    "Lindqvist",
    "Marsh",
    "Petrova",
    "Duval",
    "Ibarra",
    "Sato",
]
_BODIES = [
    "council",
    "harbour board",
    "port authority",
    "teachers' union",
    "water company",
    "district court",
    "bus operator",
]
_THINGS = [
    "bridge",
    "ferry",
    "reservoir",
    "library",
    "tramline",
    "market",
    "school",
    "quarry",
    "lighthouse",
    "hospital",
    "stadium",
    "sewer",
]
_ADJECTIVES = [
    "old",
    "northern",
    "costly",
    "disused",
    "popular",
    "flooded",
    "narrow",
    "public",
    "damaged",
    "planned",
    "crowded",
    "quiet",
]
_VERBS = [
    "closed",
    "repaired",
    "sold",
    "extended",
    "inspected",
    "defended",
    "postponed",
    "funded",
    "reopened",
    "surveyed",
    "abandoned",
    "praised",
]
_REASONS = [
    "after weeks of heavy rain",
    "because the money had run out",
    "despite protests from shopkeepers",
    "to spare commuters",
    "on the advice of engineers",
    "against the wishes of residents",
    "in the hope of more visitors",
    "as winter approached",
    "under pressure from insurers",
    "following a vote that nobody had expected",
]
_TAILS = [
    "Nobody was hurt.",
    "A decision is due in autumn.",
    "Work had begun in spring.",
    "The file runs to many pages.",
    "Neighbours said they had heard nothing.",
    "The plan has been discussed for years.",
    "Tenders close next week.",
    "Critics called it a waste.",
    "Boats were moved overnight.",
    "The minutes have not been published.",
]

Source = random.Random


@dataclass(frozen=True)
class Story:
    """A text: its title, its paragraphs, and on which day (from 1) it was published."""

    title: str
    paragraphs: tuple[str, ...]
    day: int

    @property
    def body(self) -> str:
        """The paragraphs, an empty line between two."""
        return "\n\n".join(self.paragraphs)


def story(source: Source, sentences: int = 14) -> Story:
    """Return a text that nobody has written yet."""
    told = [_sentence(source) for _ in range(sentences)]
    paragraphs = [" ".join(told[start : start + 2]) for start in range(0, sentences, 2)]
    return Story(_title(source), tuple(paragraphs), source.randint(1, 20))


def exact(source: Source, original: Story) -> Story:
    """Return it as it is, a day later."""
    return replace(original, day=original.day + source.randint(0, 1))


def retitled(source: Source, original: Story) -> Story:
    """Return it under another title."""
    return replace(exact(source, original), title=_title(source))


def edited(source: Source, original: Story) -> Story:
    """Return it with a word in twenty-five replaced, and now and then two sentences made one."""
    words = original.body.split(" ")
    for place in source.sample(range(len(words)), len(words) // 25):
        if words[place].islower() and words[place].isalpha():
            words[place] = source.choice((*_ADJECTIVES, *_VERBS))
    body = " ".join(words).replace(". A ", ", and a ", 1)
    return replace(exact(source, original), paragraphs=tuple(body.split("\n\n")))


def cut(source: Source, original: Story) -> Story:
    """Return its beginning, between a third and three quarters of it, under a title of its own."""
    kept = max(2, round(len(original.paragraphs) * source.uniform(0.34, 0.75)))
    return replace(retitled(source, original), paragraphs=original.paragraphs[:kept])


def framed(source: Source, original: Story) -> Story:
    """Return it with what a site puts before and behind every text, which nobody has cleaned away."""
    site = source.choice(_PLACES)
    before = f"{site} Mirror | News | Sport | Weather\n\nPosted by the newsroom. Share this on your favourite network"
    behind = f"Read also: {_title(source)}\n\nSubscribe to the {site} letter. All rights reserved by the {site} press."
    return replace(exact(source, original), paragraphs=(before, *original.paragraphs, behind))


def expanded(source: Source, original: Story) -> Story:
    """Return an update: the same story with paragraphs more between its own and behind them."""
    more = [f"{_sentence(source)} {_sentence(source)}" for _ in range(max(2, len(original.paragraphs) // 2))]
    paragraphs = list(original.paragraphs)
    for paragraph in more:
        paragraphs.insert(source.randint(2, len(paragraphs)), paragraph)
    return replace(exact(source, original), paragraphs=tuple(paragraphs))


def corrected(source: Source, original: Story) -> Story:
    """Return an update: one figure is another."""
    figures = sorted({word.strip(".,") for word in original.body.split() if word[0].isdigit()})
    if not figures:
        return expanded(source, original)
    wrong = source.choice(figures)
    right = str(int(wrong) + source.randint(1, 9))
    paragraphs = tuple(paragraph.replace(f" {wrong} ", f" {right} ") for paragraph in original.paragraphs)
    return replace(exact(source, original), paragraphs=paragraphs)


KINDS: dict[str, Callable[[Source, Story], Story]] = {
    "exact": exact,
    "retitled": retitled,
    "edited": edited,
    "cut": cut,
    "framed": framed,
    "expanded": expanded,
    "corrected": corrected,
}
"""What makes of a text another one of the same story."""

_FORM = (
    "The {body} of {place} said it sold bonds of {a} million crowns at a yield of {b} per cent on {day}."
    " Bids came to {c} million, against {d} million at the last sale, and {e} of them were accepted in full."
    " The next sale of bonds by the {body} is due in {f} weeks, when up to {g} million may be offered to banks."
)


def forms(source: Source, count: int) -> Sequence[Story]:
    """Return texts of one form that is filled in anew each time: no copies of one another."""
    body, place = source.choice(_BODIES), source.choice(_PLACES)
    return [
        Story(
            f"{place} sells bonds",
            (
                _FORM.format(
                    body=body,
                    place=place,
                    day=source.choice(("Monday", "Tuesday", "Thursday")),
                    **{name: source.randint(11, 999) for name in "abcdefg"},
                ),
            ),
            day,
        )
        for day in source.sample(range(1, 90), count)
    ]


def _title(source: Source) -> str:
    return (
        f"{source.choice(_PLACES)} {source.choice(_THINGS)} {source.choice(_VERBS)} {source.choice(_REASONS)}"
    ).capitalize()


def _sentence(source: Source) -> str:
    subject = f"The {source.choice(_BODIES)} of {source.choice(_PLACES)}"
    thing = f"{source.choice(_ADJECTIVES)} {source.choice(_THINGS)}"
    verb, reason, person = source.choice(_VERBS), source.choice(_REASONS), source.choice(_PEOPLE)
    match source.randrange(4):
        case 0:
            return f"{subject} {verb} the {thing} {reason}. {source.choice(_TAILS)}"
        case 1:
            cost = source.randint(12, 980)
            return f"{subject} said on its page that it had {verb} the {thing} at a cost of {cost} thousand crowns."
        case 2:
            years = source.randint(2, 31)
            return f"“We {verb} the {thing} {reason},” said {person}, who has led it for {years} years."
        case _:
            return f"A {thing} near {source.choice(_PLACES)} was {verb} by {person} {reason}."
