"""The corpus that every question is asked of: a year of odd words, and articles that each hold a known trap."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from services.search.index.changes import Change
from shared.models.annotations import Modality, QuoteType
from tests.support.corpus import LEMMAS, AnyName, Name, Said, a_month, change, deletion, metadata_only

START = datetime(2026, 1, 1, tzinfo=UTC)
VOCABULARY = (
    "gull", "gulls", "Gull’s", "ferry", "ferries", "negotiate", "negotiations", "university", "universal", "Łódź",
    "lodz", "straße", "U.S.", "well-known", "naïve", "Москва", "москвой", "東京", "京", "don't", "O’Brien", "the", "to",
    "be", "not", "10,000", "3.5", "COVID-19", "ﬁnance", "½", "#tag", "a_b", "Ελλάδα", "בית", "ไทย", "한국",
    "e\u0301tude", "İstanbul", "co\u00adoperate", "said", "internally", "international",
)  # fmt: skip

COUNTRY, PLAYER, BRAND = Name("Jordan", "GPE"), Name("Jordan", "PERSON"), Name("Jordan", "ORG")
US = Name("U.S.", "GPE")
ZARIF, ABE, TOKYO = "محمد جواد ظریف", "安倍晋三", Name("東京", "GPE")
ANALYSTS, OFFICIALS = Name("analysts", None), Name("two officials", None)
REGATTA, ATLANTIS = Name("Winter Regatta", "EVENT"), Name("Atlantis", "GPE")
PEOPLE: tuple[AnyName, ...] = (
    "Ada Nordmann", "Mohsen Milani", "Milani", "Zofia Łuczak", "Central Bank", "Iran", "Łódź", PLAYER, COUNTRY, US,
    ABE, ANALYSTS,
)  # fmt: skip
ALIASES = {
    "Mohsen Milani": ["Milani", "the professor"],
    "Iran": ["Tehran", "Islamic Republic of Iran"],
    "Zofia Łuczak": ["ZOFIA ŁUCZAK", "Łuczak", "Sophie O’Luczak-Nordmann"],
    "Jordan": ["Air Jordan"],
}
SOURCES = ("The Daily Gull", "Evening Heron", "Łódź Post", 'The "Times", late', "unknown", "📰 Wire", None)
SECTIONS = ("Politics", "politics", "Łódź i okolice", "unknown", "Arts & “Life”", None)
AUTHORS = ("Ada Nordmann", "ada nordmann", "Łukasz Ń", "O’Brien, Jr.", "unknown")
TAGS = ("politics", "Politics", "C++", "日本", "a b")
ROLES = (
    "foreign minister",
    "Deputy Foreign Minister of Iran",
    "présidente",
    "minister for foreign trade",
    "U.S. envoy",
)
TYPES: tuple[QuoteType, ...] = ("direct", "indirect", "mixed")
CONFIDENCES = (0.0, 0.3, 0.5, 0.7, 1.0)


def world() -> list[Change]:
    """Everything, in the order in which it is written: what counts at the end is in :mod:`tests.contract.oracle`."""
    return [*a_month(), *traps(), *a_year(90)]


def a_year(count: int) -> list[Change]:
    """Articles drawn from few names and odd words, with ties and gaps in their dates; some replaced, some deleted."""
    draw = random.Random(20260301)
    manner = random.Random(20261126)  # apart, so that the rest is drawn as ever
    desk = random.Random(20261129)
    mind = random.Random(20261130)

    def phrase(words: int) -> str:
        return " ".join(draw.choice([*VOCABULARY, "😀", "–"]) for _ in range(words))

    def article(number: int, version: int) -> Change:
        said = [
            Said(
                phrase(draw.randint(1, 8)),
                draw.choice([*PEOPLE, None]),
                [name for name in draw.sample(PEOPLE, 2) if name is not ANALYSTS],
                draw.choice(TYPES),
                draw.choice([None, *ROLES]),
                draw.choice([None, *LEMMAS]),
                draw.choice(CONFIDENCES),
                manner.choice(get_args(Modality)),
                mind.choice(["speech", "speech", "thought"]),
            )
            for _ in range(draw.randint(0, 4))
        ]
        moment = START + timedelta(
            days=draw.choice([0, 1, 1, 3, 4, 4, 5, 11, 40, 300, 364]),
            hours=draw.choice([0, 0, 7, 23]),
            microseconds=draw.choice([0, 0, 1, 3_599_999_999]),
        )
        return change(
            f"year-{number}",
            version,
            title=phrase(4),
            text=phrase(30),
            said=said,
            naming=[name for name in draw.sample(PEOPLE, 2) if name is not ANALYSTS],
            aliases={name: draw.sample(forms, draw.randint(0, len(forms))) for name, forms in ALIASES.items()},
            source=draw.choice(SOURCES),
            section=desk.choice(SECTIONS),
            published_at=draw.choice([moment, moment, None]),
            language=draw.choice(["en", "pl", "zh-Hant", None]),
            authors=draw.choices(AUTHORS, k=draw.choice([0, 1, 1, 3])),
            tags=draw.choices(TAGS, k=draw.choice([0, 1, 2])),
            generation=draw.choice([1, 1, 2, 3]),
        )

    first = [article(number, 1) for number in range(count)]
    second = [article(number, 2) for number in range(0, count, 4)]
    gone = [deletion(f"year-{number}", 3) for number in range(0, count, 10)]
    return first + second + gone


def traps() -> list[Change]:
    """Articles with what has broken search engines before, one kind each."""
    return [*_names(), *_scripts(), *_moments(), *_pasts(), *_minds(), *_sizes()]


def _names() -> list[Change]:
    """The same name for several things, several names for one, names with punctuation, speakers without a name."""
    return [
        change(
            "jordans",
            title="Jordan meets Jordan",
            said=[
                Said("Jordan will host the Winter Regatta", COUNTRY, [COUNTRY, REGATTA], role="host"),
                Said("Nobody plays like Jordan", PLAYER, [PLAYER, BRAND], confidence=0.7),
            ],
            naming=[BRAND, "Michael Jordan"],
            aliases={"Michael Jordan": ["Jordan", "MJ"]},
            title_names=True,
            published_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
            authors=["Ada Nordmann", "Ada Nordmann"],
            tags=["sports", "sports", "Politics"],
        ),
        change(
            "punctuated",
            title="U.S. answers Iran's O’Brien",
            text="The U.S.'s envoy met al-Assad-Khalil. Iran’s minister, Iran's envoy and Irans stayed.",
            said=[
                Said("We told the U.S. that Iran's patience ends", "Sean O’Brien", [US, "Iran"], "mixed", "U.S. envoy"),
                Said("Not in our name", "Bashar al-Assad-Khalil", [US], cue="according to", confidence=0.5),
            ],
            naming=[US, "Iran", "Iran’s Guard"],
            aliases={"Sean O’Brien": ["O'Brien", "Mr. O’Brien"], "U.S.": ["United States", "US", "America"]},
            source='The "Times", late',
            title_names=True,
            published_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
        ),
        change(
            "descriptions",
            title="Nobody wants to be named",
            said=[
                Said("Prices will rise in Łódź", ANALYSTS, ["Łódź"], "indirect", cue="told", confidence=0.3),
                Said("Prices will fall in Lodz", OFFICIALS, [Name("Lodz", "GPE")], "indirect", cue="warned"),
                Said("Prices will stay", None, ["Łódź"], cue="says", modality="denied"),
                Said("Prices will stay", None),
            ],
            authors=["unknown"],
            source="unknown",
            section="unknown",
        ),
        change(
            "himself",
            title="Milani on Milani",
            said=[Said("I am Mohsen Milani", "Mohsen Milani", ["Mohsen Milani", "Milani"])],
            aliases={"Mohsen Milani": ["mohsen  MILANI", "the former prime minister"], "Milani": ["Ali Milani"]},
            published_at=datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC),
        ),
        _unlisted(),
    ]


def _unlisted() -> Change:
    """A quote that mentions what its article does not list as an entity."""
    whole = change(
        "unlisted",
        title="Somewhere under water",
        said=[Said("Atlantis lies deeper", "Ada Nordmann", [ATLANTIS])],
        published_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    assert whole.annotation
    kept = [entity for entity in whole.annotation.entities if entity.name != ATLANTIS.text]
    mentions = [mention for mention in whole.annotation.mentions if mention.text != ATLANTIS.text]
    annotation = whole.annotation.model_copy(update={"entities": kept, "mentions": mentions})
    return Change(whole.id, 1, whole.accepted_at, whole.text_hash, whole.article, annotation)


def _scripts() -> list[Change]:
    """Right to left, without spaces, with marks, beyond the Basic Multilingual Plane."""
    return [
        change(
            "right-to-left",
            title="ظریف: مذاکرات ادامه دارد",
            text="בית הספר של תל־אביב. \u202bמֹשֶׁה\u202c שלום.",
            said=[Said("مذاکرات با آمریکا ادامه دارد", ZARIF, ["Iran"], role="وزیر امور خارجه")],
            aliases={ZARIF: ["ظریف", "Javad Zarif"]},
            language="fa",
            tags=["日本"],
            published_at=datetime(2026, 1, 4, 23, 30, tzinfo=UTC),
        ),
        change(
            "without-spaces",
            title="安倍首相、東京で会見",
            text="東京と京都。アベノミクス。",
            said=[Said("日本経済は回復している", ABE, [TOKYO], "indirect", "内閣総理大臣")],
            naming=[TOKYO],
            aliases={ABE: ["安倍", "Shinzō Abe"], "東京": ["Tokyo", "Tōkyō"]},
            language="ja",
            source="📰 Wire",
            published_at=datetime(2026, 1, 5, tzinfo=UTC),
        ),
        change(
            "pictures",
            title="👩‍👩‍👧 😀",
            text="𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒇𝒆𝒓𝒓𝒚 😀😀 nai\u0308ve ﬁnance 𠮷野家",
            said=[Said("😀 ferry 👩‍👩‍👧", Name("Cher 😀", "PERSON"), role="😀"), Said("😀", "Ada Nordmann")],
            authors=["👩‍👩‍👧"],
            tags=["😀"],
            published_at=datetime(2026, 1, 5, tzinfo=UTC),
        ),
        change(
            "accents",
            title="Łódź, Lodz and ŁÓDŹ",
            said=[Said("Łódź is a boat", Name("Łódź", "GPE"), [Name("LODZ", "GPE")], role="présidente")],
            aliases={"Łódź": ["Lodz", "ŁÓDŹ", "Miasto Łódź"]},
            published_at=datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC),
        ),
        change("no-title", title="", text="A ferry without a headline.", published_at=datetime(2026, 1, 5, tzinfo=UTC)),
    ]


def _moments() -> list[Change]:
    """The ends of hours, weeks, months, years and of time itself."""
    moments = {
        "first-day": datetime(1, 1, 1, tzinfo=UTC),
        "last-moment": datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        "before-1970": datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        "in-1970": datetime(1970, 1, 1, tzinfo=UTC),
        "leap-day": datetime(2024, 2, 29, 12, 30, tzinfo=UTC),
        "sunday-night": datetime(2027, 1, 3, 23, 59, 59, 999_999, tzinfo=UTC),
        "monday": datetime(2027, 1, 4, tzinfo=UTC),
        "new-year": datetime(2027, 1, 1, tzinfo=UTC),
    }
    return [
        change(id, title=id, said=[Said(f"It is {id}", "Ada Nordmann", ["Łódź"])], naming=["Iran"], published_at=moment)
        for id, moment in moments.items()
    ]


def _pasts() -> list[Change]:
    """Articles that were replaced, corrected, annotated anew, deleted, and posted again; late and early arrivals."""
    three = [Said(f"Old words {n}", "Old Speaker", ["Old Place"]) for n in range(3)]
    old = change("replaced", 1, title="Old title", said=three, naming=["Old Name"], source="Old Source", tags=["old"])
    new = change("replaced", 2, title="New title", said=[Said("New words", "Ada Nordmann")], source="Evening Heron")
    corrected = change(
        "corrected",
        1,
        said=[Said("Metadata matter", "Ada Nordmann", ["Iran"])],
        source="Old Source",
        section="Old section",
    )
    return [
        old,
        new,
        change("replaced", 1, title="Old title", said=three, generation=9),
        corrected,
        metadata_only(
            corrected,
            2,
            source="Łódź Post",
            section="Łódź i okolice",
            tags=["C++"],
            authors=["Łukasz Ń"],
            published_at="2026-03-10T00:00:00Z",
        ),
        change("annotated-anew", 1, said=three, generation=1),
        change("annotated-anew", 1, said=[Said("Old words 0", "Zofia Łuczak")], generation=4),
        change("annotated-anew", 1, said=three, generation=2),
        change("deleted", 1, said=three, naming=["Old Name"], source="Old Source"),
        deletion("deleted", 2),
        deletion("deleted-before-it-came", 5),
        change("deleted-before-it-came", 4, said=three, source="Old Source"),
        change("back-again", 1, said=three, source="Old Source"),
        deletion("back-again", 2),
        change("back-again", 3, said=[Said("We are back", "Zofia Łuczak")], source="Evening Heron"),
    ]


def _minds() -> list[Change]:
    """Articles with quotes of one act and of both, by one person and by several, and some that changed their minds."""
    said = Said("The ferry pays for itself", "Ada Nordmann", ["Harbour Board"], role="foreign minister")
    thought = Said("The ferry may never pay", "Mohsen Milani", ["Iran"], "indirect", act="thought", confidence=0.5)
    return [
        change("said-only", title="Said", said=[said], published_at=datetime(2026, 5, 2, tzinfo=UTC)),
        change("thought-only", title="Thought", said=[thought], published_at=datetime(2026, 5, 2, tzinfo=UTC)),
        change(
            "said-and-thought",
            title="Said and thought",
            said=[
                said,
                thought,
                Said("The ferry ought to pay", "Ada Nordmann", ["Iran"], "indirect", act="thought", modality="denied"),
                Said("It will pay some day", None, ["Harbour Board"], "indirect", cue="told", act="thought"),
            ],
            published_at=datetime(2026, 5, 3, tzinfo=UTC),
        ),
        change("second-thoughts", 1, said=[thought]),
        change("second-thoughts", 1, said=[replace(thought, act="speech")], generation=2),
        change("second-words", 1, said=[said, thought]),
        change("second-words", 2, said=[replace(said, act="thought")]),
    ]


def _sizes() -> list[Change]:
    """The long, the many and the empty. (The million characters are in test_index_limits: they take their time.)"""
    sentence = "the ferry and the gull and the harbour went to the university in Łódź one after another "
    return [
        change(
            "long-quotes",
            title="Two hundred words in one breath",
            said=[
                Said((sentence * 13).strip(), "Zofia Łuczak", ["Łódź"], "mixed"),
                Said(("gull " * 200).strip(), "Ada Nordmann"),
            ],
            published_at=datetime(2026, 6, 1, tzinfo=UTC),
        ),
        change("long-body", title="A long read", text=sentence * 1_200 + "xylophone at the end"),
        change(
            "many-names",
            title="Everybody",
            said=[Said(f"I am number {n}", f"Person Number{n:03}", [f"Person Number{n - 1:03}"]) for n in range(1, 60)],
            naming=[f"Witness{n:03}" for n in range(120)],
            published_at=datetime(2026, 6, 1, tzinfo=UTC),
        ),
        change("one-letter", title="A", text="x"),
    ]
