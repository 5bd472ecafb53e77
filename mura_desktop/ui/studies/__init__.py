"""The left-hand side of the window: what is open, whose it is, and what did not open."""
