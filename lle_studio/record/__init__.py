"""What is written about a result, and how it is checked."""
