"""TypeScript and TSX."""
