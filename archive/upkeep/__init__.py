"""Care of an archive: verify and, later, rebuild, backup, merge and takedown; one file each."""
