"""From a picture to its tone curves; the only room of the product that loads torch."""
