"""Corrections: what people said about single quotes, and what an annotation is with it; pure.

:mod:`corrections` says what a correction is, :mod:`anchors` finds its quote again in a later annotation or version, and
:mod:`applying` puts corrections into an annotation, and takes them out again.
"""
