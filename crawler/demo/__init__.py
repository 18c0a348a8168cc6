"""The newsroom: a small press of invented newspapers on loopback, with scripted editions."""
