"""Reconciliation: whom the names of somebody's table mean, as the W3C's Reconciliation API 0.2 asks and answers it."""
