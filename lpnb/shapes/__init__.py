"""What size everything is, and what is wrong. Knows no torch."""
