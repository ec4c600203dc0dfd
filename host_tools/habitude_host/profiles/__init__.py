"""What an appliance has learned: taken from it, shown, compared, written to a file, given back."""
