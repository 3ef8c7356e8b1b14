"""What was worked out of a graph stays known until the graph is another one."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from lpnb.graph.editing import Editing

Asked = TypeVar("Asked", bound="Editing")
Answer = TypeVar("Answer")


def known_until_edited(work: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """Have `work` done once for each revision of a graph: the drawing, the check and the compiler all ask the same.

    Everybody gets the same answer, so nobody may change it.
    """
    answers: weakref.WeakKeyDictionary[Any, tuple[tuple[int, str], Answer]] = weakref.WeakKeyDictionary()

    @functools.wraps(work)
    def ask(graph: Asked) -> Answer:
        with graph.lock:
            moment = (graph.revision, graph.name)
            known = answers.get(graph)
            if known is None or known[0] != moment:
                known = answers[graph] = (moment, work(graph))
            return known[1]

    return ask
