"""The plot of a response-time experiment."""

import bqplot as bq
import numpy as np

from lpnb.experiments.responses import Responses, Row
from lpnb.widgets.part import close_tree


def found(*seeds):
    return Responses(
        tuple(Row("SR", "streaming", seed, step, step, 0.1, 0.4 + 0.1 * seed) for seed in seeds for step in (2, 3))
    )


def lines(plot):
    return plot.children[1].marks


def test_a_line_for_each_curve_and_a_ghost_for_the_published_one():
    plot = found(0).plot()
    ghost, line = lines(plot)
    assert (ghost.line_style, line.line_style) == ("dashed", "solid")
    np.testing.assert_allclose(line.y, [0.4, 0.4])
    np.testing.assert_allclose(ghost.y[-1], 0.854)
    close_tree(plot)


def test_ghosts_can_be_left_out():
    plot = found(0).plot(published=False)
    assert len(lines(plot)) == 1
    close_tree(plot)


def test_several_seeds_have_a_band_of_one_standard_deviation():
    plot = found(0, 1).plot(published=False)
    band, line = lines(plot)
    np.testing.assert_allclose(line.y, [0.45, 0.45])
    np.testing.assert_allclose(band.y, np.stack([line.y - 0.1 / 2**0.5, line.y + 0.1 / 2**0.5]), atol=1e-6)
    assert isinstance(band, bq.Lines)
    close_tree(plot)
