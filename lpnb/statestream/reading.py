"""Reading a network file: text -> `Net`, with every problem of it at once.

    text ── document ──▶ values ─ imports ─ modules ─ tag_specs ─ substitutes ─▶ items ── vocabulary ─ sanity ──▶ Net

That is the order of the original: items of modules get what their tags say, and all of them may use globals.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from lpnb.errors import Problem
from lpnb.statestream import modules, sanity, substitutes, tag_specs, vocabulary
from lpnb.statestream.draft import Draft
from lpnb.statestream.imports import SUFFIX, Importer, load
from lpnb.statestream.net import Net
from lpnb.statestream.report import Report

KEPT = (
    "external_models",
    "rollout_factor",
    "first_response_streaming",
    "first_response_sequential",
    "shortest_path_sequential",
)
"""Keys of the file that are handed on as they are."""


def read(path: str | PathLike[str], text: str | None = None) -> Net:
    """Read a network file. Nothing in it is executed, and whatever is wrong with it is in `problems`.

    Args:
        path: The file. It may import others that are beside it.
        text: What to read in its place; `path` then only says where imports are looked for, and what messages call it.

    Raises:
        FileError: When there is no such file, or it is no text.
    """
    file = Path(path)
    text = load(file) if text is None else text
    draft = Draft(file.name or str(path))
    Importer(draft, file.parent, (file.resolve(),)).take(text)
    if draft.tree:
        vocabulary.check_head(draft)
        vocabulary.check_frame(draft)
        modules.expand(draft)
        tag_specs.spread(draft)
        substitutes.substitute(draft)
        vocabulary.check_items(draft)
        sanity.check(draft)
    return _net(draft, file)


def report(net: Net) -> Report:
    """Return all problems of a network, to print or to look through."""
    return Report(net.path.name if net.path else net.name, net.problems)


def _net(draft: Draft, file: Path) -> Net:
    tree, section = draft.tree, draft.section
    name, agents = tree.get("name"), tree.get("agents")
    if draft.untold:
        draft.problems.append(
            Problem(f"file {draft.file!r}", "fewer problems", f"{draft.untold} more", severity="warning")
        )
    return Net(
        name if isinstance(name, str) else file.name.removesuffix(SUFFIX),
        agents if isinstance(agents, int) else 1,
        str(tree.get("backend", "tensorflow")),
        section("neuron_pools"),
        section("synapse_pools"),
        section("plasticities"),
        section("interfaces"),
        section("core_clients"),
        {instance.name: instance for instance in draft.instances},
        tuple(draft.problems),
        file,
        {key: tree[key] for key in KEPT if key in tree},
        draft.lines,
    )
