"""Texts, read letter by letter."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from lpnb.graph import fields
from lpnb.graph.node import ITSELF, Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.chance import Whole, uniform, whole
from lpnb.sources.schedule import Moment
from lpnb.sources.showing import Showing, Stage
from lpnb.sources.source import Setting

CODES = 128
"""Letters that are told apart: those of ASCII; all others are the last one."""
LARGEST = 100_000_000
READ = 0x40
WANTED = "a text file, or a folder of .txt files"


@attrs.frozen
class Letters(Showing):
    """Reads texts, one letter a frame: `now`, `later` and `label`.

    `now` is a window of `length` letters, with a 1 for each at its code: (128,) for one letter, (128, length, 1) for
    more. It begins at a random place for each showing, and moves on by one letter a frame; behind the end of the text
    comes its beginning. `later` is the window that is `ahead` letters further, and `label` the code of its last letter.
    """

    kind: ClassVar[str] = "letters"

    text: str = fields.text("", help="What is read; empty: what is in 'file'.")
    file: str = fields.text("", help="A text file, or a folder of .txt files, one after the other.", longest=4000)
    length: int = fields.integer(1, low=1, high=10_000, unit="letters", help="How many are seen at once.")
    ahead: int = fields.integer(1, low=-10_000, high=10_000, unit="letters", help="How far 'later' is ahead of 'now'.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return ("now", "later", "label")

    def seen(self) -> tuple[str, ...]:
        """Return what noise and fading reach."""
        return ("now",)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs."""
        sizes = (CODES, self.length, 1) if self.length > 1 else (CODES,)
        later, pure = Type(sizes, simplex=True), not self.noise and not self.fading
        return {"now": attrs.evolve(later, simplex=pure), "later": later, "label": Type((), classes=CODES)}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when there is nothing to read."""
        yield from super().check(arriving)
        try:
            self.codes()
        except (OSError, ValueError) as error:
            found = str(error) if isinstance(error, ValueError) else f"no file or folder {self.file!r}"
            mend = f"Give it one: graph.set({ITSELF}, file=...), or graph.set({ITSELF}, text=...)."
            yield Finding(f"a text, or {WANTED}", found, mend, self.needed)

    def codes(self) -> Whole:
        """Return the codes of the text, 0 to 127.

        Raises:
            OSError: When the file is not there.
            ValueError: When there is no letter in it.
        """
        if self.text:
            return _codes(self.text.encode("utf-8"))
        if not self.file:
            raise ValueError("neither")
        path = Path(self.file).expanduser()
        return _read(path, path.stat().st_mtime_ns)

    def stage(self, setting: Setting) -> Stage:
        """Return the text."""
        return Reading(self, setting)


def _codes(content: bytes) -> Whole:
    text = content.decode("utf-8", errors="replace")
    return np.minimum(np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64), CODES - 1)


@functools.lru_cache(maxsize=8)
def _read(path: Path, stamp: int) -> Whole:  # noqa: ARG001 - a file that changed is another one
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    if sum(file.stat().st_size for file in files) > LARGEST:
        raise ValueError(f"more than {LARGEST // 1_000_000} MB of text in {str(path)!r}")
    found = _codes(b"".join(file.read_bytes() for file in files))
    if not len(found):
        raise ValueError(f"no letter in {str(path)!r}")
    return found


class Reading(Stage):
    """The stage of `Letters`: its stimuli are the places where reading begins."""

    moves = True

    def __init__(self, spec: Letters, setting: Setting) -> None:
        """Move the text to the device."""
        self.spec, self.setting = spec, setting
        self.codes = torch.from_numpy(spec.codes()).to(setting.device)
        self.window = torch.arange(spec.length, device=setting.device)

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return where reading begins, [n]."""
        places = whole(0, len(self.codes) - 1, uniform(self.setting.seed, READ, lanes, showings))
        return (torch.from_numpy(places).to(self.setting.device),)

    def at(self, stimuli: tuple[Tensor, ...], moment: Moment) -> tuple[Tensor, ...]:
        """Return the letters of one frame."""
        elapsed = torch.from_numpy(moment.elapsed).to(self.setting.device)
        places = (stimuli[0] + elapsed)[:, None] + self.window
        now, later = (self.codes[(places + ahead) % len(self.codes)] for ahead in (0, self.spec.ahead))
        return self._shown(now), self._shown(later), later[:, -1]

    def _shown(self, codes: Tensor) -> Tensor:
        found: Tensor = one_hot(codes, CODES).to(self.setting.dtype)
        return found[:, 0] if self.spec.length == 1 else found.transpose(1, 2)[..., None].contiguous()
