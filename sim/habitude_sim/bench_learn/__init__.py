"""`make bench-learn`: the firmware's learners on real people's data, beside their alternatives.

Each part (votes, routine) is a module with `measure(options) -> Part`; run.py calls and prints
them. Everything is predict-then-learn: each prediction is made before its answer is known, and
nothing is learned from what comes later.
"""
