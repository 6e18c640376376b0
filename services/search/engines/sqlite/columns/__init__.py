"""Columns: the numbers that articles and quotes are filtered, sorted and counted by, in memory.

:mod:`packing` is how they stand in the file, :mod:`arrays` how they stand in memory. :mod:`loading` brings new ones
from the one to the other, :mod:`moments` shows readers what is there at one moment, and :mod:`counting` counts it.
"""
