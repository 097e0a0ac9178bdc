"""How the project files of each build system are read."""
