"""One file at a time: languages, incremental parsing, facts and look-ups at a place."""
