"""Dynamic generation in the manner of autogenlib: the prompt, the model, the cache."""
