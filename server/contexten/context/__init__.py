"""What a model should read for a Target, chosen, packed into a budget, and free of secrets. The door is `select`."""
