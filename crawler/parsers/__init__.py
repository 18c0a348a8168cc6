"""A page -> a Reading: the generic reader, and one file for each publishing platform that differs."""
