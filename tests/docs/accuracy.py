"""What the annotator reaches, as the documents say it: from the figures that the measuring commands recorded."""

from __future__ import annotations

import json
from pathlib import Path

from tests.docs.markdown import table
from tests.support import figures

PAGE_FILE = Path(__file__).parents[2] / "services" / "search" / "page" / "accuracy.json"
"""Where the page about the record reads its figures."""

PEERS = {
    "polnear_unseen": ("joint_f1", "73.8"),
    "outlets": ("joint_f1", "77.1"),
    "wikinews": ("joint_f1", "73.4"),
    "polnear_content_unseen": ("joint_f1", "29.8"),
    "outlets_content": ("joint_f1", "65.7"),
    "seed": ("joint_f1", "93.8"),
    "ieer": ("ner_f1", "86.5"),
    "outlets_entities": ("ner_f1", "78"),
    "conllpp_dev": ("ner_f1", "90.1, trained on it"),
    "wikigold_cross_validated": ("ner_f1", "75.8"),
    "crossner_politics_cross_validated": ("ner_f1", "68.7"),
    "wnut17_cross_validated": ("ner_f1", "45.4"),
}
"""Of each set the figure that is shown, and the best that an open system reaches by the same scorer: sayswho 0.1.4,
textacy 0.13, CoreNLP 4.5.10, the Gender Gap Tracker or spaCy 3.8."""

NAMES = {"outlets": "39.6", "wikinews": "67.0", "polnear_resolved_unseen": "56.2", "seed": "15 of 15"}
"""The best open system's recall of resolved names."""

MEASURES = {"joint_f1": "span and speaker, F1", "ner_f1": "persons, organisations, places, F1"}


def accuracy_table() -> str:
    """Return every measured set with its figure, the best peer's, and the day it was measured."""
    recorded = figures.read()
    rows = [
        (_set(name), MEASURES[measure], f"**{recorded[name][measure]}**", peer, recorded[name]["measured"])
        for name, (measure, peer) in PEERS.items()
        if name in recorded
    ]
    rows += [
        (
            _set(name),
            "names of speakers resolved, recall",
            f"**{recorded[name]['resolved_recall']}**",
            peer,
            recorded[name]["measured"],
        )
        for name, peer in NAMES.items()
        if name in recorded
    ]
    pages = recorded["pages_content"]
    for act in ("speech", "  indirect", "  direct, mixed"):
        score = pages["acts"][act]
        measure = f"{act.strip()}, span and speaker, precision / recall"
        rows.append(("pages content", measure, f"**{score['joint_p']} / {score['joint_r']}**", "–", pages["measured"]))
    return table(("set", "measure", "ours, %", "best open peer, %", "measured"), rows)


def headline() -> str:
    """Return the README's sentence about accuracy."""
    recorded = figures.read()
    speech, marks = recorded["pages_content"]["acts"]["speech"], recorded["outlets"]["joint_f1"]
    right, share = speech["joint_p"], speech["joint_r"]
    return (
        f"**How well it reads.** Of what it tells as said on ordinary web pages, {right} % is right, words and\n"
        f"speaker both; it finds {share} % of what is said there. Quotes in marks in news of twelve outlets:\n"
        f"F1 {marks} %. The "
        "[model card](services/nlp/MODEL_CARD.md) has what it was measured on, and its weaknesses.\n"
    )


def page_figures() -> str:
    """Return the figures that the page about the record shows, as JSON."""
    recorded = figures.read()
    pages = recorded["pages_content"]
    speech = pages["acts"]["speech"]
    shown = {"right": speech["joint_p"], "told": speech["joint_r"], "measured": pages["measured"]}
    return json.dumps(shown, indent=1) + "\n"


def _set(name: str) -> str:
    words = {"_unseen": ", publishers not seen", "_cross_validated": ", cross-validated", "_": " "}
    for part, shown in words.items():
        name = name.replace(part, shown)
    return name
