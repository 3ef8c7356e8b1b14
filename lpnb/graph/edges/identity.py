"""Pass the value on as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.edge import Edge
from lpnb.graph.node import Finding
from lpnb.graph.types import Type


@attrs.frozen
class Identity(Edge):
    """Passes the value on as it is; source and target have the same shape."""

    kind: ClassVar[str] = "identity"
    takes_classes: ClassVar[bool] = True
    without: ClassVar[frozenset[str]] = frozenset({"share"})  # it has no parameters

    def infer(self, source: Type) -> Type:
        """Return the source's own type."""
        return source

    def check(self, source: Type, target: Type) -> Iterator[Finding]:
        """Yield a finding unless the shapes are equal."""
        if source.shape != target.shape:
            mend = f"Give both the same shape, or use 'dense', or 'conv' between images, in place of {self.kind!r}."
            yield Finding(f"the target's shape {target.shape}", f"the source's shape {source.shape}", mend)
