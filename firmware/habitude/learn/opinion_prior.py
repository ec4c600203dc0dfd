"""What is known of anybody before the first vote: learn/opinion.py's constants.

Made by `make fit-prior` from people's votes; not to be edited.
"""

# THRESHOLD to RATE of opinion_kernel.py.
GENERAL = (2027, 241, 55, 5078, 2635, 669, 3203, 544, 5016, 272, 15705, 930)
# Of each feature: centre (raw), slope, unlike, weight of a vote in its sets.
ROOM = (2488, 3941, 714, 35)
CLOTHING = (70, 755, 502, 0)
ACTIVITY = (110, 583, 166, 0)
OUTDOORS = (2500, 830, 0, 0)
HOUR = (0, 0, 817, 82)
# FURTHER and UNPLACED of opinion_kernel.py.
FURTHER = (128, 208)
