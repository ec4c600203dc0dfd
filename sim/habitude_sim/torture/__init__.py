"""What an appliance must survive, tried out."""
