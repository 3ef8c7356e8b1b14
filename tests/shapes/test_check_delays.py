"""A delay set by hand through which an answer is compared with the wrong frame is a warning, with its mend."""

import pytest

import lpnb
from tests.shapes.test_check import problems

PLACE = "edge 'data.label->score.target' (identity)"


def scored(delay, *, path=3):
    """data.image -(path)-> a -> score.prediction, data.label -> score.target"""
    graph = lpnb.Graph("net")
    graph.add("data", "digits")
    graph.add("a", "pool", shape=10)
    graph.add("score", "accuracy")
    graph.connect("data.image", "a", "dense", delay=path)
    graph.connect("a", "score.prediction")
    graph.connect("data.label", "score.target", delay=delay)
    return graph


def warned(found, verdict):
    return (
        f"warning: {PLACE}: expected what belongs to frame t-4, found what belongs to frame {found} "
        f"(score compares the answer to frame t-4 with the label of frame {found}: {verdict}). "
        "Set delay to 4, or to 'auto'."
    )


@pytest.mark.parametrize(
    ("delay", "found", "verdict"),
    [(0, "t", "4 frames too new"), (3, "t-3", "1 frame too new"), (6, "t-6", "2 frames too old")],
)
def test_a_mismatch_by_hand_is_a_warning_with_its_mend(delay, found, verdict):
    graph = scored(delay)
    report = graph.check()
    assert problems(graph) == [warned(found, verdict)]
    assert report.ok
    assert [(problem.subject, fix.words) for problem, fix in report.fixes.items()] == [
        ("data.label->score.target", "set delay to 4")
    ]


def test_the_fix_of_a_report_mends_it():
    graph = scored(1)
    (fix,) = graph.check().fixes.values()
    graph.edit(fix)
    assert (problems(graph), dict(graph.check().fixes)) == ([], {})


def test_what_matches_and_what_is_automatic_is_no_warning():
    assert problems(scored(4)) == []
    assert [line.partition(":")[0] for line in problems(scored("auto"))] == ["note"]


def test_what_cannot_be_mended_is_told_without_a_mend():
    graph = scored(1)
    graph.add("wait", "delay")
    graph.connect("data.label", "wait", delay=7)
    graph.rewire("data.label->score.target", source="wait")
    (problem,) = graph.check().problems
    assert problem.mend == ""
    assert str(problem).endswith(
        "(score compares the answer to frame t-4 with the wait of frame t-8: 4 frames too old)."
    )
    assert not graph.check().fixes


@pytest.mark.parametrize("how", ["muted", "off", "no answer", "an error at its node"])
def test_what_compares_nothing_yet_is_not_warned_of(how):
    graph = scored(1)
    {
        "muted": lambda: graph.set("score", mode="mute"),
        "off": lambda: graph.set("a->score.prediction", on=False),
        "no answer": lambda: graph.remove("data.image->a"),
        "an error at its node": lambda: graph.set("a", shape=9),
    }[how]()
    assert not any("compares" in line for line in problems(graph))


def test_ages_that_mix_are_nobodys_problem():
    graph = scored(2)
    graph.connect("data.image", "a", "dense")
    assert len(graph.doctor().mixtures) == 1
    assert problems(graph) == []
