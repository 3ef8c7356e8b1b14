"""The peer: Statestream's demo networks as one writes them by hand in plain PyTorch.

Modules, a dict of states, and a frame that is computed from the states of the frame before. Modules have the names of
the synapse pools of the files. Each network also knows how it looks ahead while its inputs stand still, which is how
Statestream learned.
"""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from lpnb.compile.build import Built, mix

States = dict[str, Tensor]


class Chance:
    """Where random numbers come from: here as anybody draws them."""

    def begin(self, frame: int, depth: int = 0) -> None:
        """Have a frame begin, or a depth of what is looked ahead from it."""

    def normal(self, like: Tensor) -> Tensor:
        """Return Gaussian noise."""
        return torch.randn_like(like)

    def dropped(self, value: Tensor, share: float, *, scaled: bool) -> Tensor:
        """Return a value of which a share is 0."""
        return functional.dropout(value, share) if scaled else value * (torch.rand_like(value) >= share)


class Same(Chance):
    """The random numbers of a program of lpnb, so that results can be compared."""

    def __init__(self, built: Built, node: str, device: torch.device) -> None:
        """Draw as a program does, and as its loss `node` does at each depth."""
        self.seed, self.node, self.generator = getattr(built.module, "seed", 0), node, torch.Generator(device=device)

    def begin(self, frame: int, depth: int = 0) -> None:
        """Begin a frame."""
        seed = mix(self.seed, self.node, depth) % 2**62 if depth else self.seed
        self.generator.manual_seed(seed + frame + depth)

    def normal(self, like: Tensor) -> Tensor:
        """Return the noise of the program."""
        return torch.empty_like(like).normal_(generator=self.generator)

    def dropped(self, value: Tensor, share: float, *, scaled: bool) -> Tensor:
        """Return a value without what the program drops."""
        kept = value * (torch.empty_like(value).uniform_(generator=self.generator) >= share)
        return kept / (1 - share) if scaled else kept


class Padded(nn.Conv2d):
    """A convolution whose windows lie as TensorFlow lays them: what is missing is added behind first."""

    def __init__(self, source: int, target: int, kernel: int, stride: int, *, bias: bool) -> None:
        super().__init__(source, target, kernel, stride, bias=bias)
        before = (kernel - stride) // 2
        self.around = (before, kernel - stride - before) * 2

    def forward(self, value: Tensor) -> Tensor:
        """Return what arrives."""
        return super().forward(functional.pad(value, self.around))


def conv(literal: bool, source: int, target: int, kernel: int, stride: int, *, bias: bool = True) -> nn.Conv2d:
    """Return a convolution: padded by half a window, or as Statestream did."""
    if literal and stride > 1 and kernel > 1:
        return Padded(source, target, kernel, stride, bias=bias)
    return nn.Conv2d(source, target, kernel, stride, kernel // 2, bias=bias)


class Peer(nn.Module):
    """What all of them share.

    Attributes:
        chance: Where random numbers come from.
        literal: Whether it computes as Statestream did.
        learns: Whether it learns: dropout acts only then, unless it is literal.
    """

    WEIGHTS: ClassVar[dict[str, str]]
    """What each parameter is called in lpnb."""
    FIXED: ClassVar[tuple[str, ...]]
    """Parameters that the file does not train."""
    SHAPES: ClassVar[dict[str, tuple[int, ...]]]
    """The sizes of the states."""
    DEPTH: ClassVar[int]
    """After how many frames an input is answered."""

    def __init__(self, literal: bool) -> None:
        super().__init__()
        self.chance, self.literal, self.learns = Chance(), literal, False

    def trained(self) -> list[nn.Parameter]:
        """Return the parameters that the file trains; for the others no gradient is worked out."""
        for name in self.FIXED:
            self.get_parameter(name).requires_grad_(False)
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    @torch.no_grad()
    def take_weights(self, built: Built) -> None:
        """Copy the weights of a graph, so that both compute the same."""
        weights = built.weights()
        for name, parameter in self.named_parameters():
            weight = weights[self.WEIGHTS[name]]
            parameter.copy_(weight.t() if parameter.dim() == 2 else weight)

    def start(self, seen: Tensor, right: Tensor) -> States:
        """Return frame 0: zeros, and what the sources show."""
        zeros = {name: seen.new_zeros(len(seen), *shape) for name, shape in self.SHAPES.items()}
        return zeros | {"seen": seen, "right": right}


class Digits(Peer):
    """demo and mnist_small: image > hidden1 > hidden2 > hidden3 > prediction."""

    WEIGHTS: ClassVar = {
        "image_bias": "image.bias",
        "label_bias": "label.bias",
        "img_hidden1.weight": "image->hidden1.weight",
        "img_hidden1.bias": "hidden1.bias",
        "hidden1_2.weight": "hidden1->hidden2.weight",
        "hidden1_2.bias": "hidden2.bias",
        "hidden2_3.weight": "hidden2->hidden3.weight",
        "hidden2_3.bias": "hidden3.bias",
        "hidden3_pred.weight": "hidden3->prediction.weight",
        "hidden3_pred.bias": "prediction.bias",
    }
    FIXED: ClassVar = ("image_bias", "label_bias", "img_hidden1.bias", "hidden1_2.bias", "hidden3_pred.bias")
    DEPTH: ClassVar = 4
    NOISE: ClassVar[float]

    def __init__(self, literal: bool) -> None:
        """Make its layers."""
        super().__init__(literal)
        sides = [self.SHAPES[name][1] for name in ("image", "hidden1", "hidden2")]
        self.image_bias, self.label_bias = nn.Parameter(torch.zeros(1)), nn.Parameter(torch.zeros(10))
        self.img_hidden1 = conv(literal, 1, 16, 5, sides[0] // sides[1])
        self.hidden1_2 = conv(literal, 16, 32, 5, sides[1] // sides[2])
        self.hidden2_3 = nn.Linear(32 * sides[2] ** 2, *self.SHAPES["hidden3"])
        self.hidden3_pred = nn.Linear(*self.SHAPES["hidden3"], 10)

    def forward(self, states: States, seen: Tensor, right: Tensor) -> States:
        """Return the states of the next frame."""
        noise = self.NOISE * self.chance.normal(states["image"])
        return {
            "seen": seen,
            "right": right,
            "image": states["seen"] + self.image_bias.view(-1, 1, 1) + noise,
            "label": states["right"] + self.label_bias,
            "hidden1": self.img_hidden1(states["image"]),
            "hidden2": self.hidden1_2(states["hidden1"]),
            "hidden3": self.hidden2_3(states["hidden2"].flatten(1)),
            "prediction": torch.softmax(self.hidden3_pred(states["hidden3"]), 1),
        }

    def ahead(self, states: States, frame: int) -> Tensor:
        """Return the answer that the image of now will get."""
        hidden2 = self.hidden1_2(self.img_hidden1(states["image"]))
        return torch.softmax(self.hidden3_pred(self.hidden2_3(hidden2.flatten(1))), 1)


class Demo(Digits):
    """demo.st_graph."""

    NOISE: ClassVar = 0.1
    SHAPES: ClassVar = {
        "image": (1, 32, 32), "label": (10,), "hidden1": (16, 16, 16), "hidden2": (32, 4, 4), "hidden3": (64,),
        "prediction": (10,),
    }  # fmt: skip


class Mnist(Digits):
    """mnist_small.st_graph."""

    NOISE: ClassVar = 0.2
    SHAPES: ClassVar = {
        "image": (1, 28, 28), "label": (10,), "hidden1": (16, 14, 14), "hidden2": (32, 7, 7), "hidden3": (128,),
        "prediction": (10,),
    }  # fmt: skip


class Cifar(Peer):
    """cifar10_small.st_graph: four convolutions, two of them with a loop, normed over their places, with dropout."""

    WEIGHTS: ClassVar = {
        "image_bias": "image.bias",
        "label_bias": "label.bias",
        "conv1_1_bias": "conv1_1.bias",
        "conv1_2_bias": "conv1_2.bias",
        "conv2_1_bias": "conv2_1.bias",
        "conv2_2_bias": "conv2_2.bias",
        "ret_c11.weight": "image->conv1_1.weight",
        "c11_rnn.weight": "conv1_1->conv1_1.weight",
        "c12_rnn.weight": "conv1_2->conv1_2.weight",
        "c11_c12.weight": "conv1_1->conv1_2.weight",
        "c12_c21.weight": "conv1_2->conv2_1.weight",
        "c21_c22.weight": "conv2_1->conv2_2.weight",
        "c22_d.weight": "conv2_2->dense.weight",
        "c22_d.bias": "dense.bias",
        "d_pred.weight": "dense->prediction.weight",
        "d_pred.bias": "prediction.bias",
    }
    FIXED: ClassVar = ("image_bias", "label_bias", "c11_rnn.weight", "c12_rnn.weight", "d_pred.bias")
    SHAPES: ClassVar = {
        "image": (3, 32, 32), "label": (10,), "conv1_1": (32, 32, 32), "conv1_2": (32, 16, 16),
        "conv2_1": (64, 16, 16), "conv2_2": (64, 8, 8), "dense": (512,), "prediction": (10,),
    }  # fmt: skip
    DEPTH: ClassVar = 6

    def __init__(self, literal: bool) -> None:
        """Make its layers."""
        super().__init__(literal)
        self.image_bias, self.label_bias = nn.Parameter(torch.zeros(3)), nn.Parameter(torch.zeros(10))
        self.conv1_1_bias, self.conv1_2_bias = nn.Parameter(torch.zeros(32)), nn.Parameter(torch.zeros(32))
        self.conv2_1_bias, self.conv2_2_bias = nn.Parameter(torch.zeros(64)), nn.Parameter(torch.zeros(64))
        self.ret_c11 = conv(literal, 3, 32, 3, 1, bias=False)
        self.c11_rnn = conv(literal, 32, 32, 1, 1, bias=False)
        self.c12_rnn = conv(literal, 32, 32, 1, 1, bias=False)
        self.c11_c12 = conv(literal, 32, 32, 3, 2, bias=False)
        self.c12_c21 = conv(literal, 32, 64, 3, 1, bias=False)
        self.c21_c22 = conv(literal, 64, 64, 3, 2, bias=False)
        self.c22_d, self.d_pred = nn.Linear(4096, 512), nn.Linear(512, 10)

    def forward(self, states: States, seen: Tensor, right: Tensor) -> States:
        """Return the states of the next frame."""
        return {
            "seen": seen,
            "right": right,
            "image": states["seen"] + self.image_bias.view(-1, 1, 1),
            "label": states["right"] + self.label_bias,
            "conv1_1": self.conv1_1(states["image"], states["conv1_1"]),
            "conv1_2": self.conv1_2(states["conv1_1"], states["conv1_2"]),
            "conv2_1": self.conv2_1(states["conv1_2"]),
            "conv2_2": self.conv2_2(states["conv2_1"]),
            "dense": self.dense(states["conv2_2"]),
            "prediction": self.prediction(states["dense"]),
        }

    def ahead(self, states: States, frame: int) -> Tensor:
        """Return the answer that the image of now will get."""
        first, begin = states["conv1_1"], self.chance.begin
        begin(frame, 1)
        loop, second = self.conv1_1(states["image"], first), self.conv1_2(first, states["conv1_2"])
        begin(frame, 2)
        second = self.conv1_2(loop, second)
        begin(frame, 4)
        third = self.conv2_2(self.conv2_1(second))
        begin(frame, 5)
        return self.prediction(self.dense(third))

    def conv1_1(self, image: Tensor, before: Tensor) -> Tensor:
        """Return the state of a pool, from what it reads; so for all of them."""
        return torch.relu(normed(self.ret_c11(image) + self.c11_rnn(before), self.conv1_1_bias))

    def conv1_2(self, first: Tensor, before: Tensor) -> Tensor:
        """Return its state."""
        return self.dropped(torch.relu(normed(self.c11_c12(first) + self.c12_rnn(before), self.conv1_2_bias)), 0.25)

    def conv2_1(self, second: Tensor) -> Tensor:
        """Return its state."""
        return torch.relu(normed(self.c12_c21(second), self.conv2_1_bias))

    def conv2_2(self, third: Tensor) -> Tensor:
        """Return its state."""
        return self.dropped(torch.relu(normed(self.c21_c22(third), self.conv2_2_bias)), 0.25)

    def dense(self, fourth: Tensor) -> Tensor:
        """Return its state."""
        return self.dropped(torch.relu(self.c22_d(fourth.flatten(1))), 0.5)

    def prediction(self, dense: Tensor) -> Tensor:
        """Return its state."""
        return torch.softmax(self.d_pred(dense), 1)

    def dropped(self, value: Tensor, share: float) -> Tensor:
        """Return a value of which a share is 0: in Statestream, which named the share that stays, the others are."""
        if self.literal:
            return self.chance.dropped(value, 1 - share, scaled=False)
        return self.chance.dropped(value, share, scaled=True) if self.learns else value


def normed(value: Tensor, bias: Tensor) -> Tensor:
    """Return a value with mean 0 and deviation 1 over the places of each map, and then the bias."""
    return functional.instance_norm(value, bias=bias, eps=1e-6)
