"""Cleaning: from a body as it was posted to the one that is annotated, and back.

What stands at the edges of a body and is no part of the article is left out (:mod:`.boilerplate`), characters that a
wrong encoding or a typesetter has left are repaired (:mod:`.characters`). An article keeps what was cut, with its
place (:mod:`.cuts`), so that what was posted can always be read.
"""
