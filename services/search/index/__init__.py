"""Index: the port that both engines implement, its questions and answers, and how an index is rebuilt."""
