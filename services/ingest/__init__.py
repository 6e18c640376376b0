"""Ingest, the write API: validate, identify, accept, track, replay; and the worker that prepares pages."""
