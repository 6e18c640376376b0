"""Answers: what the search service answers, as plain functions and models, apart from HTTP."""
