"""What the delay doctor says, and that what it mends is mended, in one step that can be undone."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError
from lpnb.graph.doctor import compares, off
from lpnb.graph.light_cone import Comparison, Link, light_cone
from tests.nets import graphs


def skipping(delay="auto"):
    """data.image -> h -> h2 -> answer, and two skips to answer; score compares answer and data.label."""
    graph = lpnb.Graph("net")
    graph.add("data", "digits")
    for name in ("h", "h2", "answer"):
        graph.add(name, "pool", shape=10)
    graph.add("score", "accuracy")
    graph.connect("data.image", "h", "dense")
    for source, target in (("h", "h2"), ("h2", "answer"), ("data.image", "answer"), ("h", "answer")):
        graph.connect(source, target, "dense")
    graph.connect("answer", "score.prediction")
    graph.connect("data.label", "score.target", delay=delay)
    return graph


def chain(delay):
    """data.image -> h -> answer -> score <- data.label"""
    graph = skipping(delay)
    for edge in ("h2->answer", "data.image->answer"):
        graph.remove(edge)
    graph.remove("h2")
    return graph


def contents(graph):
    return graph.nodes(), graph.wires()


# -- in words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "delay", "lag", "words", "wrong"),
    [
        (4, 1, 0, "the answer to frame t-4 with the label of frame t-1: 3 frames too new", "3 frames too new"),
        (1, 3, 0, "the answer to frame t-1 with the label of frame t-3: 2 frames too old", "2 frames too old"),
        (1, 0, 0, "the answer to frame t-1 with the label of frame t: 1 frame too new", "1 frame too new"),
        (2, 2, 0, "the answer to frame t-2 with the label of frame t-2: matched", ""),
        (2, 1, 1, "the answer to frame t-2 with the label of frame t-2: matched", ""),
        (None, 2, 0, "an answer that nothing reaches with the label of frame t-2", ""),
    ],
)
def test_a_comparison_reads_like_this(age, delay, lag, words, wrong):
    answer, target = Link("a->learn.prediction", "a", "learn", 1), Link("d.label->learn.target", "d", "learn", delay)
    found = Comparison("learn", answer, target, age, lag)
    assert (compares(found), off(found)) == (f"learn compares {words}", wrong)


def test_what_has_no_port_of_its_own_goes_by_the_name_of_its_node():
    found = Comparison("m", Link("a->m.prediction", "a", "m", 1), Link("right->m.target", "right", "m", 2), 2)
    assert compares(found) == "m compares the answer to frame t-2 with the right of frame t-2: matched"


def test_a_diagnosis_tells_all():
    assert str(skipping(delay=1).doctor()).splitlines() == [
        "delays of 'net':",
        "  score compares the answer to frame t-2 with the label of frame t-1: 1 frame too new. "
        "Mend: set delay to 2 at data.label->score.target.",
        "  answer mixes data of t-1 (straight), t-2 (over h) and t-3 (over h2).",
        "  To have no ages mix, equalise() would insert 2 delays.",
    ]
    assert repr(skipping().doctor()).count("matched") == 1


def test_a_healthy_graph_is_told_to_be_so():
    diagnosis = chain("auto").doctor()
    assert str(diagnosis).splitlines()[1:] == [
        "  score compares the answer to frame t-3 with the label of frame t-3: matched."
    ]
    assert diagnosis.ok
    assert str(lpnb.Graph("net").doctor()) == "delays of 'net':\n  nothing is compared, and no ages mix."


def test_many_ages_are_not_told_one_by_one():
    graph = skipping()
    for delay in (5, 6, 7):
        graph.connect("data.image", "h", "dense", delay=delay)
    (first, second) = graph.doctor().mixtures
    assert str(first) == "h mixes data of t-1 (straight), t-5 (straight), t-6 (straight) and t-7 (straight)"
    assert str(second).endswith("t-2, t-6, t-7, t-8 (over h) and t-3, t-7, t-8, t-9 (over h2)")


def test_a_loop_is_no_mixture():
    graph = chain("auto")
    graph.connect("h", "h", "dense")
    graph.connect("answer", "h", "dense")
    assert graph.doctor().mixtures == ()


# -- what is compared --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [0, 1, 2, 4, 9])
def test_a_mend_gives_the_target_the_age_of_the_answer(delay):
    graph = chain(delay)
    (found,) = graph.doctor().comparisons
    assert (found.matched, graph.doctor().ok) == (False, False)
    assert found.fix.words == "set delay to 3"
    assert found.mend()
    assert graph["data.label->score.target"].delay == 3
    assert (graph.doctor().ok, graph.undoable) == (True, "set delay to 3")
    assert not graph.doctor().mend()
    graph.undo()
    assert graph["data.label->score.target"].delay == delay


def test_a_diagnosis_mends_all_that_is_compared_in_one_step_and_lets_mix_what_mixes():
    graph = skipping(delay=0)
    graph.add("other", "accuracy")
    graph.connect("h2", "other.prediction")
    graph.connect("data.label", "other.target", delay=7)
    before = contents(graph)
    assert graph.doctor().mend()
    assert [graph[f"data.label->{node}.target"].delay for node in ("score", "other")] == [2, 3]
    assert (graph.doctor().ok, len(graph.doctor().mixtures)) == (True, 1)
    graph.undo()
    assert contents(graph) == before


def test_what_was_diagnosed_of_another_graph_is_not_mended():
    graph = chain(1)
    diagnosis = graph.doctor()
    graph.set("data.image->h", delay=3)
    for act in (diagnosis.mend, diagnosis.equalise, diagnosis.comparisons[0].mend):
        with pytest.raises(
            EditError, match=r"^the delay doctor: expected the graph of then, found one that was edited"
        ):
            act()
    assert graph.doctor().mend()
    assert graph["data.label->score.target"].delay == 5


def test_an_answer_that_nothing_reaches_cannot_be_mended():
    graph = chain(1)
    graph.set("h->answer", on=False)
    (found,) = graph.doctor().comparisons
    assert (found.fix, found.mend(), graph.doctor().ok) == (None, False, True)


def test_a_target_that_is_too_old_whatever_its_edge_says_has_no_mend():
    graph = chain(1)
    graph.remove("data.label->score.target")
    graph.add("wait", "delay")
    graph.connect("data.label", "wait", delay=7)
    graph.connect("wait", "score.target", delay=0)
    (found,) = graph.doctor().comparisons
    assert str(found) == "score compares the answer to frame t-3 with the wait of frame t-7: 4 frames too old"
    assert found.fix is None


def test_answers_of_two_ages_to_one_target_have_no_mend():
    graph = chain(1)
    graph.connect("h", "score.prediction")
    assert [found.fix for found in graph.doctor().comparisons] == [None, None]


@st.composite
def compared(draw):
    """A random network with a node that compares, whose own state may feed the network."""
    graph = draw(graphs(max_edges=9))
    pools = sorted(set(graph.nodes()) - {"s", "r"})
    graph.add("score", "accuracy")
    graph.connect(draw(st.sampled_from(pools)), "score.prediction", delay=draw(st.integers(0, 3)))
    graph.connect("s.y", "score.target", delay=draw(st.integers(0, 6)))
    if draw(st.booleans()):
        graph.connect("score", draw(st.sampled_from(pools)), delay=draw(st.integers(1, 3)))
    return graph


@given(compared())
def test_after_a_mend_the_comparison_is_matched_and_undo_brings_back_what_was(graph):
    before = contents(graph)
    found = graph.doctor().comparisons
    mended = graph.doctor().mend()
    for one in light_cone(graph).comparisons:
        assert one.matched or one.age is None or reached_through_itself(graph)
    assert mended == (contents(graph) != before)
    assert mended or all(one.matched or one.fix is None for one in found)
    if mended:
        graph.undo()
    assert contents(graph) == before


def reached_through_itself(graph):
    """Whether the answer depends on what comes in through the comparison alone."""
    twin = graph.copy()
    twin.set("s.y->score.target", on=False)
    cone = light_cone(twin)
    return cone.shortest("s", next(w.source for w in graph.wires().values() if w.port == "prediction")) is None


# -- what mixes --------------------------------------------------------------------------------------------------


def test_to_equalise_puts_delays_onto_the_shorter_ways():
    graph = skipping()
    graph.move("data", (0, 0))
    graph.move("answer", (200, 50))
    weights = {name: wire.uid for name, wire in graph.wires().items()}
    assert graph.doctor().equalise()
    assert (graph.doctor().mixtures, graph.doctor().ok, graph.undoable) == ((), True, "insert 2 delays")
    delays = {edge: wire.spec.delay for edge, wire in graph.wires().items() if "delay" in edge}
    assert delays == {"delay->answer": 1, "delay_2->answer": 1, "data.image->delay": 2, "h->delay_2": 1}
    assert graph.wire("delay->answer").uid == weights["data.image->answer"]
    assert (graph.place("delay").position, graph.place("delay_2").position) == ((100.0, 25.0), None)
    assert str(light_cone(graph).ages()["answer"]["data"]) == "3"


def test_what_was_compared_rightly_is_compared_rightly_after():
    graph = skipping(delay=2)
    assert graph.doctor().equalise()
    assert (graph["data.label->score.target"].delay, graph.doctor().ok) == (4, True)
    graph = skipping(delay=1)
    assert graph.doctor().equalise()
    assert graph["data.label->score.target"].delay == 1


def test_one_mixture_can_be_mended_alone():
    graph = skipping()
    graph.connect("data.image", "h2", "dense")
    first, second = graph.doctor().mixtures
    assert (first.node, first.fix.words) == ("h2", "delay data.image->h2 by 1 frame")
    assert first.mend()
    assert [found.node for found in graph.doctor().mixtures] == ["answer"]
    assert second.node == "answer"


def test_a_delay_begins_as_its_source_does_and_stands_in_its_group():
    graph = skipping()
    graph.set("h", initial=0.5)
    graph.group(["h", "answer"], "inside")
    assert graph.doctor().equalise()
    assert (graph["delay_2"].initial, graph["delay"].initial) == (0.5, 0.0)
    assert (graph.group_of("delay_2"), graph.group_of("delay")) == ("inside", None)


def test_an_automatic_delay_that_is_put_off_stays_what_it_was():
    graph = skipping()
    graph.set("data.image->answer", delay="auto")
    before = light_cone(graph).comparisons[0].age
    assert graph.doctor().equalise()
    assert graph.doctor().mixtures == ()
    assert light_cone(graph).comparisons[0].age >= before


def test_a_delay_that_would_be_too_long_is_refused():
    graph = skipping()
    for edge in ("h->h2", "h2->answer"):
        graph.set(edge, delay=10_000)
    before = contents(graph)
    with pytest.raises(EditError, match=r"^graph 'net': expected delays of at most 10000 frames, found one of 20000"):
        graph.doctor().equalise()
    assert contents(graph) == before


@st.composite
def skips(draw, *, loops=True):
    """s -> a -> b -> c -> d with skips, so that ages mix, some loops, and a second source."""
    graph = lpnb.Graph("skips")
    for source in "st":
        graph.add(source, "input", shape=2)
    for name in "abcd":
        period = draw(st.sampled_from((1, 1, 3))) if loops else 1
        graph.add(name, "pool", shape=2, initial=draw(st.sampled_from((0.0, 0.5))), period=period)
    order = "stabcd"
    pairs = list(itertools.combinations(order, 2))
    pairs += [(b, a) for a, b in itertools.combinations_with_replacement("abcd", 2)] if loops else []
    chosen = [*itertools.pairwise("sabcd"), *draw(st.lists(st.sampled_from(pairs), max_size=6))]
    for source, target in chosen:
        least = int(order.index(source) >= order.index(target))
        if target not in "st":
            graph.connect(source, target, delay=draw(st.integers(least, 3)))
    return graph


@given(skips())
def test_after_equalising_nothing_mixes_loops_apart_and_undo_brings_back_what_was(graph):
    before, mixed = contents(graph), bool(graph.doctor().mixtures)
    assert graph.doctor().equalise() == mixed
    assert graph.doctor().mixtures == ()
    if mixed:
        graph.undo()
    assert contents(graph) == before


@given(skips(loops=False))
def test_without_loops_and_periods_everything_is_of_one_age_then(graph):
    graph.doctor().equalise()
    assert all(len(ages.values) == 1 for found in light_cone(graph).ages().values() for ages in found.values())


@given(skips())
def test_to_mend_one_mixture_makes_no_other(graph):
    before = graph.doctor().mixtures
    if before:
        assert before[0].mend()
    left = {(found.source, found.node) for found in graph.doctor().mixtures}
    assert left <= {(found.source, found.node) for found in before[1:]}
