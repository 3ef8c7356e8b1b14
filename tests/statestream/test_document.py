"""YAML 1.2 as plain values; whatever else a text is, is said with line and column, and harms nothing."""

import time

import pytest

from lpnb.statestream.document import parse


def tree(text):
    document = parse(text, "x")
    assert document.problems == []
    return document.tree


def told(text):
    return [str(problem) for problem in parse(text, "x").problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-4", 1e-4),
        ("5.", 5.0),
        (".5", 0.5),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", 1000),
        ("-3", -3),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("off", "off"),
        ("None", "None"),
        ("~", None),
        ("", None),
        ("null", None),
        ("2019-07-29", "2019-07-29"),
        ("12:30", "12:30"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("$**2 + B.tanh($)", "$**2 + B.tanh($)"),
        ("!!str 5", "5"),
        ("!!float 5", 5),
        ("! 5", "5"),
    ],
)
def test_a_word_is_what_yaml_1_2_says(text, value):
    found = tree(f"key: {text}")["key"]
    assert found == value
    assert type(found) in (type(value), float if isinstance(value, float) else type(value))


def test_keys_are_text_in_the_order_of_the_file():
    assert list(tree("b: 1\na: 2\n5: 3\nyes: 4\ninit W_0_0: 5")) == ["b", "a", "5", "yes", "init W_0_0"]


def test_each_key_has_its_line():
    assert parse("a:\n  b: 1\n  c:\n  - d: 2", "x").lines == {
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", "0", "d"): 4,
    }


def test_an_alias_is_a_copy():
    found = tree("a: &x {b: [1]}\nc: *x")
    assert found == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert found["a"] is not found["c"]


def test_a_merged_map_gives_what_is_not_there():
    assert tree("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}")["d"] == {"b": 1, "c": 3}
    assert tree("a: &x {b: 1}\ne: &y {f: 2}\nd: {<<: [*x, *y]}")["d"] == {"b": 1, "f": 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3", "line 3, column 1: expected each key once (the first 'a' is in line 1), found 'a' again."),
        (
            "a: !!python/object/apply:os.system [ls]",
            "line 1, column 4: expected a plain value, found the tag 'tag:yaml.org,2002:python/object/apply:os.system'. "
            "Files hold plain values alone; nothing in them is executed.",
        ),
        (
            "a: !new 5",
            "line 1, column 4: expected a plain value, found the tag '!new'. Files hold plain values alone; nothing in them "
            "is executed.",
        ),
        (
            "a: &x [*x]",
            "line 1, column 8: expected values inside of one another, found a map or list inside of itself (*x).",
        ),
        ("a: *x", "line 1, column 4: expected the name of an anchor before it, found *x. Write &x there."),
        ("a: {<<: 5}", "line 1, column 9: expected a map after <<, found 5."),
        ("a: .nan", "line 1, column 4: expected a number below 1e300, found '.nan'."),
        ("a: [1, -.inf]", "line 1, column 8: expected a number below 1e300, found '-.inf'."),
        ("a: " + "9" * 5000, "line 1, column 4: expected a number below 1e300, found '999999999… (5002 characters)."),
        ("? [1, 2]\n: 3", "line 1, column 8: expected text as a key, found [1, 2]."),
        ("'': 3", "line 1, column 1: expected a name, found none."),
        (
            "a: 1\n---\nb: 2",
            "line 2, column 1: expected one document, found a second one, after ---. Put it into a file of its own.",
        ),
        (
            "a: b: c",
            "line 1, column 5: expected one ':' in a line, found a second one. Put what is behind the first ':' into "
            "quotation marks, or write it into a line of its own.",
        ),
        (
            "a:\n  - b\n c: 1",
            "line 3, column 2: expected a line that begins where its neighbours do, found one that stands further to the "
            "left: 1 space, where line 2 has 2. Give lines of one map the same spaces.",
        ),
        (
            "a: \0",
            "line 1, column 4: expected text, found a character that no text has (U+0000). Save the file as UTF-8.",
        ),
    ],
)
def test_what_cannot_be_taken_is_said_with_line_and_column(text, words):
    assert told(text) == [f"file 'x', {words}"]


def test_what_can_be_taken_of_a_wrong_file_is_taken():
    document = parse("a: 1\nb: !new {c: 2}\na: 3\nd: .nan", "x")
    assert document.tree == {"a": 1, "b": {"c": 2}, "d": None}
    assert {("b",), ("d",)} <= document.refused


@pytest.mark.parametrize("text", ["[" * 5000, "{" * 5000, "a:\n" * 1 + "? " * 5000, "- " * 5000])
def test_depth_has_a_limit(text):
    assert told(text)[-1].endswith("expected at most 30 levels of lists and maps, found more.")


def test_aliases_of_aliases_have_a_limit():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    begin = time.process_time()
    assert "expected at most 100000 values, found more" in told(bomb)[0]
    assert time.process_time() - begin < 5


def test_aliases_do_not_get_around_the_depth():
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))
    assert told(chain) == ["file 'x', line 30, column 12: expected at most 30 levels of lists and maps, found more."]


@pytest.mark.parametrize("text", ["a: 1\t# one", "a:\t1", "a: 1\t", "a: 1 \t # one"])
def test_tabs_behind_values_are_spaces(text):
    assert tree(f"{text}\nb: 2") == {"a": 1, "b": 2}


def test_tabs_in_front_are_not():
    assert told("a:\n\tb: 1\t# one") == [
        "file 'x', line 2, column 1: expected spaces, found a tab. Replace the tab by spaces."
    ]
