"""Occupations: the field that a role belongs to, and which fields one person may have at a time."""

from __future__ import annotations

import re
from functools import lru_cache

from shared.text import fold

_NOUNS = {
    "arts": "actor actress singer rapper musician guitarist drummer pianist violinist cellist composer novelist poet"
    " playwright painter sculptor comedian dancer choreographer filmmaker screenwriter songwriter cinematographer"
    " illustrator cartoonist soprano artist ballerina bassist designer saxophonist trumpeter violist organist flautist"
    " harpist documentarian essayist impresario photographer printmaker puppeteer satirist vocalist dramatist",
    "business": "ceo executive founder banker entrepreneur businessman businesswoman restaurateur developer financier"
    " hotelier grocer shopkeeper retailer broker trader investor owner industrialist tycoon magnate mogul",
    "church": "bishop archbishop cardinal pastor priest vicar rabbi imam monk nun abbot pope preacher clergyman"
    " clergywoman chaplain deacon rector curate evangelist missionary patriarch ayatollah mullah cantor",
    "law": "lawyer attorney barrister solicitor",
    "media": "journalist reporter columnist editor broadcaster presenter host anchor",
    "office": "minister secretary senator sen mayor governor gov rep candidate congressman congresswoman"
    " representative mp mep lawmaker legislator premier chancellor councillor councilor councilman councilwoman"
    " alderman deputy ambassador diplomat commissioner judge justice prosecutor magistrate sheriff general admiral"
    " colonel sergeant detective constable president treasurer",
    "science": "biologist chemist physicist astronomer geologist mathematician statistician historian economist"
    " sociologist anthropologist archaeologist psychologist epidemiologist virologist climatologist ecologist"
    " neurosurgeon neuroscientist botanist zoologist oceanographer surgeon doctor physician cardiologist oncologist"
    " paediatrician pediatrician psychiatrist nurse dentist pathologist scientist researcher professor lecturer"
    " engineer anaesthetist anesthesiologist dermatologist gynaecologist neurologist paleontologist palaeontologist"
    " seismologist meteorologist glaciologist entomologist geneticist immunologist pharmacologist"
    " radiologist urologist midwife paramedic veterinarian linguist philosopher theologian criminologist",
    "sport": "striker goalkeeper midfielder defender winger forward fullback centre-back quarterback linebacker"
    " cornerback lineman pitcher catcher infielder outfielder shortstop batsman batter bowler wicketkeeper"
    " sprinter hurdler swimmer cyclist rower gymnast boxer wrestler golfer skier skater snowboarder jockey"
    " marathoner decathlete footballer basketballer cricketer tennis-player halfback flanker goaltender"
    " defenseman defenceman triathlete fencer archer"
    " athlete olympian coach fly-half scrum-half vaulter thrower hurler judoka"
    " karateka paddler canoeist slugger linesman umpire referee biathlete"
    " bobsledder curler equestrian surfer skateboarder weightlifter racer",
}
_FIELD_OF = {noun: field for field, nouns in _NOUNS.items() for noun in nouns.split()}
_BY_WORD_BEFORE = {
    ("arts", "director"): "film theatre theater stage art music opera movie",
    ("arts", "star"): "film movie pop rock television tv soap",
    ("arts", "player"): "flute piano guitar violin cello drum trumpet saxophone organ horn",
    ("business", "manager"): "fund asset investment portfolio wealth hotel bank",
    ("business", "director"): "managing",
    ("office", "officer"): "police army military naval intelligence customs",
    ("sport", "guard"): "point shooting right left",
    ("sport", "back"): "full running wing half defensive centre center",
    ("sport", "end"): "tight defensive",
    ("sport", "jumper"): "long high triple ski",
    ("sport", "prop"): "loosehead tighthead",
    ("sport", "driver"): "racing rally formula",
    ("sport", "manager"): "football soccer baseball",
    (
        "sport",
        "player",
    ): "tennis football soccer rugby basketball baseball cricket hockey handball volleyball chess golf",
}
_FIELD_OF_TWO = {(before, noun): field for (field, noun), words in _BY_WORD_BEFORE.items() for before in words.split()}
"""Nouns that tell a field only with the word before them: a film's director, a fund's manager."""
_OFTEN_WITH = {
    "business": {"law", "media", "office", "science"},
    "law": {"business", "media", "office", "science"},
    "media": {"arts", "business", "law", "office", "science"},
    "office": {"business", "law", "media", "science"},
    "science": {"business", "church", "law", "media", "office"},
}
"""Fields that one person often has at a time: professors become ministers, and ministers bankers."""
_PAST = re.compile(r"\b(?:former|formerly|ex|late|retired|onetime|then|would-be|aspiring|self-described)\b")
_HEAD = re.compile(r",|;|\b(?:of|for|at|in|with|from|who|that|and|on|to|behind)\b")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CLUB = re.compile(r"\b(?:club|team|football|league|fc)\b")


@lru_cache(maxsize=2**12)
def occupation(role: str) -> tuple[str, str] | None:
    """Return the field of a role, with the noun that tells it; None where none does, or it is one of the past.

    >>> occupation("Harbour City striker")
    ('sport', 'striker')
    >>> occupation("minister of sport")
    ('office', 'minister')
    >>> occupation("former goalkeeper")
    """
    shown = fold(role)
    if _PAST.search(shown):
        return None
    words = _WORD.findall(_HEAD.split(shown)[0])
    noun = words[-1] if words else ""
    field = _FIELD_OF_TWO.get(tuple(words[-2:])) or _FIELD_OF.get(noun)
    if field is None or (field == "office" and _CLUB.search(shown)):
        return None
    return field, noun


def go_together(one: str, other: str) -> bool:
    """Return whether one person often has both fields at a time."""
    return other in _OFTEN_WITH.get(one, ()) or one in _OFTEN_WITH.get(other, ())
