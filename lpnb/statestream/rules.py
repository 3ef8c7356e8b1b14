"""What does not go together in a plasticity: what it compares, and the parameters that it changes."""

from __future__ import annotations

from typing import Any

from lpnb.errors import brief
from lpnb.statestream.draft import ONE, SECTIONS, Draft, Path
from lpnb.statestream.keys import PLASTICITY
from lpnb.statestream.modules import OWNERS
from lpnb.statestream.parameters import parameters, unused

NEEDS = {
    "loss": ("loss_function", "source", "source_t"),
    "hebbian": ("modus", "source", "target"),
    "L_regularizer": (),
}
"""The keys that a plasticity of each type needs."""
ALONE = ("minimize", "maximize")
"""The losses without a target."""
EXAMPLES = {
    "loss_function": "negloglikelihood",
    "source": "prediction",
    "source_t": "3",
    "target": "label",
    "target_t": "0",
    "modus": "hebbian",
    "type": "loss",
    "parameter": "[[sp, image_hidden, W_0_0]]",
}


def check_rule(draft: Draft, name: str) -> None:
    """Check one plasticity."""
    path: Path = ("plasticities", name)
    item = draft.section("plasticities")[name]
    if draft.knows(path) and not item:
        return
    needed = ["type", "parameter", *NEEDS.get(str(item.get("type")), ())]
    if item.get("type") == "loss" and item.get("loss_function", ALONE[0]) not in ALONE:
        needed += ["target", "target_t"]
    for key in needed:
        if key not in item and not draft.knows((*path, key)):
            draft.say((*path, key), PLASTICITY[key].help, "nothing", f"Write e.g. {key}: {EXAMPLES[key]}.")
    _check_pools(draft, path, item)
    _check_parameters(draft, path, item)
    agents, samples = draft.tree.get("agents"), item.get("samples")
    if isinstance(agents, int) and samples is not None and samples <= agents:
        draft.say((*path, "samples"), f"more than agents, {agents}", f"{samples}")


def _check_pools(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Check that its pools exist, and are as large as one another where they are compared."""
    pools = draft.section("neuron_pools")
    for key in ("source", "target", "mask"):
        if key in item and item[key] not in pools and not draft.knows(("neuron_pools", item[key])):
            draft.say((*path, key), "a neuron pool of the network", brief(item[key]), near=(item[key], pools))
    source, target = (pools.get(item.get(key, ""), {}).get("shape") for key in ("source", "target"))
    if item.get("type") == "loss" and source and target and source != target:
        found = f"{target} of {item['target']!r}"
        draft.say((*path, "target"), f"a pool of the shape {source} of the source {item['source']!r}", found)
    mask = pools.get(item.get("mask", ""), {}).get("shape")
    if source and mask and not all(side in (1, whole) for side, whole in zip(mask[1:], source[1:], strict=True)):
        width, height = source[1:]
        expected = f"a pool of {width}x{height} places, as {item['source']!r} has them, or of one"
        draft.say((*path, "mask"), expected, f"{mask[1]}x{mask[2]} of {item['mask']!r}")


def _check_parameters(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Check that the parameters that it changes exist."""
    where = (*path, "parameter")
    seen = set()
    for owner, name, parameter in item.get("parameter", []):
        section = OWNERS.get(owner)
        items = draft.section(section or "")
        if section is None:
            draft.say(where, "np or sp", brief(owner))
        elif name not in items:
            if not draft.knows((section, name)):
                draft.say(where, f"{ONE[section]} of the network", brief(name), near=(name, items))
        elif section not in ("neuron_pools", "synapse_pools"):
            found = f"{parameter!r} of the {SECTIONS[section]} {name!r}"
            draft.say(where, "a parameter of a neuron or synapse pool", found, "It is left out.", severity="warning")
        elif not draft.knows((section, name)):
            _check_parameter(draft, where, (section, name, parameter))
        if (owner, name, parameter) in seen:
            draft.say(where, "each parameter once", f"[{owner}, {name}, {parameter}] again", severity="warning")
        seen.add((owner, name, parameter))


def _check_parameter(draft: Draft, where: Path, named: tuple[str, str, str]) -> None:
    section, name, parameter = named
    item = draft.section(section)[name]
    known = parameters(section, item)
    found = f"{parameter!r}, which {name!r} does not have"
    if parameter in unused(section, item):
        mend = f"Give {name!r} bias_shapes; until then it is left out."
        words = f"{parameter!r} of {name!r}, which is not used without bias_shapes"
        draft.say(where, "a parameter that is used", words, mend, severity="warning")
    elif parameter not in known and not any(
        draft.knows((section, name, key)) for key in ("source", "ppp", "bias_shapes")
    ):
        draft.say(where, f"a parameter of {name!r}", found, near=(parameter, known))
