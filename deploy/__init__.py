"""Starting the whole of it: on one machine, in containers."""
