"""Fitting: what makes the shipped ``rankers.json`` and ``tagger.npz`` from annotated texts. Not part of the wheel."""
