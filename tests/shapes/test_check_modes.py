"""What `check` says of what is off, muted or bypassed."""

import lpnb


def scored():
    """data -> answer -> learn <- data"""
    graph = lpnb.Graph("net")
    graph.add("data", "digits")
    graph.add("answer", "pool", shape=10, act="softmax")
    graph.add("learn", "loss")
    graph.connect("data.image", "answer", "dense")
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target", delay=2)
    return graph


def problems(graph):
    return [f"{problem.severity}: {problem}" for problem in graph.check().problems]


def test_what_does_not_sum_cannot_be_bypassed():
    graph = scored()
    graph.set("answer", mode="bypass")
    assert problems(graph) == []
    for name in ("data", "learn"):
        graph.set(name, mode="bypass")
    assert problems(graph) == [
        "error: node 'data' (digits): expected a node that sums what arrives, for a bypass, found one that does not. "
        "Set mode to 'on', or to 'mute' to silence it.",
        "error: node 'learn' (loss): expected a node that sums what arrives, for a bypass, found one that does not. "
        "Set mode to 'on', or to 'mute' to silence it.",
    ]


def test_everything_can_be_muted():
    graph = scored()
    for name in graph:
        graph.set(name, mode="mute")
    assert problems(graph) == []


def test_an_edge_that_is_off_does_not_connect_an_input_that_takes_one():
    graph = scored()
    graph.set("answer->learn.prediction", on=False)
    assert problems(graph) == [
        "error: node 'learn' (loss), input 'prediction': expected one edge, found none that is on. "
        "Switch 'answer->learn.prediction' on."
    ]


def test_of_two_edges_at_an_input_that_takes_one_the_other_may_be_off():
    graph = scored()
    second = graph.connect("answer", "learn.prediction")
    assert not graph.check().ok
    graph.set(second, on=False)
    assert problems(graph) == []


def test_a_node_whose_edges_are_all_off_is_a_warning():
    graph = scored()
    graph.set("data.image->answer", on=False)
    assert problems(graph) == [
        "warning: node 'answer' (pool): expected something that feeds it, found nothing that is on. "
        "Switch an edge to it on."
    ]


def test_what_is_off_may_not_fit_but_still_tells_its_shape():
    graph = scored()
    graph.add("copy", "pool")
    told = graph.connect("answer", "copy")
    graph.set(told, on=False)
    assert "copy: Tensor  # [batch, 10]" in graph.code()
    graph.connect("data.image", "copy")
    assert "copy: Tensor  # [batch, 1, 8, 8]" in graph.code()
    graph.set(told, on=True)
    assert not graph.check().ok


def test_a_softmax_that_is_not_on_shares_nothing_out():
    graph = scored()
    assert "nll_loss" in graph.code()
    for mode in ("bypass", "mute"):
        graph.set("answer", mode=mode)
        assert "nll_loss" not in graph.code()
