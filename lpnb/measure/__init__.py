"""What states tell: statistics, expressions, confusion over time, saliency, projections, and what frames cost.

Everything here takes plain arrays, or looks at a stream without changing what it computes; nothing knows the notebook.

    statistics    one number of an array; the matrix of how like the samples of two states are
    expressions   the functions of ``mean(x, axis=1)`` in front of a view
    confusion     what is answered how long after onset; the time to a decision
    projection    the path of a state, seen along its principal components
    saliency      what an answer listened to, some frames ago; Grad-CAM
    budget        milliseconds of each node and edge; what more workers would gain
    frames        every frame once, for whoever has to see them all
"""

from lpnb.measure.budget import Budget, budget
from lpnb.measure.confusion import Decisions, TemporalConfusion
from lpnb.measure.frames import Unseen
from lpnb.measure.projection import Projection, project
from lpnb.measure.saliency import Saliency, saliency
from lpnb.measure.statistics import STATISTICS, Statistic, matrix, survey

__all__ = [
    "STATISTICS",
    "Budget",
    "Decisions",
    "Projection",
    "Saliency",
    "Statistic",
    "TemporalConfusion",
    "Unseen",
    "budget",
    "matrix",
    "project",
    "saliency",
    "survey",
]
