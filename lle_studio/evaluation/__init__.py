"""How good curves are, beside other methods."""
