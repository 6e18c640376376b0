"""Answers: plain functions from parameters to result models, apart from HTTP; the API and a page call the same ones.

Each takes the index and a parameters model (lists also the :class:`~services.search.answers.cursors.Cursors` that sign
where the next page begins), and returns a model of :mod:`services.search.answers.models` or of
:mod:`services.search.index.results`. Each raises errors of :mod:`shared.errors`: Invalid and QuerySyntax for what is
asked, NotFound for an id that is not there, Unavailable while the engine is away; lists also InvalidCursor and
CursorExpired.

================================================  =========================================
:mod:`~services.search.answers.articles`          lists of articles, one in full, similar ones
:mod:`~services.search.answers.quotes`            lists of quotes, and one of them
:mod:`~services.search.answers.names`             lists of entities and of speakers
:mod:`~services.search.answers.profile`           an entity or a speaker in full
:mod:`~services.search.answers.timeline`          results counted over time
:mod:`~services.search.answers.network`           links between names
:mod:`~services.search.answers.suggestions`       completions as somebody types
:mod:`~services.search.answers.in_the_news`       names mentioned more often than before
:mod:`~services.search.answers.coverage`          what the index holds
:mod:`~services.search.answers.comparison`        two speakers, sources or periods side by side
================================================  =========================================

A function ``export_…`` goes with each ``find_…``: all results instead of a page. :mod:`~services.search.answers.export`
writes results as CSV, JSON lines and feeds; the other modules are what these share.
"""
