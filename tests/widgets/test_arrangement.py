from hypothesis import given
from hypothesis import strategies as st

from lpnb.widgets.arrangement import PRESETS, WIDTHS, Arrangement, Spot
from lpnb.widgets.panels import PANELS

NAMES = ("a", "b", "c", "d")
arrangements = st.lists(
    st.builds(Spot, st.sampled_from(NAMES), st.sampled_from(WIDTHS), st.booleans()), unique_by=lambda spot: spot.panel
).map(lambda spots: Arrangement(tuple(spots)))
ROW = Arrangement.of("a", "b half", "c half")


def order(arrangement):
    return [spot.panel for spot in arrangement.spots]


@given(arrangements)
def test_plain_data_brings_an_arrangement_back(arrangement):
    assert Arrangement.read(arrangement.plain(), NAMES) == (arrangement, [])


@given(arrangements, st.sampled_from(NAMES))
def test_what_is_opened_is_there_and_what_is_closed_is_not(arrangement, panel):
    assert panel in arrangement.opened(panel)
    assert panel not in arrangement.closed(panel)
    assert arrangement.opened(panel).closed(panel) == arrangement.closed(panel)


@given(arrangements.filter(lambda a: a.spots), st.data())
def test_a_move_loses_no_panel_and_leaves_the_others_in_order(arrangement, data):
    panel = data.draw(st.sampled_from(order(arrangement)))
    before = data.draw(st.sampled_from([*order(arrangement), None]))
    moved = arrangement.moved(panel, before)
    assert set(moved.spots) == set(arrangement.spots)
    assert order(moved.closed(panel)) == order(arrangement.closed(panel))


def test_a_panel_goes_before_another_or_to_the_end():
    assert order(ROW.moved("c", "a")) == ["c", "a", "b"]
    assert order(ROW.moved("a", None)) == ["b", "c", "a"]
    assert ROW.moved("b", "b") == ROW


def test_a_panel_shifts_by_a_place_and_stays_at_either_end():
    assert order(ROW.shifted("b", 1)) == ["a", "c", "b"]
    assert order(ROW.shifted("b", -1)) == ["b", "a", "c"]
    assert ROW.shifted("a", -1) == ROW == ROW.shifted("c", 1)


def test_widths_go_round():
    stages = [ROW]
    for _ in WIDTHS:
        stages.append(stages[-1].resized("a"))
    assert [stage.spot("a").width for stage in stages] == ["full", "half", "third", "full"]


def test_a_detached_panel_comes_back_to_its_place():
    away = ROW.detached("b")
    assert away.spot("b").floating
    assert away.detached("b") == ROW


def test_what_is_unknown_in_a_file_is_left_out_and_named():
    found, words = Arrangement.read([{"panel": "a"}, {"panel": "telescope"}, 3, {"panel": "a"}], NAMES)
    assert found == Arrangement.of("a")
    assert words[0] == "layout of the workbench: {'panel': 'telescope'} says nothing known, and was left out."
    assert len(words) == 3


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_whatever_stands_in_a_file_is_an_arrangement(data):
    found, _ = Arrangement.read(data, NAMES)
    assert found == Arrangement()


def test_the_presets_speak_of_panels_that_there_are():
    assert {spot.panel for preset in PRESETS.values() for spot in preset.spots} <= set(PANELS)
