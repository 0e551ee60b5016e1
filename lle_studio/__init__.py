"""LLE Studio: dark video enhanced by tone curves that can be checked."""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())  # what is logged is for a log, not for the terminal
