"""What the integration's parts share: checks of values, performance, errors."""
