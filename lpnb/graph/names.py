"""Which names nodes may have, and how endpoints and edges are written."""

from __future__ import annotations

import itertools
import keyword
import re
import unicodedata
from collections.abc import Container, Mapping

from lpnb.errors import EditError, Problem, brief

LONGEST = 60


def check_name(name: object, what: str) -> str:
    """Return `name` if a node may be called so.

    A name is a Python identifier in normal form without a leading underscore. It therefore reads as a variable
    in the generated program, and no name can ever be anything else there.

    Args:
        name: The name asked for.
        what: What is to be named, for the message, e.g. ``node``.

    Raises:
        EditError: With a proposal of a name that would do.
    """
    if (
        isinstance(name, str)
        and len(name) <= LONGEST
        and name.isidentifier()
        and not name.startswith("_")
        and not keyword.iskeyword(name)
        and unicodedata.normalize("NFKC", name) == name
    ):
        return name
    expected = (
        f"a name of 1 to {LONGEST} letters, digits and underscores that starts with a letter and is no word of Python"
    )
    proposal = propose(name) if isinstance(name, str) else what
    raise EditError(Problem(f"{what} {brief(name)}", expected, brief(name), mend=f"Call it {proposal!r}."))


def propose(name: str) -> str:
    """Return an allowed name that looks like `name`."""
    ascii_name = unicodedata.normalize("NFKD", name[:LONGEST]).encode("ascii", "ignore").decode()
    word = re.sub(r"\W+", "_", ascii_name).strip("_")
    if not word or not word[0].isalpha():
        word = f"node_{word}"[:LONGEST].rstrip("_")
    return f"{word}_node" if keyword.iskeyword(word) else word


def free_name(wanted: str, taken: Container[str]) -> str:
    """Return `wanted`, or where that is taken the next of its like: ``hidden_2``, ``hidden_3``, ..."""
    if wanted not in taken:
        return wanted
    stem = re.sub(r"_\d+$", "", wanted)
    proposals = (f"{stem[: LONGEST - 1 - len(str(number))]}_{number}" for number in itertools.count(2))
    return next(name for name in proposals if name not in taken)


def split_endpoint(endpoint: str) -> tuple[str, str]:
    """Split ``'data.image'`` into node and port; the port is empty when none is given."""
    node, _, port = str(endpoint).partition(".")
    return node, port


def endpoint(node: str, port: str, default: str) -> str:
    """Write node and port the way a person would: the port only where it is not the default one."""
    return node if port == default else f"{node}.{port}"


def renamed(word: str, names: Mapping[str, str]) -> str:
    """Return a word after nodes and edges were renamed, old name -> new name, as fields have it.

    Args:
        word: A node, an edge, or a parameter of one: ``a->b.weight`` becomes ``c->b.weight`` when ``a->b`` becomes
            ``c->b``. Any other word stays.
        names: The new names of all nodes and edges, also of those that have the same one as before.
    """
    if word in names:
        return names[word]
    owner, _, parameter = word.rpartition(".")
    return f"{names[owner]}.{parameter}" if owner in names and "->" not in parameter else word
