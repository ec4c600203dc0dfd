# Nothing happens before main.py: a board whose main.py is at fault can always be reached.
