"""Shares in words."""

import pytest

from admin_views.charts import percent


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (0.004, "< 1 %"),
        (5 / 7, "71 %"),
        (6 / 7, "86 %"),
        (0.999, "99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_rounded_and_whole_only_where_nobody_is_missing(share, said):
    assert percent(share) == said
