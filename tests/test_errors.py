"""The errors: one tree, printed where it is defined; problems in words."""

import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpnb import errors
from lpnb.errors import EditError, FrameError, InvalidGraph, LpnbError, Problem, UnknownName, brief, nearest


def drawn():
    """What the docstring draws: class -> (parent of its branch, builtin in parentheses)."""
    branch, tree = {0: "LpnbError"}, {}
    for line in errors.__doc__.splitlines():
        found = re.match(r"^ {4}([│├└─ ]*)(\w+)(?: \((\w+)\))?", line)
        if found and found[1]:
            depth = len(found[1]) // 4
            branch[depth] = found[2]
            tree[found[2]] = (branch[depth - 1], found[3])
    return tree


def test_the_tree_that_is_printed_is_the_tree_that_is():
    classes = {n: c for n, c in vars(errors).items() if inspect.isclass(c) and issubclass(c, LpnbError)}
    real = {}
    for name, cls in classes.items():
        ours = [base.__name__ for base in cls.__bases__ if issubclass(base, LpnbError)]
        builtins = [base.__name__ for base in cls.__bases__ if not issubclass(base, LpnbError)]
        real[name] = ([*ours, None][0], [*builtins, None][0])
    assert real.pop("LpnbError") == (None, "Exception")
    assert drawn() == real


@pytest.mark.parametrize("name", sorted(drawn()))
def test_the_words_of_an_error_are_shown_as_they_are(name):
    problem = Problem("node 'a'", "x", "y")
    arguments = {"InvalidGraph": ("net", [problem])}
    takes_problem = name in ("EditError", "UnknownName", "FileError", "ExpressionError", "MeasureError")
    error = getattr(errors, name)(*arguments.get(name, (problem if takes_problem else "words",)))
    expected = "node 'a': expected x, found y." if takes_problem else "words"
    if name == "InvalidGraph":
        expected = "graph 'net' has 1 error and cannot run:\n  1. node 'a': expected x, found y."
    assert str(error) == expected


def test_a_problem_is_a_sentence_or_two():
    assert str(Problem("here", "x", "y")) == "here: expected x, found y."
    assert str(Problem("here", "x", "y", "set there", "Do z.")) == "here: expected x, found y (set there). Do z."
    assert str(Problem("here", "", "all is well", severity="note")) == "here: all is well"
    assert str(Problem("here", "x", "y", severity="warning")) == "here: expected x, found y."


def test_an_invalid_graph_lists_all_problems():
    problems = [Problem("a", "x", "y"), Problem("b", "x", "y", mend="Do z.")]
    error = InvalidGraph("net", problems)
    assert str(error) == (
        "graph 'net' has 2 errors and cannot run:\n  1. a: expected x, found y.\n  2. b: expected x, found y. Do z."
    )
    assert error.problems == tuple(problems)


def test_errors_carry_what_programs_want_to_know():
    problem = Problem("a", "x", "y")
    assert EditError(problem).problem is UnknownName(problem).problem is problem
    error = FrameError("words", node="a", frame=7)
    assert (str(error), error.node, error.frame) == ("words", "a", 7)


def test_the_nearest_name_is_proposed_or_all_are_listed():
    assert nearest("pol", ["pool", "input"]) == "Did you mean 'pool'?"
    assert nearest("zzz", ["pool", "input"]) == "Known: pool, input."
    assert nearest("zzz", []) == "There is none yet."
    assert nearest("x" * 10**6, ["pool"]) == "Known: pool."


@given(st.text() | st.integers() | st.lists(st.integers()) | st.binary())
def test_a_brief_literal_is_short_whatever_it_shows(value):
    assert len(brief(value)) <= 60 or brief(value).endswith(f"({len(repr(value))} characters)")
    assert len(brief(value)) <= 85


def test_a_literal_of_up_to_60_characters_is_shown_whole():
    assert brief("x" * 58) == repr("x" * 58)
    assert brief("x" * 59) == "'" + "x" * 39 + "… (61 characters)"
