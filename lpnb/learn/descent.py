"""What an update goes by."""

from __future__ import annotations

import attrs
from torch import Tensor


@attrs.frozen(eq=False)
class Descent:
    """The loss of a window and its gradient.

    Attributes:
        loss: The mean loss.
        gradients: For each parameter that is trained, None where there is none.
        norm: The norm of all of them together.
    """

    loss: Tensor
    gradients: tuple[Tensor | None, ...]
    norm: Tensor
