"""Entities: a reading in, the named entities of the article out, each with its type, its mentions and its aliases."""
