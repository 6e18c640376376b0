"""Tests of who is who across articles."""
