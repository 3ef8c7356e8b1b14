"""Slips of the pen are said in words of the page, not in those of the parser."""

import pytest

from lpnb.statestream.document import parse

RIGHT = "expected a line that begins where its neighbours do, found one that stands further to the right: "
LEFT = "expected a line that begins where its neighbours do, found one that stands further to the left: "
SAME = "Give lines of one map the same spaces."
OPEN = "The bracket of line 1 is open there: close it, or write a comma between its values."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a:\n\tb: 1", "line 2, column 1: expected spaces, found a tab. Replace the tab by spaces."),
        ("a: 1\n  b: 2", f"line 2, column 4: {RIGHT}2 spaces, where line 1 has 0. {SAME}"),
        ("a: {x: 1}\n  b: 2", f"line 2, column 3: {RIGHT}2 spaces, where line 1 has 0. {SAME}"),
        ("a:\n  b: 1\n   c: 2", f"line 3, column 5: {RIGHT}3 spaces, where line 2 has 2. {SAME}"),
        ("a:\n  b: 1\n\n  # c\n c: 2", f"line 5, column 2: {LEFT}1 space, where line 2 has 2. {SAME}"),
        ("  a: 1\nb: 2", f"line 2, column 1: {LEFT}no spaces, where line 1 has 2. {SAME}"),
        (
            "a: x\nb:2\nc: 3",
            "line 2, column 1: expected a key, a ':' and a space, found a ':' without a space, in 'b:2'. "
            "Write a space behind the ':'.",
        ),
        (
            "key 1\nb: 2",
            "line 1, column 1: expected a key, a ':' and a space, found none in 'key 1'. "
            "Write a ':' and a value behind it.",
        ),
        (
            "a: 1\n" + "b" * 50 + "\nc: 2",
            "line 2, column 1: expected a key, a ':' and a space, found none in '" + "b" * 38 + " …'. "
            "Write a ':' and a value behind it.",
        ),
        (
            "a: 1\nb:'\n- 2",
            "line 2, column 1: expected a key, a ':' and a space, found a ':' without a space, in \"b:'\". "
            "Write a space behind the ':'.",
        ),
        ("a: {b: 1 c: 2}", f"line 1, column 11: expected ',' or '}}', found ':'. {OPEN}"),
        ("a: {b: [1}", f"line 1, column 10: expected ',' or ']', found '}}'. {OPEN}"),
        ("a: [1", f"line 1, column 6: expected ',' or ']', found the end of the file. {OPEN}"),
        (
            "a: [1]]",
            "line 1, column 7: expected the end of the line, found ']'. Remove it, or write the bracket that it is of.",
        ),
        (
            "a: 'it's'",
            "line 1, column 8: expected the end of the line, found more behind a value that has ended. "
            "Put all of the value into one pair of quotation marks.",
        ),
        (
            "a: 'x\nb: 2",
            "line 1, column 1: expected a quotation mark that ends the text, found none up to the end of the file. "
            "Close the text that begins there.",
        ),
        (
            "a: @x",
            "line 1, column 4: expected a value, found one that begins with '@'. Put the value into quotation marks.",
        ),
        (
            "a: -",
            "line 1, column 4: expected a value, found the '-' of a list. "
            "Write the list into lines of its own, or in brackets: [a, b].",
        ),
        (
            "- a\nb: 1",
            "line 2, column 1: expected a line like the one before it, found a key among the entries of a list, or the "
            "other way round. Look there for a bracket, a quotation mark or a space too few or too many.",
        ),
        (
            "%x",
            "line 1, column 3: expected keys and values, found something else. Look there for a bracket, a quotation mark or "
            "a space too few or too many.",
        ),
        (
            "a: !x!y z",
            "line 1, column 4: expected YAML, found undefined tag handle '!x!'. Look there for a bracket, a quotation mark "
            "or a space too few or too many.",
        ),
    ],
)
def test_a_slip_is_said_where_it_was_made(text, words):
    assert [str(problem) for problem in parse(text, "x").problems] == [f"file 'x', {words}"]
