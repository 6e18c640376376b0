"""Invented sentences and short articles that tell what somebody said or thought, and what only looks like it."""
