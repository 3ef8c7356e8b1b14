"""Texts that are too long for the tests, word for word, in the folder `golden`."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


@pytest.fixture
def golden():
    """What a name's text is."""
    return lambda name: (FOLDER / f"{name}.txt").read_text(encoding="utf-8").removesuffix("\n")
