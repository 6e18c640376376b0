"""Speakers: a phrase in, whom it means out: candidates for a speaker, pronouns, descriptions and roles resolved."""
