"""The ways to draw a value. Another one is another class in a file of its own, and a line here."""

from __future__ import annotations

from lpnb.errors import Problem, UnknownName, nearest
from lpnb.widgets.faces.bars import Bars
from lpnb.widgets.faces.comparison import Comparison
from lpnb.widgets.faces.curve import Curve
from lpnb.widgets.faces.face import Face, Values
from lpnb.widgets.faces.histogram import Histogram
from lpnb.widgets.faces.kernels import Kernels
from lpnb.widgets.faces.maps import Maps
from lpnb.widgets.faces.matrix import Matrix
from lpnb.widgets.faces.over_time import StatisticOverTime, Trace
from lpnb.widgets.faces.scatter import Scatter
from lpnb.widgets.faces.statistics import Statistics

FACES: dict[str, type[Face]] = {
    face.name: face
    for face in (
        Statistics,
        Kernels,
        Maps,
        Matrix,
        Bars,
        Curve,
        Trace,
        Histogram,
        Scatter,
        StatisticOverTime,
        Comparison,
    )
}
"""All faces by name. The first one that suits is what a view begins with."""


def face_named(name: str) -> type[Face]:
    """Return a face, or raise in words when there is none of that name."""
    if name not in FACES:
        raise UnknownName(Problem("view", "the name of a face", repr(name), mend=nearest(str(name), FACES)))
    return FACES[name]


def natural(values: Values) -> type[Face]:
    """Return the face that values are seen as unless a person chooses another one."""
    suiting = (face for face in FACES.values() if face.suits(values))
    return next(suiting, None) or next(face for face in FACES.values() if face.fits(values))
