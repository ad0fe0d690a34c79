"""A few stops at random moments; `kill_campaign.py` makes hundreds."""

import os
import signal

import pytest
from kill_campaign import campaign

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="other signals there")]


@pytest.mark.parametrize(
    ("number", "what", "count"),
    [(signal.SIGKILL, "run", 5), (signal.SIGINT, "run", 3), (signal.SIGKILL, "analysis", 5)],
)
def test_stopped_at_random_moments_nothing_is_lost(number, what, count):
    found = campaign(count, number, what, None, 200, seed=3)
    assert found.found.total() == count
