import random
from collections import Counter
from pathlib import Path

from fuzzing_texts import damaged_sweep, judge_sweep
from hypothesis import given, settings
from hypothesis import strategies as st

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SCENARIOS.glob("*.toml"))]


def test_a_damaged_sweep_file_is_read_or_refused_with_its_lines(tmp_path):
    read = Counter()
    for number in range(400):
        text = damaged_sweep(random.Random(f"suite-{number}"), TEXTS[number % len(TEXTS)], TEXTS)
        read[judge_sweep(text.encode("utf-8", "replace"), tmp_path / "sweep.toml")] += 1
    assert read[True] > 20
    assert read[False] > 100


@settings(deadline=None, derandomize=True, max_examples=200)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_sweep_or_refused_with_their_lines(tmp_path_factory, content):
    judge_sweep(content, tmp_path_factory.getbasetemp() / "sweep.toml")
