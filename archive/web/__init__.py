"""The reading room: a Datasette plugin whose pages people read, and `kliping serve`, which opens it."""
