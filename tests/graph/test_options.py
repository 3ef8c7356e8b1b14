"""Words and named settings as values of fields."""

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError
from lpnb.graph.options import Options
from lpnb.graph.script import script


def test_words_are_taken_one_by_one_or_alone():
    g = lpnb.Graph()
    g.add("h", "pool", shape=2, tags="early")
    assert g["h"].tags == ("early",)
    g.set("h", tags=["early", " late ", "early"])
    assert g["h"].tags == ("early", "late")
    for wrong in (3, [""], ["a,b"], ["x" * 201]):
        with pytest.raises(EditError, match="expected words of 1 to 200 letters without a comma"):
            g.set("h", tags=wrong)


settings_of = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | st.text("ab'\"é", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.text("abc_", min_size=1, max_size=4), settings_of, max_size=4))
def test_settings_are_a_value_that_comes_back_from_json_and_from_python(plain):

    try:
        options = Options(plain)
    except ValueError:  # too many levels
        return
    assert Options(json.loads(json.dumps(options.plain()))) == options == Options(ast.literal_eval(repr(options)))
    assert hash(options) == hash(Options(plain))
    assert options == plain
    assert list(options) == list(plain)


@pytest.mark.parametrize(
    "wrong", [3, {"a": object()}, {1: 2}, {"a": float("nan")}, {"a": {"a": {"a": {"a": {"a": 1}}}}}]
)
def test_what_is_no_settings_is_said(wrong):
    g = lpnb.Graph()
    with pytest.raises(EditError, match="expected settings by name: numbers, text, lists or settings"):
        g.add("learn", "loss", options=wrong)


def test_settings_are_written_as_python_and_as_json(tmp_path):
    g = lpnb.Graph("net")
    g.snapshot("empty")
    g.add("learn", "loss", options={"betas": [0.9, 0.99]}, groups={"h->y": {"lr": 0.1}}, trains=["h->y"])
    g.add("h", "pool", shape=2, tags=["early"])

    text = script(lpnb.Graph("net"), g)
    assert 'options={"betas": [0.9, 0.99]}, groups={"h->y": {"lr": 0.1}}' in text
    g.save(tmp_path / "net.lpnb")
    loaded = lpnb.Graph.load(tmp_path / "net.lpnb")
    assert loaded["learn"] == g["learn"]
    assert loaded["h"].tags == ("early",)
