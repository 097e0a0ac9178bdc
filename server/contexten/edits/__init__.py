"""From a model's answer to a checked edit, and from that to the text as it stands now."""
