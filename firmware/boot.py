# Nothing else happens before main.py: a board whose main.py is at fault can always be reached.
import gc

# Loading leaves garbage. If it were collected only when the heap is full, what stays would lie all
# over it, and no room would be left in one piece for the larger modules.
gc.threshold(32768)
