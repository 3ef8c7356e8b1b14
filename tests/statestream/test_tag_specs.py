"""Tag specs give keys to items with a tag."""

from lpnb.statestream.reading import read
from tests.statestream.files import SMALL, net_of, said

TAGGED = ("act: relu", "act: relu, tags: [deep, wide]")


def test_items_with_a_tag_get_its_keys_unless_they_have_them():
    net = net_of(TAGGED, more="tag_specs: {deep: {act: tanh, dropout: 0.5}}\n")
    assert net.pools["hidden"] == {"shape": [4, 4, 4], "act": "relu", "tags": ["deep", "wide"], "dropout": 0.5}
    assert "dropout" not in net.pools["image"]


def test_the_first_spec_of_a_file_that_gives_a_key_is_for_that():
    net = net_of(TAGGED, more="tag_specs: {wide: {dropout: 0.25}, deep: {dropout: 0.5}}\n")
    assert net.pools["hidden"]["dropout"] == 0.25


def test_a_spec_may_give_what_an_item_must_have():
    text = SMALL.replace("hidden: {shape: [4, 4, 4], act: relu}", "hidden: {tags: [deep]}")
    assert read("x.st_graph", text + "tag_specs: {deep: {shape: [4, 4, 4]}}\n").problems == ()


def test_a_key_of_a_spec_stands_where_the_spec_has_it():
    assert said(TAGGED, more="tag_specs:\n  deep: {dropout: 2}\n") == [
        "error: neuron pool 'hidden', key 'dropout': expected a number from 0 to 1, found 2 (small.st_graph, line 27)."
    ]


def test_what_is_no_spec_is_said():
    assert said(more="tag_specs: 5\n") == [
        "error: key 'tag_specs': expected a map of tags, found 5 (small.st_graph, line 26)."
    ]
    assert said(more="tag_specs: {deep: 5}\n") == [
        "error: tag spec 'deep': expected a map of keys and values, found 5 (small.st_graph, line 26)."
    ]


def test_tags_do_not_give_keys_without_end():
    keys = ", ".join(f"k{number}: 1" for number in range(3000))
    pools = "".join(f"  p{number}: {{tags: [t]}}\n" for number in range(100))
    net = read("x.st_graph", f"neuron_pools:\n{pools}tag_specs: {{t: {{{keys}}}}}\n")
    assert any(
        str(problem).startswith("tag spec 't': expected at most 200000 keys from tags") for problem in net.problems
    )
