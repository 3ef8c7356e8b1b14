"""What does not go together in a network: names, and what pools, interfaces and clients need."""

from __future__ import annotations

from lpnb.errors import brief
from lpnb.statestream.draft import ONE, Draft, Path
from lpnb.statestream.keys import INTERFACES
from lpnb.statestream.rules import check_rule
from lpnb.statestream.wiring import check_synapses

MOST_UNITS = 2**28
"""Values of one sample's state, at most."""


def check(draft: Draft) -> None:
    """Check all items, with those that they name."""
    _check_names(draft)
    for name in draft.section("neuron_pools"):
        _check_pool(draft, name)
    for name in draft.section("synapse_pools"):
        check_synapses(draft, name)
    for name in draft.section("plasticities"):
        check_rule(draft, name)
    for name in draft.section("interfaces"):
        _check_interface(draft, name)
    for name in draft.section("core_clients"):
        _check_client(draft, name)
    _check_periods(draft)


def _check_names(draft: Draft) -> None:
    owner: dict[str, str] = {}
    for section, word in ONE.items():
        for name in draft.section(section):
            if not name.replace("_", "").isalnum():
                mend = f"Write {_legal(name)}: here, and wherever the name is used."
                draft.say((section, name), "a name of letters, digits and _", brief(name), mend, usable=True)
            if name in owner:
                mend = "Rename one of the two."
                draft.say((section, name), "a name of its own", f"that of {owner[name]}", mend, usable=True)
            owner.setdefault(name, word)


def _legal(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name[:40])


def _check_pool(draft: Draft, name: str) -> None:
    path: Path = ("neuron_pools", name)
    pool = draft.section("neuron_pools")[name]
    if draft.knows(path) and not pool:
        return
    if "shape" not in pool:
        if not draft.knows((*path, "shape")):
            draft.say((*path, "shape"), "[features, width, height]", "nothing", "Write e.g. shape: [16, 8, 8].")
    elif pool["shape"][0] * pool["shape"][1] * pool["shape"][2] > MOST_UNITS:
        draft.say((*path, "shape"), f"a state of at most {MOST_UNITS} values", brief(pool["shape"]))
    if "noise_mean" in pool and "noise" not in pool:
        draft.say((*path, "noise_mean"), "noise: normal with it", "no noise", severity="warning")


def _check_interface(draft: Draft, name: str) -> None:
    path: Path = ("interfaces", name)
    item = draft.section("interfaces")[name]
    if draft.knows(path) and not item:
        return
    for key in ("in", "out"):
        if key not in item and not draft.knows((*path, key)):
            draft.say((*path, key), "a list of topics, [] for none", "nothing", f"Write {key}: [].")
    topics = [*item.get("in", []), *item.get("out", [])]
    remap = item.get("remap", {})
    offered = INTERFACES.get(str(item.get("type")), ((), ()))[0]
    for key in ("in", "out"):
        for topic in item.get(key, []):
            _check_topic(draft, (*path, key), topic, remap, offered)
    for topic in remap:
        if topic not in topics:
            mend = "It has no effect until it is in one of them."
            found = f"{brief(topic)}, which is in neither"
            draft.say((*path, "remap"), "topics of in and out", found, mend, severity="warning", near=(topic, topics))


def _check_topic(draft: Draft, path: Path, topic: str, remap: dict[str, object], offered: tuple[str, ...]) -> None:
    """Check one topic: the interface has it, and so has a pool."""
    pools = draft.section("neuron_pools")
    pool = remap.get(topic, topic)
    meant = next((one for one in offered if one.endswith(f"_{topic}")), "")
    if topic not in offered and meant:
        draft.note(path, f"{topic!r} is taken for {meant!r}, as in the original's experiments")
    elif topic not in offered and offered:
        draft.say(path, "a topic of this interface", brief(topic), severity="warning", near=(topic, offered))
    if not isinstance(pool, str):
        draft.say((*path[:2], "remap"), f"the name of a neuron pool for {topic!r}", brief(pool))
    elif pool not in pools and not draft.knows(("neuron_pools", pool)):
        mend = "" if topic in remap else f"Write remap: {{{topic}: ...}}."
        where = f" for the topic {topic!r}" if pool != topic else ""
        draft.say(path, "a neuron pool of the network", f"{brief(pool)}{where}", mend, near=(pool, pools))


NAMES = {"plast": "plasticities", "main_plasticity": "plasticities", "main_interface": "interfaces"}
"""The keys of core clients that name an item, and of which section."""


def _check_client(draft: Draft, name: str) -> None:
    client = draft.section("core_clients")[name]
    for key, section in NAMES.items():
        if key in client and client[key] not in draft.section(section):
            there = draft.section(section)
            path = ("core_clients", name, key)
            expected = f"the name of {ONE[section]}"
            draft.say(path, expected, brief(client[key]), severity="warning", near=(str(client[key]), there))


def _check_periods(draft: Draft) -> None:
    """Check that no item waits for a frame that never comes."""
    for section in ("neuron_pools", "plasticities"):
        for name, item in draft.section(section).items():
            period, offset = item.get("period", 1), item.get("period offset", 0)
            if offset >= period:
                path = (section, name, "period offset")
                draft.say(
                    path, f"a number below the period, {period}", f"{offset}, so that it never runs", severity="warning"
                )
