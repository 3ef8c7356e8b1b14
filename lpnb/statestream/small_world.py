"""The original's simulator: a room of walls, an agent that forces move, and what it senses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from lpnb.graph import Graph
from lpnb.statestream.interface import Size, Wiring, left_out, topics

FORCES = {"Fx": "force_x", "Fy": "force_y", "Fa": "torque"}
EYES = {"ret_fov": "colour", "ret_per": "colour", "dist_fov": "distance", "dist_per": "distance"}
VIEWS = {"fov": 1.0, "per": round(2 * math.pi, 6)}
CODED = {"acc_x": 3, "acc_y": 4, "acc_a": 5}
"""Which number of an agent's state is told: its velocities."""
MANY = 100
"""Walls that a world can have, at most."""


def simulator(wiring: Wiring) -> dict[str, str]:
    """Add the room, the agent and its senses, and return which output each topic gets."""
    world, lines = _room(wiring)
    graph, distance = wiring.graph, wiring.number("repulsion_dist", 32.0)
    body = {"inertia": min(1.0, wiring.number("world_friction", 0.2)), "distance": distance}
    body |= {"fastest": wiring.number("limit_trans_vel", 2.0), "fastest_turn": wiring.number("limit_rot_vel", 1.0)}
    agent = wiring.add("agent", body, "agent")
    graph.connect(f"{world}.walls", f"{agent}.walls")
    graph.connect(f"{world}.home", f"{agent}.home")
    wiring.inputs = {topic: f"{agent}.{port}" for topic, port in FORCES.items()}
    found = {}
    for topic in topics(wiring.spec, "out"):
        size = wiring.sizes.get(topic, (64, 64, 1))
        if topic in EYES:
            found[topic] = _eye(wiring, world, agent, topic, size)
        elif topic == "haptic":
            found[topic] = wiring.add("touch", {"receptors": size[0], "reach": 2 * distance}, topic)
            _sense(graph, world, agent, found[topic])
        elif topic in CODED:
            found[topic] = _coded(wiring, agent, topic, size[0])
    wiring.say(
        "each sample of the batch moves alone in a room of its own; in the original all of them meet in one room",
        "'acc_x', 'acc_y' and 'acc_a' tell the velocities; the original has them, and never works them out",
        f"an eye sees {VIEWS['fov']:g} rad ahead (fov) or all around (per); colours are told by the wall",
    )
    if lines:
        wiring.say("walls are in pixels from the middle of the room; the original counts from its corner")
    left_out(wiring)
    return found


def _room(wiring: Wiring) -> tuple[str, bool]:
    """Add the world, and return its name and whether there are walls in it."""
    width, height = wiring.number("world_width", 1000.0), wiring.number("world_height", 720.0)
    walls: dict[str, list[float]] = {}
    for key, name in (("line_segments", "wall"), ("mirrors", "mirror")):
        entries = wiring.spec.get(key)
        for place, line in enumerate(entries if isinstance(entries, (list, tuple)) else (), 1):
            ends = _flat(line)
            if len(ends) == 4 and len(walls) < MANY:
                walls[f"{name}_{place}"] = [
                    end - half for end, half in zip(ends, (width / 2, height / 2) * 2, strict=True)
                ]
            else:
                wiring.warn(f"four numbers in {key!r}, x, y, x, y, for {MANY} walls at most", str(line)[:60])
    if wiring.spec.get("mirrors"):
        wiring.say("mirrors are walls; the original does not reflect in them either")
    return wiring.add("world", {"width": width, "height": height, "inside": walls, "homes": "grid"}), bool(walls)


def _flat(line: Any) -> list[float]:
    """Return the numbers in a list, of lists too."""
    if isinstance(line, (list, tuple)):
        return [number for part in line for number in _flat(part)]
    return (
        [float(line)] if isinstance(line, (int, float)) and not isinstance(line, bool) and math.isfinite(line) else []
    )


def _sense(graph: Graph, world: str, agent: str, node: str) -> None:
    """Let a sense belong to an agent, in the same frame: an interface is one thing in the original."""
    graph.connect(agent, f"{node}.pose", delay=0)
    graph.connect(f"{world}.walls", f"{node}.walls")


def _eye(wiring: Wiring, world: str, agent: str, topic: str, size: Size) -> str:
    node = wiring.add("eye", {"receptors": size[1], "view": VIEWS[topic[-3:]], "sees": EYES[topic]}, topic)
    _sense(wiring.graph, world, agent, node)
    if EYES[topic] == "colour":
        wiring.graph.connect(f"{world}.colours", f"{node}.colours")
    return node


def _coded(wiring: Wiring, agent: str, topic: str, size: int) -> str:
    """Add the neurons that tell a velocity, by the ``out_par`` of the file."""
    every = wiring.spec.get("out_par")
    own = every.get(topic) if isinstance(every, Mapping) else None
    inner = Wiring(wiring.graph, wiring.name, own if isinstance(own, Mapping) else {}, {})
    low, high = inner.number("func_x_min", -1.0), inner.number("func_x_max", 1.0)
    curve = {"sigma": inner.number("func_y_sigma", 0.2), "amplitude": inner.number("func_y_amp", 1.0)}
    fields = {
        "size": size,
        "low": low,
        "high": high,
        "of": CODED[topic],
        "wraps": inner.text("type") == "modulo",
        **curve,
    }
    node = wiring.add("population", fields, topic)
    wiring.graph.connect(agent, node, delay=0)
    return node
