"""The network's guards: addresses, robots, pauses, header limits, and the recorder."""
