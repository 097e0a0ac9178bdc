"""What JavaScript and TypeScript share."""
