"""The version, in one place: setup.py reads this line without importing anything."""

__version__ = "0.6.1"
