"""What a student reads after a step of a lesson, word for word."""

import pytest
from hypothesis import given, settings

import lpnb
from lpnb import check_step, lesson
from lpnb.errors import EditError, UnknownName
from tests.nets import graphs


@pytest.fixture
def graph():
    """data -> image -> hidden -> answer"""
    g = lpnb.Graph("drawn")
    g.add("data", "digits")
    g.add("image", "pool", shape=(1, 8, 8))
    g.add("hidden", "pool", shape=(16, 8, 8), act="tanh")
    g.add("answer", "pool", shape=10)
    g.connect("data.image", "image")
    g.connect("image", "hidden", "conv")
    g.connect("hidden", "answer", "dense")
    return g


def said(graph, *requirements):
    """The words on the first requirement."""
    return str(check_step(graph, *requirements).marks[0])


def test_a_step_that_is_done_is_true_and_says_what_is_there(graph):
    step = check_step(
        graph,
        lesson.node("hidden", "pool", shape=(16, 8, 8)),
        lesson.edge("data.image", "image", delay=1),
        lesson.response("answer", 3),
        lesson.runs(),
    )
    assert step
    assert str(step) == repr(step)
    assert str(step) == (
        "✓ There is `hidden`, as it should be.\n"
        "✓ `data.image` leads to `image`.\n"
        "✓ `answer` first responds in frame 3.\n"
        "✓ The network can run.\n"
        "All done: go on."
    )


def test_a_step_that_is_not_done_is_false_and_says_what_to_do(graph):
    step = check_step(graph, lesson.node("image"), lesson.skip("image", "answer"))
    assert not step
    assert step._repr_markdown_() == (
        "- ✓ There is `image`.\n"
        "- ○ There is no way from `image` to `answer` that skips `hidden` yet. "
        "Drag from the dot on the right of `image` to `answer`.\n"
        "\n"
        "**1 of 2 done. Do what is missing, then run this cell again.**"
    )


NOWHERE = "There is no node `{0}` yet. Double-click the empty canvas, choose {1}, and call it `{0}`."
MISSING = [
    (lesson.node("words"), NOWHERE.format("words", "one")),
    (lesson.node("words", "digits"), NOWHERE.format("words", "`digits`")),
    (lesson.node("Hidden"), "There is a node `hidden`: select it, and call it `Hidden`."),
    (lesson.node("hiden", "pool"), "There is a node `hidden`: select it, and call it `hiden`."),
    (lesson.loop("answers"), "There is a node `answer`: select it, and call it `answers`."),
    (lesson.skip("data", "words"), NOWHERE.format("words", "one")),
    (lesson.response("words", 2), NOWHERE.format("words", "one")),
]


@pytest.mark.parametrize(("requirement", "words"), MISSING)
def test_a_node_that_is_not_there_is_told_with_the_one_that_is_meant(graph, requirement, words):
    assert words in said(graph, requirement)
    assert said(graph, requirement).startswith("○ There is no node `")


def test_a_node_that_has_the_name_of_its_kind_is_probably_the_one(graph):
    graph.add("pool", "pool", shape=3)
    assert said(graph, lesson.node("words", "pool")) == (
        "○ There is no node `words` yet. There is a node `pool`: select it, and call it `words`."
    )


def test_a_node_that_the_step_names_itself_is_no_misspelling_of_another(graph):
    graph.add("hidden1", "pool", shape=3)
    words = said(graph, lesson.node("hidden2"), lesson.node("hidden1"), lesson.node("hidden"))
    assert words == f"○ {NOWHERE.format('hidden2', 'one')}"


def test_advice_is_given_once_and_knows_the_kind_from_the_rest_of_the_step():
    step = check_step(lpnb.Graph(), lesson.loop("words"), lesson.node("words", "pool"), lesson.edge("words", "words"))
    assert str(step) == (
        f"○ {NOWHERE.format('words', '`pool`')}\n"
        "○ There is no node `words` yet.\n"
        "○ There is no edge from `words` to `words` yet: there is no node `words` yet.\n"
        "0 of 3 done. Do what is missing, then run this cell again."
    )


OTHERWISE = [
    (
        lesson.node("hidden", "digits"),
        "`hidden` is of the kind `pool`, not `digits`. "
        "Delete it, double-click the empty canvas, choose `digits`, and call it `hidden`.",
    ),
    (
        lesson.node("hidden", "pool", shape=(16, 4, 4)),
        "`hidden` has the shape 16, 8, 8, not 16, 4, 4. Click it, and set `shape` to `16, 4, 4` in the inspector.",
    ),
    (
        lesson.node("hidden", act="relu", shape=3),
        "`hidden` has the act tanh, not relu. Click it, and set `act` to `relu` in the inspector.",
    ),
    (lesson.node("data", shape=3), "`data` has no `shape`. Choose another kind."),
    (
        lesson.edge("image", "answer"),
        "There is no edge from `image` to `answer` yet. Drag from the dot on the right of `image` to `answer`.",
    ),
    (
        lesson.edge("data.label", "answer.in"),
        "There is no edge from `data.label` to `answer.in` yet. "
        "Drag from the dot `label` on the right of `data` to the dot `in` on the left of `answer`.",
    ),
    (
        lesson.edge("hidden", "image"),
        "There is an edge, but it leads from `image` to `hidden`. Click it, press Delete, and draw it the other way "
        "round. Drag from the dot on the right of `hidden` to `image`.",
    ),
    (
        lesson.edge("image", "words"),
        "There is no edge from `image` to `words` yet: there is no node `words` yet. "
        "Double-click the empty canvas, choose one, and call it `words`.",
    ),
    (
        lesson.edge("image", "hidden", "dense"),
        "The edge from `image` to `hidden` is of the kind `conv`, not `dense`. "
        "Click it, and choose `dense` in the inspector.",
    ),
    (
        lesson.edge("image", "hidden", kernel=5),
        "The edge from `image` to `hidden` has the kernel 3, not 5. Click it, and set `kernel` to `5` in the inspector.",
    ),
    (
        lesson.edge("image", "hidden", delay=0),
        "The edge from `image` to `hidden` has a delay of 1, not 0. Click the number on it.",
    ),
    (
        lesson.edge("image", "hidden", delay=3),
        "The edge from `image` to `hidden` has a delay of 1, not 3. Click it, and set `delay` to 3 in the inspector.",
    ),
    (
        lesson.skip("image", "hidden"),
        "The only way from `image` to `hidden` is the direct one: there is nothing to skip yet. "
        "Lead a second way through another node.",
    ),
    (
        lesson.skip("answer", "image"),
        "There is no way from `answer` to `image` yet. Drag from the dot on the right of `answer` to `image`.",
    ),
    (
        lesson.loop("hidden"),
        "Nothing leads from `hidden` back to itself yet. "
        "Drag from the dot on the right of `hidden` back to `hidden` itself.",
    ),
    (
        lesson.response("answer", 2),
        "`answer` first responds in frame 3, not 2. Make a way there shorter: with a skip, or a 0.",
    ),
    (
        lesson.response("answer", 4),
        "`answer` first responds in frame 3, not 4. A skip does that; without one, make a way there longer.",
    ),
    (
        lesson.ages("answer", 2, 3),
        "What `answer` hears of is 3 frames old; it shall be 2, 3 first. "
        "A way is as long as the sum of the numbers on its wires; a loop goes round and round.",
    ),
]


@pytest.mark.parametrize(("requirement", "words"), OTHERWISE)
def test_what_is_otherwise_is_told_with_what_to_do(graph, requirement, words):
    assert said(graph, requirement) == f"○ {words}"


def test_what_is_switched_off_is_not_there(graph):
    graph.set("image->hidden", on=False)
    words = "The edge from `image` to `hidden` is switched off. Click it, and press M."
    assert said(graph, lesson.edge("image", "hidden")) == f"○ {words}"
    assert check_step(graph, lesson.edge("image", "hidden", on=False))
    words = "`answer` never responds: nothing leads there. Connect an input with it."
    assert said(graph, lesson.response("answer", 3)) == f"○ {words}"


def test_a_skip_takes_fewer_frames_than_another_way(graph):
    graph.connect("image", "answer", "dense")
    words = "There is a skip from `image` to `answer`: it takes 1 frame, another way 2."
    assert said(graph, lesson.skip("image", "answer")) == f"✓ {words}"
    graph.set("image->hidden", delay=0)
    words = "All ways from `image` to `answer` take 1 frame: none is shorter."
    mend = "Click the numbers on the wires: 1 takes a frame, 0 takes none."
    assert said(graph, lesson.skip("image", "answer")) == f"○ {words} {mend}"


def test_a_loop_may_lead_through_others(graph):
    graph.connect("answer", "image", "dense")
    words = "There is a loop: `hidden` → `answer` → `image` → `hidden`."
    assert said(graph, lesson.loop("hidden")) == f"✓ {words}"
    graph.connect("hidden", "hidden")
    assert said(graph, lesson.loop("hidden")) == "✓ There is a loop: `hidden` → `hidden`."


def test_a_loop_inside_a_frame_has_no_first_response(graph):
    graph.connect("hidden", "hidden", delay=0)
    words = "When `answer` responds cannot be told: a loop takes no frame at all. Click the 0 on a wire of"
    assert said(graph, lesson.response("answer", 3)) == f"○ {words} hidden → hidden."


def test_a_loop_inside_a_frame_has_no_ages(graph):
    graph.connect("hidden", "hidden", delay=0)
    words = "How old things are in `answer` cannot be told: a loop takes no frame at all. Click the 0 on a wire of"
    assert said(graph, lesson.ages("answer", 3)) == f"○ {words} hidden → hidden."


def test_ages_are_those_of_all_ways_and_a_loop_adds_more(graph):
    graph.connect("image", "answer", "dense")
    assert said(graph, lesson.ages("answer", 2, 3)) == "✓ What `answer` hears of is 2, 3 frames old."
    graph.connect("hidden", "image", "conv")
    assert said(graph, lesson.ages("answer", 2, 3, 4)) == "✓ What `answer` hears of is 2, 3, 4, … frames old."
    assert said(graph, lesson.ages("data", 0)) == (
        "○ Nothing from outside reaches `data` yet. Connect a source with it."
    )


def test_a_stream_stands_at_a_frame_and_has_other_futures(graph):
    with lpnb.Stream(graph) as stream:
        stream.step(3)
        assert said(graph, lesson.stands_at(stream, 3)) == "✓ The stream stands at frame 3."
        assert said(graph, lesson.stands_at(stream, 1)) == (
            "○ The stream stands at frame 3, not 1. Drag the slider of the timeline to 1, or run `seek(1)`."
        )
        assert said(graph, lesson.stands_at(stream, 7)) == (
            "○ The stream stands at frame 3, not 7. Step on, or drag the slider of the timeline."
        )
        assert said(graph, lesson.future(stream, 1)) == (
            "○ From frame 1 on there is no other future yet. Go back to frame 1, change something there, and step on."
        )
        stream.seek(1)
        stream["answer.bias"] = 1
        assert said(graph, lesson.future(stream, 1)) == "✓ From frame 1 on there is another future."


def test_a_loss_compares_the_answer_with_the_label_of_its_frame(graph):
    assert said(graph, lesson.matched("learn")).startswith("○ There is no node `learn` yet.")
    graph.add("learn", "loss")
    assert said(graph, lesson.matched("learn")) == (
        "○ `learn` compares nothing yet. Connect its prediction and its target."
    )
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target", delay=0)
    words = "learn compares the answer to frame t-4 with the label of frame t"
    assert said(graph, lesson.matched("learn")) == (
        f"○ {words}: 4 frames too new. Click the edge `data.label->learn.target`, and set `delay` to `auto`."
    )
    graph.set("data.label->learn.target", delay="auto")
    assert said(graph, lesson.matched("learn")) == f"✓ {words}-4: matched."
    graph.disconnect("image", "hidden")
    assert said(graph, lesson.matched("learn")).endswith("Connect a source with what it compares.")


def test_a_frame_costs_as_many_update_steps_as_its_longest_way(graph):
    assert said(graph, lesson.inference_factor(1)) == "✓ A frame costs 1 update step."
    assert said(graph, lesson.inference_factor(2)) == (
        "○ A frame costs 1 update step, not 2. "
        "Let more wires in a row take no time: click their numbers, so that they become 0."
    )
    for edge in ("image->hidden", "hidden->answer"):
        graph.set(edge, delay=0)
    assert said(graph, lesson.inference_factor(1)) == (
        "○ A frame costs 3 update steps, not 1. "
        "Let fewer wires in a row take no time: click the number on one of them, so that it becomes 1."
    )
    graph.connect("hidden", "hidden", delay=0)
    assert said(graph, lesson.inference_factor(1)).startswith(
        "○ What a frame costs cannot be told: a loop takes no frame at all. Click the 0 on a wire of"
    )


def test_what_check_warns_of_is_told_and_errors_come_first(graph):
    assert said(graph, lesson.no_warnings()) == "✓ `check` has nothing to warn of."
    graph.add("learn", "loss", window=1)
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target")
    words = said(graph, lesson.no_warnings())
    assert words.startswith("○ node 'learn' (loss): expected a window of at least 3 frames")
    assert words.endswith(" Set window=3.")
    graph.add("lost", "pool")
    assert said(graph, lesson.no_warnings()).startswith("○ node 'lost' (pool): expected a shape")


def test_of_several_edges_the_nearest_counts(graph):
    graph.connect("image", "hidden", "dense", delay=2)
    assert check_step(graph, lesson.edge("image", "hidden", "dense"), lesson.edge("image", "hidden", "conv", delay=1))


def test_a_shape_may_be_told_by_what_arrives(graph):
    graph.set("image", shape=None)
    assert check_step(graph, lesson.node("image", "pool", shape=(1, 8, 8)))


def test_a_network_that_cannot_run_says_why_first(graph):
    graph.add("lost", "pool")
    assert said(graph, lesson.runs()) == (
        "○ The network cannot run yet: node 'lost' (pool): expected a shape, given or told by what arrives, "
        "found neither. Give it a shape, e.g. graph.set('lost', shape=(16, 4, 4))."
    )


EVERYTHING = [requirement for requirement, _ in (*MISSING, *OTHERWISE)]


@settings(max_examples=30)
@given(graphs())
def test_whatever_is_drawn_there_is_an_answer(graph):
    more = (lesson.skip("a", "b"), lesson.loop("a"), lesson.edge("a", "a"))
    conduct = (lesson.matched("a"), lesson.inference_factor(2), lesson.no_warnings())
    step = check_step(graph, *EVERYTHING, *more, *conduct)
    assert len(step.marks) == len(EVERYTHING) + 6
    assert all(mark.words for mark in step.marks)


def test_an_empty_graph_lacks_everything():
    step = check_step(lpnb.Graph(), *EVERYTHING, lesson.runs(), lesson.matched("learn"), lesson.inference_factor(1))
    assert not any(mark.met for mark in step.marks)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: lesson.stands_at("s", 1), "stands_at: expected a stream first, found 's'."),
        (lambda: lesson.future(7, 1), "future: expected a stream first, found 7."),
        (lambda: check_step("g"), "check_step: expected a graph first, found 'g'."),
        (
            lambda: check_step(lpnb.Graph(), "hidden"),
            "check_step: expected requirements behind the graph, e.g. lpnb.lesson.node('hidden', 'pool'), "
            "found 'hidden'.",
        ),
    ],
)
def test_a_teacher_is_told_what_was_passed_wrongly(act, words):
    with pytest.raises(EditError) as caught:
        act()
    assert str(caught.value) == words


def test_a_kind_that_does_not_exist_is_the_teachers_mistake():
    with pytest.raises(UnknownName, match="Did you mean 'pool'"):
        lesson.node("hidden", "pol")
    with pytest.raises(UnknownName, match="Did you mean 'conv'"):
        lesson.edge("image", "hidden", "convo")
