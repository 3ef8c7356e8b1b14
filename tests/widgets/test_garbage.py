"""How often garbage is looked for."""

import gc

import pytest

from lpnb.widgets.garbage import MANY, collect_less_often
from lpnb.widgets.publisher import Publisher


@pytest.fixture(autouse=True)
def thresholds():
    """Those of now, which are back afterwards."""
    before = gc.get_threshold()
    yield before
    gc.set_threshold(*before)


def test_a_publisher_has_python_look_for_garbage_less_often(stream):
    gc.set_threshold(700, 10, 10)
    Publisher(stream, thread=False).close()
    assert gc.get_threshold() == (MANY, 10, 10)


@pytest.mark.parametrize("chosen", [(MANY + 1, 5, 5), (0, 10, 10)])
def test_who_has_asked_for_more_or_for_none_keeps_that(chosen):
    gc.set_threshold(*chosen)
    collect_less_often()
    assert gc.get_threshold() == chosen
