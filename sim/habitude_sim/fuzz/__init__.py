"""Fuzzing: what comes from outside, thrown damaged and hostile at whatever reads it.

docs/fuzzing.md tells what is promised of each target, and how to run them.
"""
