"""Lexicon: a word in, what is known of it out: classes of cues, verb lemmas, personal names, similarity of verbs."""
