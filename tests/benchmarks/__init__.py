"""Speed, measured against named peers in the same run. Nothing here fails a test."""
