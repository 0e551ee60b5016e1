"""LLE Studio: dark video enhanced by tone curves that can be checked."""
