"""The index and its read API: who said what, about whom, when."""
