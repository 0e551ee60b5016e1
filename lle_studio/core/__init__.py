"""The nouns and the arithmetic; numpy and OpenCV only."""
