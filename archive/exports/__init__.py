"""What researchers take away: the same rows in every format, with a manifest and a dictionary of the columns."""
