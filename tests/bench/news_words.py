"""The vocabulary of the invented news: topics, sentences, and the syllables that names are made of."""

from __future__ import annotations

from typing import NamedTuple


class Topic(NamedTuple):
    """What a kind of news is about."""

    things: tuple[str, ...]
    issues: tuple[str, ...]
    actions: tuple[str, ...]
    roles: tuple[str, ...]


def _topic(things: str, issues: str, actions: str, roles: str) -> Topic:
    return Topic(*(tuple(part.strip() for part in text.split(",")) for text in (things, issues, actions, roles)))


TOPICS = (
    _topic(
        "reactor, centrifuge, inspector, enrichment plant, warhead, uranium, sanctions list, agreement, embassy, envoy",
        "nuclear talks, economic sanctions, uranium enrichment, the inspection regime, frozen assets, border security",
        "negotiate, ratify the treaty, lift the sanctions, resume inspections, withdraw, sign the agreement",
        "foreign minister, chief negotiator, nuclear envoy, ambassador",
    ),
    _topic(
        "ballot, polling station, candidate, coalition, parliament, constituency, campaign, referendum, vote, pledge",
        "electoral reform, voter turnout, campaign finance, the coalition agreement, postal voting, party discipline",
        "campaign, form a government, recount the votes, dissolve parliament, step down, endorse the candidate",
        "party leader, opposition spokeswoman, election commissioner, mayor",
    ),
    _topic(
        "interest rate, bond, currency, lender, mortgage, central bank, deficit, pension fund, shareholder, dividend",
        "inflation, monetary policy, public debt, the housing market, wage growth, bank supervision",
        "raise rates, cut spending, recapitalise, default, tighten policy, issue bonds",
        "central bank governor, finance minister, chief economist, hedge fund manager",
    ),
    _topic(
        "hospital, vaccine, virus, ward, nurse, clinical trial, patient, laboratory, antibody, infection",
        "hospital capacity, vaccine supply, antibiotic resistance, long waiting lists, mental health, drug prices",
        "vaccinate, publish the trial, close the ward, recruit nurses, approve the drug, quarantine travellers",
        "epidemiologist, health minister, chief nurse, head of virology",
    ),
    _topic(
        "glacier, emission, wind farm, carbon price, flood, drought, coal plant, solar panel, methane, heatwave",
        "climate change, carbon trading, renewable energy, flood protection, the coal phase-out, deforestation",
        "cut emissions, build wind farms, plant forests, close the mine, insulate homes, ban new boilers",
        "climate scientist, energy minister, campaigner, glaciologist",
    ),
    _topic(
        "striker, goalkeeper, stadium, penalty, transfer, league, championship, referee, midfielder, trophy",
        "the transfer window, doping controls, ticket prices, video refereeing, youth training, stadium safety",
        "win the title, sign a striker, sack the coach, appeal the ban, defend the trophy, postpone the match",
        "head coach, club president, team captain, sporting director",
    ),
    _topic(
        "ferry, harbour, container, crane, dock, freighter, lighthouse, pilot boat, customs shed, quay",
        "freight rates, harbour dredging, port security, the ferry timetable, oil spills, dock labour",
        "dredge the harbour, unload the freighter, suspend sailings, widen the canal, inspect the hull, raise tolls",
        "harbour master, shipping agent, union organiser, coast guard commander",
    ),
    _topic(
        "teacher, classroom, university, exam, curriculum, tuition fee, scholarship, kindergarten, dormitory, degree",
        "school funding, university admissions, teacher shortages, student debt, exam reform, rural schools",
        "hire teachers, raise tuition, rewrite the curriculum, open schools, grade the exams, merge faculties",
        "education minister, rector, headteacher, student representative",
    ),
    _topic(
        "battalion, drone, ceasefire, artillery, trench, checkpoint, refugee, missile, convoy, prisoner",
        "the ceasefire, arms deliveries, prisoner exchanges, civilian casualties, air defence, humanitarian corridors",
        "withdraw troops, exchange prisoners, shell the town, open a corridor, deploy drones, observe the truce",
        "general, defence minister, army spokesman, relief coordinator",
    ),
    _topic(
        "algorithm, chip, data centre, smartphone, patent, start-up, encryption, satellite, battery, search engine",
        "data protection, artificial intelligence, chip shortages, platform liability, encryption, digital taxes",
        "train the model, recall the phone, open the source code, sue the rival, launch satellites, delete the data",
        "chief executive, privacy commissioner, security researcher, founder",
    ),
    _topic(
        "court, judge, verdict, prosecutor, witness, appeal, prison, bribe, indictment, jury",
        "judicial independence, money laundering, prison crowding, witness protection, corruption, extradition",
        "appeal the verdict, indict the banker, drop the charges, extradite the suspect, acquit, testify",
        "prosecutor, defence lawyer, justice minister, investigating judge",
    ),
    _topic(
        "harvest, wheat, tractor, fertiliser, dairy, orchard, locust, seed, irrigation canal, vineyard",
        "grain exports, farm subsidies, water rights, bird flu, pesticide rules, food prices",
        "export grain, irrigate the fields, cull the flock, block the motorway, ban the pesticide, subsidise diesel",
        "farmers' leader, agriculture minister, grain trader, veterinarian",
    ),
    _topic(
        "film, festival, novel, orchestra, museum, painting, director, premiere, sculpture, theatre",
        "arts funding, looted art, streaming royalties, censorship, museum restitution, copyright",
        "return the painting, premiere the film, publish the novel, restore the theatre, boycott the festival, tour",
        "curator, film director, novelist, culture minister",
    ),
    _topic(
        "railway, timetable, locomotive, tunnel, tram, motorway, bridge, commuter, airport, runway",
        "rail delays, airport expansion, road tolls, night trains, bridge repairs, public transport",
        "electrify the line, close the bridge, strike, extend the runway, raise fares, dig the tunnel",
        "transport minister, railway director, union leader, chief engineer",
    ),
)

OPENINGS = (
    "{org} said on {day} that it would {action} before the end of the year.",
    "A row over {issue} has reached {place}, where {org} met {person} for {count} hours.",
    "{place} woke up on {day} to the news that {org} wants to {action}.",
    "After {count} months of debate about {issue}, {person} presented a plan to {action}.",
)
SENTENCES = (
    "The {adjective} {thing} has stood in the way of {issue} since {person} took office.",
    "{org} spent {count} million on {issue} last year, {percent} per cent more than it had planned.",
    "In {place}, {count} people gathered outside the {tail} building to protest against the {thing}.",
    "According to a report by the {tail} Institute, each {thing} costs {place} {count} thousand a month.",
    "Neither {person} nor {org} has explained why the {thing} in {place} was {adjective}.",
    "The {thing} and the {thing} were moved to {place}, {count} kilometres from the {tail} valley.",
    "Talks between {org} and {org} broke down over {issue} and were moved to {place}.",
    "Few expected {org} to {action}, and fewer still believed that {place} would follow.",
    "It is the {ordinal} time in {count} years that {issue} divides {place}.",
    "A vote on {issue} is planned for {day}, and {person} is said to have the numbers.",
    "Documents from the {tail} archive show that the {adjective} {thing} was known to {org} from the start.",
    "The {tail} plan, as it is called, would let {org} {action} without asking anyone in {place}.",
    "Prices of the {thing} rose by {percent} per cent, the fastest rise since the {tail} crisis.",
    "Critics of {person} point to the {thing}, the {thing} and what they call {adjective} promises.",
    "{person} and {person} have known each other since they worked on {issue} in {place}.",
    "On {day} the {tail} committee heard {count} witnesses, most of them from {place}.",
)
CLAIMS = (
    "{issue} will decide whether we can {action}",
    "nobody in {place} wants to {action} while the {thing} is {adjective}",
    "we have to talk about {issue} before {org} decides to {action}",
    "there is no {adjective} way to {action}, and {person} knows it",
    "the {thing} has been {adjective} for {count} years and still nobody would {action}",
    "{org} was never asked about {issue}",
    "if {place} refuses to {action}, we will do it without {place}",
    "I trust {person} to {action}, but I do not trust the {thing}",
    "the people of {place} deserve a {adjective} answer on {issue}, not another {tail} report",
    "what we see in {place} is not about {issue} at all; it is about who may {action} and who pays for the {thing}",
    "the {thing} is safe",
    "{percent} per cent of them would rather {action} than wait for {org}",
)
HEADLINES = (
    "{org} wants to {action}", "{person} and the {adjective} {thing}", "{place} divided over {issue}",
    "Why {org} cannot {action}", "{issue}: what {place} expects", "{person} warns of a {adjective} {thing}",
)  # fmt: skip
ADJECTIVES = (
    "new", "old", "secret", "costly", "broken", "famous", "illegal", "quiet", "bitter", "modest", "sudden", "public",
    "foreign", "local", "dangerous", "cheap", "serious", "unlikely", "historic", "temporary",
)  # fmt: skip
ORDINALS = ("second", "third", "fourth", "fifth", "tenth")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CUES = (("said", "say"),) * 6 + (
    ("told reporters", "tell"),
    ("warned", "warn"),
    ("added", "add"),
    ("insisted", "insist"),
)
DESCRIPTIONS = ("analysts", "two officials", "a spokeswoman", "residents", "a diplomat")

FIRST_NAMES = (
    "Ada", "Amir", "Ana", "Boris", "Carla", "Chen", "Daniel", "Elif", "Emma", "Farid", "Grace", "Hana", "Ivan", "Jonas",
    "Kofi", "Lena", "Liam", "Maria", "Mohsen", "Nadia", "Omar", "Paula", "Priya", "Rosa", "Samuel", "Sofia", "Tariq",
    "Uwe", "Vera", "Wei", "Yusuf", "Zofia",
)  # fmt: skip
ONSETS = (
    "b",
    "br",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ei", "ou")
CODAS = ("", "l", "n", "nd", "r", "rt", "s", "sk", "ck", "m", "v", "wick", "berg", "mann", "ova", "ani")
ORGANISATIONS = (
    "{tail} Group", "Bank of {tail}", "{tail} Council", "Ministry of {tail}", "{tail} Party", "{tail} Agency",
    "{tail} United", "University of {tail}", "{tail} Union", "{tail} Energy",
)  # fmt: skip
PUBLISHERS = ("Times", "Post", "Herald", "Observer", "Daily", "Gazette", "Chronicle", "Tribune", "Wire", "Review")
