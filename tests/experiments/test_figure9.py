"""Figure 9: the jobs, the claims, and on scikit-learn's digits the ordering that the paper found."""

import pytest

from lpnb.experiments import Data
from lpnb.experiments.figure9 import SMALL, claims, figure9
from lpnb.experiments.page import page
from lpnb.experiments.responses import Responses, Row, published


def rows(curves):
    return Responses(
        tuple(
            Row(curve.network, curve.rollout, 0, 0, step, 0.0, accuracy)
            for curve in curves
            for step, accuracy in zip(curve.steps, curve.accuracy, strict=True)
        )
    )


PUBLISHED = rows(published())


def test_the_published_curves_bear_out_all_claims():
    assert [claim.words for claim in claims(PUBLISHED) if not claim.holds] == []
    assert len(claims(PUBLISHED)) == 9
    assert len(claims(PUBLISHED, paper=False)) == 7


def test_how_near_the_last_answers_are_to_the_paper_is_claimed():
    def lower(row):
        return row if row.network != "SR" else Row("SR", row.rollout, 0, 0, row.step, 0.0, row.accuracy - 0.06)

    wrong = [claim for claim in claims(Responses(tuple(map(lower, PUBLISHED.rows)))) if not claim.holds]
    assert [(claim.words, claim.found) for claim in wrong] == [
        ("SR: streaming at step 9 is within 0.05 of 0.854, the paper's", "0.794"),
        ("SR: sequential at step 24 is within 0.05 of 0.861, the paper's", "0.801"),
    ]


def test_a_claim_that_does_not_hold_says_so_with_numbers():
    swapped = Responses(
        tuple(row if row.network != "S" else Row("S", row.rollout, 0, 0, row.step, 0.0, 0.5) for row in PUBLISHED.rows)
    )
    (wrong,) = (claim for claim in claims(swapped) if not claim.holds)
    assert (wrong.words, wrong.found) == ("S: streaming is better by 0.07 or more from step 3 on", "by 0.000 or more")


def test_rows_page_and_figure_are_written(tmp_path):
    files = page(PUBLISHED, claims(PUBLISHED), Data.digits(), {"noise": 1.0}, tmp_path)
    assert [file.name for file in files] == ["figure9.csv", "figure9.md", "figure9.png"]
    assert len(files[0].read_text().splitlines()) == 1 + len(PUBLISHED.rows)
    assert "| SR: first responses at steps 2, 3 and 3 | yes | 2, 3, 3 |" in files[1].read_text()
    assert files[2].read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_on_digits_the_ordering_is_that_of_the_paper():
    found = figure9(Data.digits(), seeds=[0], processes=2, progress=False, **SMALL)
    assert [f"{claim.words}: {claim.found}" for claim in claims(found, paper=False) if not claim.holds] == []
