"""Sources, opened for tests."""

import torch

from lpnb.graph.kinds import node_kind
from lpnb.sources import Setting


def setting(*, batch=2, seed=0, dtype=torch.float32):
    return Setting(batch, torch.device("cpu"), dtype, seed)


def opened(kind, *, batch=2, seed=0, dtype=torch.float32, **fields):
    return node_kind(kind)(**fields).open(setting(batch=batch, seed=seed, dtype=dtype))


def findings(kind, **fields):
    """What a source finds wrong with itself."""
    return [f"expected {one.expected}, found {one.found}. {one.mend}" for one in node_kind(kind)(**fields).check({})]
