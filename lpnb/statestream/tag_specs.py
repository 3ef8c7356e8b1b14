"""Tag specs: keys that all items with a tag get, unless they have them; of two specs, the first one is for that."""

from __future__ import annotations

import copy
from typing import Any

from lpnb.errors import brief
from lpnb.statestream.draft import SECTIONS, Draft
from lpnb.statestream.imports import tags_of

MOST_KEYS = 200_000
"""Keys that tag specs give, at most."""


def spread(draft: Draft) -> None:
    """Give all items the keys of their tags."""
    specs = draft.tree.get("tag_specs")
    if specs is None:
        return
    if not isinstance(specs, dict):
        draft.say(("tag_specs",), "a map of tags", brief(specs))
        return
    given = 0
    for tag, spec in specs.items():
        if not isinstance(spec, dict):
            draft.say(("tag_specs", tag), "a map of keys and values", brief(spec))
            continue
        for section, name, item in _tagged(draft, tag):
            new = {key: copy.deepcopy(value) for key, value in spec.items() if key not in item}
            item.update(new)
            for key in new:
                draft.lines[section, name, key] = draft.origin(("tag_specs", tag, key))
            given += len(new)
            if given > MOST_KEYS:
                draft.say(("tag_specs", tag), f"at most {MOST_KEYS} keys from tags", "more")
                return


def _tagged(draft: Draft, tag: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (section, name, item)
        for section in SECTIONS
        for name, item in draft.section(section).items()
        if isinstance(item, dict) and tag in tags_of(item)
    ]
