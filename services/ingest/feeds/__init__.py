"""Feeds: what publishers list, polled with manners, each item taken in once as an address.

=================  ===================================================================
``feed``           what a feed is, how its polls went, and how the API shows both
``outcome``        the fixed short words for how a poll ended, and their weights
``listing``        what a feed lists, within limits
``reading``        RSS, Atom and JSON Feed: from bytes to items
``sitemap``        news sitemaps, likewise
``finding``        the feeds that a home page links to
``schedule``       when a feed is polled next
``silence``        when a feed's silence is unusual for it
``items``          items as posts, each taken in once
``polling``        one poll, and the rounds that a worker makes
``adding``         a feed, or a home page, that somebody wants to add
``opml``           lists of feeds in and out
``cli, command``   the command ``quotewire feeds``
=================  ===================================================================

What waits is in :mod:`shared.delivery.feeds`; the routes are in :mod:`services.ingest.endpoints.feeds`.
"""
