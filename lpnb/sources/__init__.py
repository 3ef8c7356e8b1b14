"""Streams of frames: what comes into a network from outside."""

from lpnb.sources.source import EndOfData, Feed, Setting, Source

__all__ = ["EndOfData", "Feed", "Setting", "Source"]
