"""Code for whole windows that is there at once: the window itself, where a compiler would need half a minute."""

from contextlib import ExitStack, contextmanager
from unittest import mock

import torch

from lpnb.learn.compiling import Window
from lpnb.learn.machine_code import MachineCode

OTHER = 1 + 2**-20
"""Its gradients differ in the last digits from those of frame by frame, as those of compiled code do."""


class Instant:
    """An order that is done as soon as it is made."""

    def __init__(self, blueprint):
        self.failure = ""
        self.window = Window(blueprint)
        self.trained = len(blueprint.start) + len(blueprint.inputs) * blueprint.length, blueprint.trained
        try:
            with torch.enable_grad():
                self.window(*self.window.examples())
        except ValueError as error:
            self.code, self.failure = None, str(error)
            return
        self.code = MachineCode(blueprint, self.window.results, self.run)

    def run(self, tensors):
        """Compute a window."""
        first, trained = self.trained
        for place in trained:
            tensors[first + place] = tensors[first + place].detach().requires_grad_()
        with torch.enable_grad():
            loss, norm, *outs = (tensor.detach() for tensor in self.window(*tensors))
        reached = len(self.window.results.reached)
        return [loss, norm, *(OTHER * gradient for gradient in outs[:reached]), *outs[reached:]]

    def cancel(self):
        """Nothing is under way."""


@contextmanager
def at_once(order=Instant):
    """Have code for windows without waiting for it, whatever its speed."""
    with ExitStack() as stack:
        for name, value in (("whole.Order", order), ("whole.SETTLED", 0), ("verdict.GAIN", 0)):
            stack.enter_context(mock.patch(f"lpnb.learn.{name}", value))
        yield


class Wrong(Instant):
    """Code that has a mistake."""

    def run(self, tensors):
        """Compute a window, and its gradient wrongly."""
        loss, norm, first, *others = super().run(tensors)
        return [loss, norm, 1.1 * first, *others]


class Never(Instant):
    """An order that takes long."""

    def __init__(self, blueprint):
        self.code, self.failure = None, ""


class Failing(Never):
    """An order where there is no compiler."""

    def __init__(self, blueprint):
        self.code, self.failure = None, "no compiler"
