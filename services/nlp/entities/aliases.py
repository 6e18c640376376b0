"""Aliases: which mentions of an article are one entity, and by what name it goes."""

from __future__ import annotations

from collections import Counter

from services.nlp.entities import kinds
from services.nlp.entities.bodies import COUNTRIES, Bodies
from services.nlp.entities.mentions import ArticleEntity, Mention, fullest
from services.nlp.entities.people import People
from services.nlp.entities.surroundings import named_with, surroundings
from services.nlp.parse.reading import Reading


def join_names(reading: Reading, mentions: list[Mention]) -> list[ArticleEntity]:
    """Return the entities that the mentions name, in the order of the text."""
    people = People(reading, [m for m in mentions if m.type == "PERSON"])
    bodies = Bodies(reading, [m for m in mentions if m.type == "ORG"])
    inside = named_with([(_key(m), m) for m in mentions if m.type == "GPE"], surroundings(reading, mentions))
    others: dict[tuple[str, ...], ArticleEntity] = {}
    entities: dict[int, ArticleEntity] = {}
    for m in mentions:
        if m.type == "PERSON":
            entity = people.entity(m)
        elif m.type == "ORG":
            entity = bodies.entity(m)
        else:
            entity = others.setdefault((m.type, _key(m), inside.get(id(m), "")), ArticleEntity(m.type, m.text))
        entity.mentions.append(m)
        entities[id(entity)] = entity
    for entity in entities.values():
        if entity.type == "PERSON":
            entity.name = people.name(entity)
        elif entity.type in ("ORG", "GPE"):
            around = inside.get(id(entity.mentions[0]))
            entity.name = f"{_usual(entity.forms)}, {around}" if around else _usual(entity.forms)
        elif entity.type == "EVENT":
            entity.name = fullest(entity.forms)
        else:
            entity.name = entity.forms.most_common(1)[0][0]
    return list(entities.values())


def _key(mention: Mention) -> str:
    """Return what the mentions of one entity have in common that is neither a person nor a body."""
    key = mention.text.casefold()
    if mention.type == "GPE":
        return COUNTRIES.get(key.replace(".", ""), key)
    return (mention.type == "EVENT" and kinds.storm(mention.text)) or key


def _usual(forms: Counter[str]) -> str:
    """Return the fullest form, but an acronym that the article uses more often."""
    common = max(forms, key=lambda form: (forms[form], len(form)))
    return common if " " not in common and common[1:] != common[1:].lower() else fullest(forms)
