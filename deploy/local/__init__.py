"""One machine, no Docker: a small supervisor over the same processes."""
