"""The curves of losses and accuracies."""

import lpnb
from lpnb.run.rule import Lag
from lpnb.widgets.curves import Curves
from tests.learn.unrolled import network


def test_the_legend_says_what_learns_less_often_than_it_is_asked_to():
    with lpnb.Stream(network(), batch=2, device="cpu") as stream:
        curves = Curves(stream)
        (plot,) = curves._plots
        words = 'learn <span class="lpnb-hint">an update every 50 frames, not 4</span><small>loss'
        assert words not in plot.title.value
        plot.tell({"learn": Lag(50, 4)})
        assert words in plot.title.value
        plot.tell({"learn": Lag(4, 4)})
        assert "learn<small>loss" in plot.title.value
        curves.close()
