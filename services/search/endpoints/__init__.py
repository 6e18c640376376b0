"""Endpoints: the routes of the read API, a module for each resource. They parse, call :mod:`services.search.answers`
and format; what is answered is decided there."""
