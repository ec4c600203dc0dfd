"""Fuzzy inference on compiled tables: integers only, nothing allocated while it runs.

engine.py is what the rest of the firmware uses; docs/fuzzy-engine.md describes tables.
"""
