"""What is drawn is what numpy says: the arrays in the marks, the table, the words under the pointer."""

import numpy as np
import pytest

from lpnb.graph.fields import BadValue
from lpnb.measure.statistics import STATISTICS, matrix
from lpnb.widgets.faces import FACES, natural
from lpnb.widgets.faces.bars import Bars
from lpnb.widgets.faces.comparison import Comparison
from lpnb.widgets.faces.curve import Curve
from lpnb.widgets.faces.face import Value, fields
from lpnb.widgets.faces.histogram import Histogram
from lpnb.widgets.faces.kernels import Kernels
from lpnb.widgets.faces.maps import Maps, chosen
from lpnb.widgets.faces.matrix import Matrix
from lpnb.widgets.faces.over_time import StatisticOverTime, Trace
from lpnb.widgets.faces.ring import Ring
from lpnb.widgets.faces.scatter import Scatter
from lpnb.widgets.faces.statistics import Statistics
from lpnb.widgets.history import History
from lpnb.widgets.span import MEMORY, Span, round_up, ticks

RANDOM = np.random.default_rng(1)
MAPS, VECTOR = ("channel", "row", "column"), ("feature",)


def value(array, axes=(), name="hidden", **facts):
    return Value(name, np.asarray(array, facts.pop("dtype", np.float32)), axes, **facts)


def opened(face, *values, draw=True):
    face.open(values)
    if draw:
        assert face.draw(values, 0.0) > 0
    return face


# -- maps -------------------------------------------------------------------------------------------------------------


def test_each_map_is_a_tile_and_the_table_has_every_value():
    array = RANDOM.normal(size=(3, 4, 5))
    face = opened(Maps(), value(array, MAPS))
    table = face.table()
    assert face.widget.facts["count"] == 3
    assert list(table) == ["channel", "row", "column", "value"]
    assert table["value"] == pytest.approx(array.reshape(-1))
    assert array[table["channel"][17], table["row"][17], table["column"][17]] == pytest.approx(table["value"][17])


def test_the_value_under_the_pointer_is_exact_and_has_its_index():
    array = np.zeros((16, 16, 8))
    array[3, 12, 7] = 0.482
    spot = opened(Maps(), value(array, MAPS)).spot((3, 12, 7))
    assert (spot.words, spot.channel) == ("[3, 12, 7] = 0.482", 3)


def test_a_tile_alone_keeps_its_index_and_a_second_press_brings_all_back():
    array = RANDOM.normal(size=(4, 3, 3))
    face = opened(Maps(), value(array, MAPS))
    face.press(2)
    face.draw((value(array, MAPS),), 0.1)
    assert face.widget.facts["count"] == 1
    assert face.note == "channel 2 alone"
    assert face.spot((0, 1, 1)).words.startswith("[2, 1, 1] = ")
    assert face.table()["value"] == pytest.approx(array[2].reshape(-1))
    face.press(0)
    face.draw((value(array, MAPS),), 0.2)
    assert face.widget.facts["count"] == 4


def test_channels_are_chosen_by_numbers_and_ranges():
    array = RANDOM.normal(size=(8, 2, 2))
    face = opened(Maps(channels="1, 4:8:2"), value(array, MAPS))
    assert sorted(set(face.table()["channel"].tolist())) == [1, 4, 6]
    assert face.table()["value"] == pytest.approx(array[[1, 4, 6]].reshape(-1))


@pytest.mark.parametrize("wrong", ["9", "x", "0:8:2:1", "8:", "0:4:0"])
def test_channels_that_are_not_there_are_refused(wrong):
    with pytest.raises(BadValue, match="expected numbers below 8, like 3 or 0:8"):
        chosen(wrong, 8)


def test_all_samples_are_tiles_too():
    face = opened(Maps(), value(RANDOM.normal(size=(2, 3, 4, 4)), ("sample", *MAPS)))
    assert face.widget.facts["names"][4] == "1, 1"
    assert face.spot((4, 0, 0)).channel == 1


def test_three_channels_may_be_one_picture_and_two_a_field_of_angles():
    array = RANDOM.normal(size=(3, 4, 4))
    rgb, angle = opened(Maps(mode="rgb"), value(array, MAPS)), opened(Maps(mode="angle"), value(array, MAPS))
    assert rgb.widget.facts["count"] == angle.widget.facts["count"] == 1
    assert rgb.table()["value 2"] == pytest.approx(array[2].reshape(-1))
    assert angle.spot((0, 1, 2)).words.count(",") == 2
    assert "colours" not in rgb.asked()


def test_a_fixed_range_is_kept_and_an_automatic_one_does_not_flicker():
    face = opened(Maps(range="fixed", low=-2.0, high=2.0), value(np.ones((1, 2, 2)), MAPS))
    assert face.ends(np.array([5.0]), 0.0) == (-2.0, 2.0)
    assert {"low", "high"} <= set(face.asked())
    automatic = opened(Maps(), value(np.ones((1, 2, 2)), MAPS))
    assert [automatic.ends(np.array([0.0, high]), now)[1] for now, high in ((1.0, 3.7), (1.1, 1.0))] == [4.0, 4.0]


def test_what_did_not_change_costs_nothing():
    array = np.ones((2, 4, 4))
    face = opened(Maps(), value(array, MAPS))
    assert face.draw((value(array.copy(), MAPS),), 1.0) == 0


def test_a_channel_that_another_view_points_at_is_framed():
    face = opened(Maps(), value(np.ones((4, 2, 2)), MAPS))
    face.mark(2)
    assert face.widget.marked == [2]
    face.mark(None)
    assert face.widget.marked == []


def test_a_map_is_saved_as_a_picture():
    assert opened(Maps(), value(np.ones((4, 2, 2)), MAPS)).picture().startswith(b"\x89PNG")


# -- weights and comparisons --------------------------------------------------------------------------------------------


def test_kernels_stand_in_rows_by_the_channel_they_lead_to():
    array = RANDOM.normal(size=(5, 3, 3, 3))
    face = opened(Kernels(), value(array, ("to", "from", "row", "column")))
    assert face.widget.facts["across"] % 3 == 0
    assert face.spot((4, 1, 2)).words == f"[1, 1, 1, 2] = {array[1, 1, 1, 2]:.4g}".replace("-", "\u2212")
    assert face.table()["value"] == pytest.approx(array.reshape(-1))


def test_dense_weights_are_a_matrix():
    array = RANDOM.normal(size=(6, 4))
    face = opened(Matrix(), value(array, ("from", "to")))
    table = face.table()
    assert face.widget.facts["size"] == (6, 4)
    assert array[table["from"][9], table["to"][9]] == pytest.approx(table["value"][9])


@pytest.mark.parametrize("how", ["distance", "cosine", "dot"])
def test_a_comparison_is_the_matrix_of_the_measure(how):
    one, other = RANDOM.normal(size=(5, 3)), RANDOM.normal(size=(5, 3))
    face = opened(Comparison(how=how), value(one, ("sample", "feature")), value(other, ("sample", "feature"), "b"))
    assert face.table()["value"] == pytest.approx(matrix(one, other, how).reshape(-1), rel=1e-5)
    assert face.widget.facts["axes"] == ("sample of b", "sample of hidden")


# -- plots ------------------------------------------------------------------------------------------------------------


def test_an_array_that_was_changed_in_place_is_drawn():
    values = np.array([1.0, 2.0, 3.0], np.float32)
    face = opened(Bars(), value(values, VECTOR))
    values[0] = 2.5
    assert face.draw((value(values, VECTOR),), 0.0) > 0
    assert face.bars.y.tolist() == [2.5, 2.0, 3.0]
    assert face.draw((value(values, VECTOR),), 0.0) == 0


def test_a_class_is_one_bar():
    face = opened(Bars(), value(2, classes=4, dtype=np.int64))
    assert face.bars.y.tolist() == [0, 0, 1, 0]
    assert face.at(0.6, 0.5).words == "[2] = 1"


def test_the_answered_class_stands_out():
    face = opened(Bars(), value([0.2, 0.7, 0.1], VECTOR, simplex=True))
    assert face.bars.opacities[1] == 1.0
    assert face.bars.opacities[0] < 1.0
    assert (face._y.min, face._y.max) == (0, 1)


def test_the_bar_under_the_pointer_and_the_one_that_is_marked():
    face = opened(Bars(), value([0.1, 0.2, 0.3, 0.4], VECTOR))
    assert (face.at(0.6, 0.0).words, face.at(0.6, 0.0).channel) == ("[2] = 0.3", 2)
    face.mark(1)
    assert list(face.bars.selected) == [1]


def test_a_curve_has_a_point_for_each_feature_and_of_all_samples_a_line_each():
    one, all_ = RANDOM.normal(size=500), RANDOM.normal(size=(3, 20))
    curve, curves = opened(Curve(), value(one, VECTOR)), opened(Curve(), value(all_, ("sample", "feature")))
    assert curve.lines.y == pytest.approx(one)
    assert curves.lines.y == pytest.approx(all_)
    assert curve.at(100 / 499, 0.5).words.startswith("[100] = ")
    assert curves.table()["value"] == pytest.approx(all_.reshape(-1))


def test_a_histogram_counts_as_numpy_does_and_marks_mean_and_deviation():
    array = RANDOM.normal(size=1000).astype(np.float32)
    face = opened(Histogram(bins=20, range="fixed", low=-3.0, high=3.0), value(array, VECTOR))
    counts, edges = np.histogram(array, 20, (-3, 3))
    assert (face.counts == counts).all()
    assert face.edges == pytest.approx(edges)
    assert face.lines.y[0] == pytest.approx(np.repeat(counts, 2))
    assert face.lines.x[1][0] == pytest.approx(array.mean(), abs=1e-6)
    assert face.lines.x[2].min() == pytest.approx(array.mean() - array.std(), rel=1e-5)
    assert face.at(0.5, 0.5).words.startswith(f"{counts[10]} from 0 to 0.3; mean")


def test_features_over_time_are_those_of_each_frame():
    face, rows = Trace(channels="0:2", frames=10), RANDOM.normal(size=(30, 4))
    face.open((value(rows[0], VECTOR),))
    for frame, row in enumerate(rows):
        face.remember((value(row, VECTOR, frame=frame),))
    face.draw((value(rows[-1], VECTOR, frame=29),), 0.0)
    assert face.lines.x.tolist() == list(range(20, 30))
    assert face.lines.y == pytest.approx(rows[20:, :2].T)
    assert face.at(0.0, 0.0).words.partition(":")[0] in {"0, frame 20", "1, frame 20"}
    face.rewind(24)
    face.draw((value(rows[24], VECTOR, frame=24),), 0.1)
    assert list(face.table()) == ["frame", "0", "1"]
    assert face.table()["frame"].tolist() == list(range(20, 25))


def test_maps_over_time_are_the_means_of_their_channels():
    array = RANDOM.normal(size=(3, 4, 4))
    face = Trace()
    assert list(face.row((value(array, MAPS),)).values()) == pytest.approx(array.mean((1, 2)), abs=1e-6)


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_of_several_values_is_a_bar_each(name):
    arrays = [RANDOM.normal(size=(4, 3)), RANDOM.normal(size=(4, 2, 2))]
    values = [value(array, name=word) for array, word in zip(arrays, "ab", strict=True)]
    face = opened(Statistics(statistic=name), *values)
    assert face.bars.y == pytest.approx([STATISTICS[name](array) for array in arrays], rel=1e-5)
    assert face.at(0.0, 0.5).words.startswith(f"a: {name} ")


def test_two_statistics_are_a_point_and_a_third_is_its_colour():
    arrays = [RANDOM.normal(size=6) for _ in range(3)]
    values = [value(array, name=word) for array, word in zip(arrays, "abc", strict=True)]
    face = opened(Statistics(statistic="min", against="max", colour="median"), *values)
    assert face.points.x == pytest.approx([array.min() for array in arrays])
    assert face.points.y == pytest.approx([array.max() for array in arrays])
    assert face.points.color == pytest.approx([np.median(array) for array in arrays])
    assert len(face.bars.y) == 0


def test_a_statistic_over_time_begins_anew_with_another_statistic():
    face = StatisticOverTime(statistic="mean")
    face.open((value(np.ones(4), name="a"),))
    for frame in range(3):
        face.remember((value(np.full(4, frame), name="a", frame=frame),))
    face.draw((value(np.full(4, 2), name="a", frame=2),), 0.0)
    assert face.lines.y.tolist() == [0, 1, 2]
    face.statistic = "L1"
    face.remember((value(np.full(4, 3), name="a", frame=3),))
    assert len(face._ring) == 1


def test_channels_against_one_another_are_points():
    array = RANDOM.normal(size=(3, 4, 5))
    face = opened(Scatter(across=2, up=0, colour=1), value(array, MAPS))
    assert face.points.x == pytest.approx(array[2].reshape(-1))
    assert face.points.y == pytest.approx(array[0].reshape(-1))
    assert face.table()["channel 1"] == pytest.approx(array[1].reshape(-1))


def test_frames_on_a_line_have_one_principal_component():
    face, way = Scatter(mode="PCA"), np.array([0.6, 0.8, 0.0])
    face.open((value(way, VECTOR),))
    for frame in range(10):
        face.remember((value(frame * way, VECTOR, frame=frame),))
    face.draw((value(9 * way, VECTOR, frame=9),), 0.0)
    assert np.diff(np.abs(face.points.x - face.points.x[0])) == pytest.approx(np.ones(9), rel=1e-4)
    assert np.abs(face.points.y).max() < 1e-4
    assert face.table()["frame"].tolist() == list(range(10))


# -- all of them ------------------------------------------------------------------------------------------------------

SHAPES = {
    "a number": value(0.5),
    "one map": value(np.ones((3, 3)), ("row", "column")),
    "maps": value(RANDOM.normal(size=(4, 3, 3)), MAPS),
    "a vector": value(RANDOM.normal(size=6), VECTOR),
    "a long vector": value(RANDOM.normal(size=5000), VECTOR),
    "all samples": value(RANDOM.normal(size=(2, 6)), ("sample", "feature")),
    "a row": value(RANDOM.normal(size=(1, 6)), ("sample", "feature")),
    "a class": value(1, classes=3, dtype=np.int64),
    "classes": value([1, 2, 0], ("sample",), classes=3, dtype=np.int64),
    "kernels": value(RANDOM.normal(size=(2, 3, 3, 3)), ("to", "from", "row", "column")),
    "small kernels": value(RANDOM.normal(size=(2, 3, 1, 1)), ("to", "from", "row", "column")),
    "not finite": value([[np.nan, 1.0, np.inf], [0.0, -np.inf, 2.0]], ("row", "column")),
}
CASES = [(face, shape) for face in FACES for shape in SHAPES if FACES[face].fits((SHAPES[shape],))]


@pytest.mark.parametrize(("face", "shape"), CASES, ids=map("-".join, CASES))
def test_a_face_draws_what_it_says_it_fits_and_its_table_is_even(face, shape):
    face, values = FACES[face](), (SHAPES[shape],)
    face.open(values)
    face.remember(values)
    face.draw(values, 0.0)
    face.mark(0)
    face.resize(400, 300)
    face.at(0.5, 0.5)
    assert len({len(column) for column in face.table().values()}) <= 1


@pytest.mark.parametrize(
    ("shape", "name"),
    {
        "a number": "bars", "one map": "maps", "maps": "maps", "a vector": "bars", "a long vector": "curve",
        "all samples": "matrix", "a class": "bars", "kernels": "kernels", "small kernels": "matrix",
    }.items(),
)  # fmt: skip
def test_the_natural_face(shape, name):
    assert natural((SHAPES[shape],)).name == name


def test_several_values_are_seen_by_their_statistics():
    assert natural((SHAPES["maps"], SHAPES["a vector"])).name == "statistics"


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_every_face_and_every_option_has_its_line_of_help(face):
    assert face.help.endswith(".")
    assert all(field.metadata["lpnb"].help.endswith(".") for field in fields(face))


# -- what they are made of ----------------------------------------------------------------------------------------------


def test_a_ring_keeps_the_last_frames_and_forgets_what_was_taken_back():
    ring = Ring()
    for frame in range(6):
        ring.add(frame, np.array([frame, 2 * frame]), 4)
    assert ring.arrays()[0].tolist() == [2, 3, 4, 5]
    ring.rewind(3)
    ring.add(4, np.array([7, 7]), 4)
    assert ring.arrays()[1].tolist() == [[2, 4], [3, 6], [7, 7]]
    ring.add(5, np.array([1]), 4)
    assert ring.arrays()[1].tolist() == [[1]]


def test_a_range_grows_at_once_and_shrinks_after_a_while():
    span = Span()
    span.see(0, 3.7, 0.0)
    assert (span.low, span.high) == (0, 4)
    span.see(0, 9, 0.1)
    assert span.high == 10
    assert not span.see(0, 2, 0.2)
    assert not span.see(0, 1, MEMORY)
    span.see(0, 1, MEMORY + 0.2)
    assert span.high == 2


def test_negative_values_make_a_range_signed():
    span = Span()
    span.see(0, 1, 0.0)
    assert not span.signed
    span.see(-0.5, 1, 0.1)
    assert span.signed
    assert span.reach == 1


def test_a_range_of_nothing_but_zeros_is_still_one():
    span = Span()
    span.see(0, 0, 0.0)
    assert (span.low, span.high) == (0, 1)


def test_ends_and_ticks_are_round():
    assert [round_up(x) for x in (0.07, 1.2, 31, 100)] == pytest.approx([0.08, 1.5, 40, 100])
    assert ticks(0, 1, 4) == [0, 0.5, 1]
    assert ticks(-3, 3, 3) == [-2, 0, 2]
    assert ticks(5, 5, 3) == [5]


def test_a_history_keeps_the_whole_run_in_few_points():
    history = History(most=40)
    for frame in range(1, 1001):
        history.add(frame, float(frame))
    frames, values = history.arrays()
    assert len(frames) <= 40
    assert frames[0] < 600
    assert frames[-1] == 1000
    assert np.all(np.diff(frames) > 0)
    assert np.all(np.diff(values) > 0)


def test_a_history_forgets_what_was_taken_back():
    history = History()
    for frame in (1, 2, 3):
        history.add(frame, 1.0)
    history.rewind(2)
    assert history.arrays()[0].tolist() == [1, 2]
    history.rewind(0)
    assert (len(history.arrays()[0]), history.frame) == (0, 0)
