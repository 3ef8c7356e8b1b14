"""What is drawn once, until that changes of which it was drawn."""

from lpnb.widgets.kept import Kept


def test_a_thing_is_drawn_anew_only_when_its_parts_are_others():
    kept = Kept()
    drawn = []
    for parts in ([1], [1], [2]):
        kept.begin()
        drawn.append(kept.get("a", parts, object))
    assert drawn[0] is drawn[1]
    assert drawn[1] is not drawn[2]


def test_what_was_not_asked_for_is_forgotten():
    kept = Kept()
    first = kept.get("a", 1, object)
    kept.begin()
    kept.begin()
    assert kept.get("a", 1, object) is not first
