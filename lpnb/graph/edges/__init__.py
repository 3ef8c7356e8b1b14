"""The transforms that an edge can carry, one file each."""
