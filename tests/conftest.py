"""What all tests share: one seed, and random examples that are the same every time."""

import pytest
from hypothesis import settings

# Derandomized: a test that fails here fails everywhere, and one that passes does not fail tomorrow.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def seed():
    """The seed of everything random in a test."""
    return 7
