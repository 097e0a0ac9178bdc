"""What the integration needs beside its own work: errors, and times."""
