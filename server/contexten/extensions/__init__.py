"""What is built on the rooms below: one folder per extension."""
