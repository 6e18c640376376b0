"""Quotes: attributions and reported clauses in, whole quotes out: content, speaker, cue, modality, context."""
