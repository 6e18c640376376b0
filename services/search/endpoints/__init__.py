"""The read API's routes, a module for each resource; each adds its own to the application."""
