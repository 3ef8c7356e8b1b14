import pytest

import lpnb
from lpnb.measure import Budget
from lpnb.widgets import BudgetView, budget_view
from lpnb.widgets.budget_table import milliseconds, rate_words

FOUND = Budget(
    {"image": 0.5, "hidden": 2.0, "answer": 1.5}, {"image->hidden": 1.2}, {"image->hidden": "hidden"}, 3.5, {}, 0.2
)


@pytest.fixture
def view(front, stream):
    view = BudgetView(stream, front.publisher)
    front.look()
    yield view
    view.close()


def measured(front, view):
    before = view.budget
    view.measure.click()
    front.until(lambda: view.budget is not before or view._error.words)
    front.turn(0.3)


def test_nothing_is_measured_until_somebody_asks_and_the_cost_is_stated_before(view, front, stream):
    stream.step(3)
    front.turn(1.0)
    assert view.budget is None
    assert view._cost.words.startswith("Computes about 54 frames aside, while the stream stands still")
    assert view._prediction.layout.display == "none"


def test_what_was_measured_is_drawn_by_cost_with_the_edges_below_their_node(view, front, stream):
    stream.step(3)
    measured(front, view)
    html, nodes = view._table.value, sorted(view.budget.nodes, key=lambda node: -view.budget.nodes[node])
    places = [html.index(f'<th scope="row">{node}</th>') for node in nodes]
    assert places == sorted(places)
    assert all(milliseconds(cost) in html for cost in view.budget.nodes.values())
    assert html.index("hidden-&gt;<wbr>answer") > html.index('<th scope="row">answer</th>')
    assert f"measured {milliseconds(view.budget.whole)}" in view._rates.words


def test_the_words_are_those_of_the_measure_and_follow_the_number_of_workers(view, front, monkeypatch):
    monkeypatch.setattr(budget_view, "budget", lambda stream, rounds: FOUND)
    measured(front, view)
    assert view._rates.words == (
        "One frame: measured 3.5 ms (= 286 frames/s). All nodes at once: 500 frames/s. "
        "One after the other: 250 frames/s. Sources and learning come on top."
    )
    assert view._with.words == "With 4 workers: 500 frames/s, at most."
    view.workers.set_state({"value": 1})
    front.paint()
    front.turn(0.1)
    assert view._with.words == f"With 1 worker: {rate_words(FOUND.rate(1))}, at most."


def test_an_edit_since_is_said(view, front, graph, monkeypatch):
    monkeypatch.setattr(budget_view, "budget", lambda stream, rounds: FOUND)
    measured(front, view)
    assert view._cost.words == "The stream stood still for 200 ms."
    graph.set("hidden", act="tanh")
    front.paint()
    front.turn(0.3)
    front.turn(0.3)
    assert view._cost.words.endswith("The network was edited since.")


def test_a_network_that_cannot_run_says_so_in_the_panel():
    with lpnb.Stream(lpnb.Graph(), draft=True, device="cpu") as stream:
        view = BudgetView(stream)
        view._measure()
        view.publish(None)
        assert "expected a network that runs without errors" in view._error.words
        assert 'role="alert"' in view._error.value
        assert not view.measure.disabled
        view.close()


def test_numbers_are_written_as_people_read_them():
    assert [milliseconds(x) for x in (0.0123, 0.5, 12.34, 1500)] == ["0.0123 ms", "0.5 ms", "12.3 ms", "1.5 s"]
    assert [rate_words(x) for x in (12345.6, 9.87, float("inf"))] == [
        "12\u2009346 frames/s",
        "9.87 frames/s",
        "no limit",
    ]
