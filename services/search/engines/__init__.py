"""Engines: the adapters of the index port, Elasticsearch and SQLite, with one file name for one role."""
