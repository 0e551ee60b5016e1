"""The verbs, the same for the window and the command line."""
