"""Words beside a network."""

from __future__ import annotations

from typing import ClassVar

import attrs

from lpnb.graph.fields import text
from lpnb.graph.nodes.structure import Structure


@attrs.frozen
class Note(Structure):
    """A remark in the drawing."""

    kind: ClassVar[str] = "note"

    text: str = text("", help="What it says, in Markdown.")
