"""Labels of tokens: which there are, which may follow which, and the best sequence of them (Viterbi).

A label says where in a name or figure a token stands (B begins it, I is inside, E ends it, S is all of it) and which
OntoNotes type that has: *B-PERSON*; *O* is outside of all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TYPES = (
    "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "PRODUCT",
    "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
)  # fmt: skip
"""The types of OntoNotes; those from DATE on are figures."""

LABELS = ("O", *(f"{position}-{kind}" for kind in TYPES for position in "BIES"))
"""All labels, in the order of the network's outputs."""

_SURE = np.float32(np.log(0.995))


def _follows() -> Bools:
    """Return the table ``[a, b]``: may label b follow label a?"""
    table = np.zeros((len(LABELS), len(LABELS)), np.bool_)
    for a, before in enumerate(LABELS):
        for b, label in enumerate(LABELS):
            opened = before[0] in "BI"
            table[a, b] = label[0] in "IE" and label[2:] == before[2:] if opened else label[0] in "OBS"
    return table


FOLLOWS = _follows()
"""``[a, b]``: may label b follow label a?"""


def best_labels(scores: Floats) -> list[int]:
    """Return the well-formed sequence of labels with the highest sum of scores (Viterbi), for tokens with none around.

    ``scores`` has a row for each token, a column for each label.
    """
    best = scores[0] + np.where(FOLLOWS[0], 0, -np.inf)
    back = []
    for row in scores[1:]:
        reached = np.where(FOLLOWS, best[:, None], -np.inf)
        back.append(reached.argmax(0))
        best = reached.max(0) + row
    label = int(np.where(FOLLOWS[:, 0], best, -np.inf).argmax())
    labels = [label]
    for step in reversed(back):
        label = int(step[label])
        labels.append(label)
    return labels[::-1]


def labels_of(scores: Floats) -> Ints:
    """Return the labels of a row of tokens.

    Most tokens are plainly no name, and most others need no search: only where the likeliest labels do not fit together
    is the best sequence looked for, up to the next plain token.
    """
    plain = scores[:, 0] > _SURE
    labels = np.where(plain, 0, scores.argmax(1))
    bad = np.flatnonzero(~FOLLOWS[labels[:-1], labels[1:]])
    done = -1
    for at in bad.tolist():
        if at <= done:
            continue
        first, after = at + 1, at + 1
        while first > 0 and not plain[first - 1]:
            first -= 1
        while after < len(plain) and not plain[after]:
            after += 1
        if after > first:
            labels[first:after] = best_labels(scores[first:after])
        done = after - 1
    return labels
