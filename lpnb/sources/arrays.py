"""A user's own data."""

from __future__ import annotations

from typing import ClassVar

import attrs

from lpnb.graph import fields
from lpnb.sources import samples


@attrs.frozen
class Arrays(samples.Samples):
    """Shows samples of your own arrays, e.g. ``data={'image': images, 'label': labels}``; each becomes an output."""

    kind: ClassVar[str] = "arrays"

    data: samples.Arrays = fields.arrays(
        help="The arrays, all of one length; whole numbers with one axis are class indices."
    )

    def arrays(self) -> samples.Arrays:
        """Return the arrays as given."""
        return self.data
