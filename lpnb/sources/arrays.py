"""A user's own data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph import fields
from lpnb.graph.node import Arriving, Finding
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

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when class indices are negative."""
        yield from super().check(arriving)
        for name, array in self.arrays().items():
            if samples.is_indices(array) and array.min() < 0:
                mend = "Number the classes from 0, or make them float."
                yield Finding(f"class indices from 0 in {name!r}", f"{array.min()}", mend)
