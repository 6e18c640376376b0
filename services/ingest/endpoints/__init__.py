"""Routes of the write API beside single posts, a module for each kind of thing."""
