"""Quotes: attributions and reported clauses in, whole public quotes out: content, speaker, cue, modality, context.

Typed steps, one after the other: :mod:`assembly` and :mod:`nested` make contents, :mod:`resolving` resolves
their speakers, :mod:`judging` judges their modality, :mod:`writing` writes them down. :mod:`transcripts` finds the
lines of conversations, which have no marks.
"""
