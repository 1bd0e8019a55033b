"""What the world is: read it, write it, check it."""
