"""Code without a model: by analogy, from usage, doc texts, test skeletons."""
