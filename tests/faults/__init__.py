"""Faults that people make, each with what is to catch it."""
