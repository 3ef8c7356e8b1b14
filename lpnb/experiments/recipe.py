"""How the networks of an experiment are trained and tested: everything that a result depends on, besides the seed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Self

import attrs

from lpnb.errors import EditError, Problem, UnknownName, nearest
from lpnb.graph.fields import BadValue, integer, number, switch


@attrs.frozen
class Recipe:
    """How a network is trained and tested.

    An image appears in frame 0, when all other states are at their start, and stays, with fresh noise in each frame.
    The answer counts in `window` frames from the first one on that depends on the image.
    """

    noise: float = number(2.0, low=0, high=1e3, unit="sd", help="Gaussian noise on the image, fresh each frame.")
    clip: bool = switch(default=True, help="Whether the noisy image is clipped to 0 to 1.")
    window: int = integer(8, low=1, high=1000, unit="frames", help="Answers that count, from the first on.")
    updates: int = integer(1600, low=1, high=10**7, help="How often the parameters are changed.")
    batch: int = integer(128, low=1, high=10**5, help="Images side by side in one update.")
    lr: float = number(
        1e-3, low=0, high=10, help="Learning rate of RMSprop at the beginning; it falls to 0 as a cosine."
    )
    draws: int = integer(8, low=1, high=1000, help="How often each test image is shown, with other noise.")

    @classmethod
    def of(cls, **fields: Any) -> Self:
        """Return a recipe with these fields, or raise `EditError` in words."""
        known = attrs.fields_dict(cls)
        for name in fields:
            if name not in known:
                problem = Problem("recipe", f"one of {', '.join(known)}", repr(name), mend=nearest(name, known))
                raise UnknownName(problem)
        try:
            return cls(**fields)
        except BadValue as bad:
            raise EditError(Problem(f"recipe, {bad.field}", bad.expected, bad.found)) from None

    @property
    def digest(self) -> str:
        """A few letters that differ from those of any other recipe."""
        text = json.dumps(attrs.asdict(self), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
