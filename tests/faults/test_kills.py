"""A few stops at random moments; `kill_campaign.py` makes hundreds."""

import os
import signal

import pytest
from kill_campaign import campaign

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="other signals there")]


@pytest.mark.parametrize(
    ("number", "what"), [(signal.SIGKILL, "run"), (signal.SIGINT, "run"), (signal.SIGKILL, "analysis")]
)
def test_stopped_at_random_moments_nothing_is_lost(number, what):
    found = campaign(5, number, what, None, 500, seed=3)
    assert found.found.total() == 5
