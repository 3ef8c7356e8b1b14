"""The nodes of the reference that move in a world and sense it: see `tests.compile.reference`, whose class this is a part of."""

import math

import torch

SIZES = {
    "agent": lambda node: (7,),
    "eye": lambda node: ({"distance": 1, "colour": 3}[node.sees], node.receptors, 1),
    "touch": lambda node: (node.receptors,),
    "population": lambda node: (node.size,),
}
"""The shapes of states that no field tells."""


class Moving:
    """The part of the reference that moves and senses: one wall after the other."""

    def number(self, value):
        return torch.tensor(value, dtype=self.dtype)

    def agent(self, name, node, frame):
        past = self.at(name, "out", frame - 1)
        place, old, begun = past[:, :3], past[:, 3:6], past[:, 6:]
        if self.into(name, "home"):
            place = place + self.single(name, "home", frame) * (1 - begun)
        force = self.number(node.inertia) * old
        if self.into(name, "force"):
            force = force + self.total(name, "force", frame, old)
        if any(self.into(name, port) for port in ("force_x", "force_y", "torque")):
            each = [self.total(name, port, frame, begun) for port in ("force_x", "force_y", "torque")]
            force = force + torch.stack([one[:, 0] for one in each], dim=1)
        push = force[:, :2]
        if self.into(name, "walls"):
            walls = self.single(name, "walls", frame)
            pushes = [self.pushed(node, place[:, :2], walls[:, wall]) for wall in range(walls.shape[1])]
            push = push + torch.stack(pushes, dim=1).sum(dim=1)
        limits = [node.fastest, node.fastest, node.fastest_turn]
        wanted = [push[:, 0], push[:, 1], force[:, 2]]
        velocity = [torch.clamp(v, -self.number(n), self.number(n)) for v, n in zip(wanted, limits, strict=True)]
        velocity = torch.stack(velocity, dim=1)
        return torch.cat([place + velocity, velocity, torch.ones_like(begun)], dim=1)

    def pushed(self, node, place, wall):
        """How one wall pushes."""
        begin, end = wall[:, :2], wall[:, 2:]
        start, way = place - begin, end - begin
        length = way.square().sum(dim=1, keepdim=True).clamp(min=1e-9)
        along = ((start * way).sum(dim=1, keepdim=True) / length).clamp(0, 1)
        away = start - along * way
        gap = torch.sqrt(away.square().sum(dim=1, keepdim=True) + 1e-12)
        return torch.relu(self.number(node.distance) - gap) ** 2 * away / gap

    def cast(self, pose, walls, angle):
        """How far each wall is on each ray, a list of [batch, rays]."""
        cosine, sine = torch.cos(angle), torch.sin(angle)
        found = []
        for wall in walls.unbind(1):
            x, y = (wall[:, i : i + 1] - pose[:, i : i + 1] for i in (0, 1))
            across, down = (wall[:, i + 2 : i + 3] - wall[:, i : i + 1] for i in (0, 1))
            turned = cosine * down - sine * across
            far, share = (x * down - y * across) / turned, (x * sine - y * cosine) / turned
            hit = (turned != 0) & (far >= 0) & (share >= 0) & (share <= 1)
            found.append(torch.where(hit, far, torch.full_like(far, math.inf)))
        return found

    def eye(self, name, node, frame):
        pose, walls = self.single(name, "pose", frame), self.single(name, "walls", frame)
        rays = torch.linspace(-0.5, 0.5, node.receptors, dtype=self.dtype)
        angle = pose[:, 2:3] + self.number(node.look) + self.number(node.view) * rays
        far = torch.stack(self.cast(pose, walls, angle), dim=2)
        if node.sees == "distance":
            return far.amin(dim=2).clamp(max=self.number(node.reach)).reshape(len(pose), 1, -1, 1)
        colours = self.single(name, "colours", frame)
        seen = torch.zeros(len(pose), 3, node.receptors, 1, dtype=self.dtype)
        for sample in range(len(pose)):
            for ray in range(node.receptors):
                first = far[sample, ray].argmin()
                if far[sample, ray, first] <= node.reach:
                    seen[sample, :, ray, 0] = colours[sample, first]
        return seen

    def touch(self, name, node, frame):
        pose, walls = self.single(name, "pose", frame), self.single(name, "walls", frame)
        rays = torch.arange(node.receptors, dtype=self.dtype)
        angle = pose[:, 2:3] + (2 * math.pi / node.receptors) * rays - math.pi
        far = torch.stack(self.cast(pose, walls, angle), dim=2).amin(dim=2)
        return torch.log((self.number(node.reach) / far).clamp(1, 1e6))

    def population(self, name, node, frame):
        arrived = self.single(name, "in", frame)
        one = arrived.reshape(len(arrived), -1)[:, node.of : node.of + 1]
        favourites = torch.linspace(node.low, node.high, node.size + node.wraps, dtype=self.dtype)[: node.size]
        apart = one - favourites
        if node.wraps:
            turn = node.high - node.low
            apart = torch.remainder(apart + turn / 2, turn) - turn / 2
        curve = torch.exp(-(apart * apart) / (2 * self.number(node.sigma) ** 2))
        return self.number(node.amplitude) * curve
