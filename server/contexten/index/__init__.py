"""The facts of all files, joined: where names are defined and used, and what imports mean.

Nothing is imported here: a worker process needs a fraction of this room, and starting it counts.
"""
