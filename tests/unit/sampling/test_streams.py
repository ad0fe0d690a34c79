import numpy as np
import pytest

from costeff.sampling.designs import BATCH, lay_out
from costeff.sampling.streams import uniforms, unit, words

DESIGNS = ("random", "lhs", "sobol")


@pytest.mark.parametrize("start", [0, 1, 3, 4, 5, 1023, 1024])
@pytest.mark.parametrize("length", [0, 1, 2, 7, 130])
def test_a_part_of_a_stream_is_a_part_of_the_whole(start: int, length: int) -> None:
    whole = words(7, "parameter", "x", 0, 1200)
    np.testing.assert_array_equal(words(7, "parameter", "x", start, start + length), whole[start : start + length])


def test_a_stream_is_a_function_of_seed_purpose_and_name() -> None:
    first = uniforms(1, "parameter", "x", 0, 100)
    np.testing.assert_array_equal(first, uniforms(1, "parameter", "x", 0, 100))
    for other in [(2, "parameter", "x"), (1, "posterior", "x"), (1, "parameter", "y"), (-1, "parameter", "x")]:
        assert abs(np.corrcoef(first, uniforms(*other, 0, 100))[0, 1]) < 0.4


def test_streams_keep_their_numbers_for_ever() -> None:
    # a change here changes every published run
    assert words(1, "parameter", "x", 0, 3).tolist() == PINNED


PINNED = [14103562869945837714, 2614272067582858311, 2310380678288652992]


def test_the_extreme_words_are_neither_0_nor_1() -> None:
    ends = unit(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert ends.tolist() == [2.0**-53, 1.0 - 2.0**-53]


def test_uniforms_are_uniform() -> None:
    u = uniforms(1, "parameter", "x", 0, 100_000)
    counts, _ = np.histogram(u, bins=100, range=(0, 1))
    chi_squared = ((counts - 1000) ** 2 / 1000).sum()
    assert 60 < chi_squared < 150  # 99 degrees of freedom
    assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 0.015


@pytest.mark.parametrize("design", DESIGNS)
def test_designs_stay_between_0_and_1_and_are_uniform(design: str) -> None:
    addresses = [("parameter", f"x{k}") for k in range(20)]
    for column in lay_out(design, 3, addresses, 0, 4096).values():
        assert ((column > 0) & (column < 1)).all()
        assert abs(column.mean() - 0.5) < 0.02
        assert abs(column.var() - 1 / 12) < 0.004


@pytest.mark.parametrize("design", DESIGNS)
def test_columns_are_independent(design: str) -> None:
    addresses = [("parameter", f"x{k}") for k in range(20)]
    columns = np.array(list(lay_out(design, 3, addresses, 0, 4096).values()))
    correlations = np.corrcoef(columns) - np.eye(20)
    assert np.abs(correlations).max() < 0.08


@pytest.mark.parametrize("design", DESIGNS)
def test_any_part_of_a_design_can_be_laid_out_by_itself(design: str) -> None:
    addresses = [("parameter", "a"), ("parameter", "b"), ("posterior", "a")]
    whole = lay_out(design, 3, addresses, 0, 3000)
    for start, stop in [(0, 10), (1, 2), (1000, 1100), (1024, 2048), (2047, 3000), (5, 5)]:
        part = lay_out(design, 3, addresses, start, stop)
        for address in addresses:
            np.testing.assert_array_equal(part[address], whole[address][start:stop])


def test_each_batch_of_a_latin_hypercube_has_one_draw_a_stratum() -> None:
    column = lay_out("lhs", 3, [("parameter", "a")], 0, 3 * BATCH)["parameter", "a"]
    batches = np.floor(column * BATCH).reshape(3, BATCH)
    for batch in batches:
        assert sorted(batch.tolist()) == list(range(BATCH))
    assert (batches[0] != batches[1]).any()


@pytest.mark.parametrize("size", [2, 16, 256, 4096])
def test_scrambled_sobol_columns_keep_one_point_a_stratum(size: int) -> None:
    addresses = [("parameter", f"x{k}") for k in range(10)]
    for column in lay_out("sobol", 5, addresses, 0, size).values():
        assert sorted(np.floor(column * size).tolist()) == list(range(size))


def test_scrambled_sobol_pairs_keep_the_net_of_the_first_dimensions() -> None:
    # the first two dimensions are a (0, m, 2)-net: one point in each dyadic box of area 1 / 256
    columns = lay_out("sobol", 5, [("parameter", "a"), ("parameter", "b")], 0, 256)
    a, b = columns["parameter", "a"], columns["parameter", "b"]
    for bits in range(9):
        boxes = np.floor(a * 2**bits) * 2 ** (8 - bits) + np.floor(b * 2 ** (8 - bits))
        assert len(set(boxes.tolist())) == 256


def test_scrambles_differ_by_seed_and_name() -> None:
    one = lay_out("sobol", 1, [("parameter", "a")], 0, 64)["parameter", "a"]
    assert (one != lay_out("sobol", 2, [("parameter", "a")], 0, 64)["parameter", "a"]).all()
    assert (one != lay_out("sobol", 1, [("parameter", "b")], 0, 64)["parameter", "b"]).all()


def test_scrambled_points_are_uniform_over_seeds() -> None:
    addresses = [("parameter", "a")]
    third = np.array([lay_out("sobol", seed, addresses, 3, 4)["parameter", "a"][0] for seed in range(400)])
    assert abs(third.mean() - 0.5) < 0.06
    assert abs(third.var() - 1 / 12) < 0.015


def test_designs_are_better_than_random_on_a_smooth_integrand() -> None:
    addresses = [("parameter", f"x{k}") for k in range(12)]
    weights = np.linspace(0.2, 1.0, 12)

    def error(design: str) -> float:
        errors = []
        for seed in range(20):
            u = np.array(list(lay_out(design, seed, addresses, 0, 1024).values()))
            errors.append(np.exp(weights @ (u - 0.5) / 4).mean() - np.prod(np.sinh(weights / 8) / (weights / 8)))
        return float(np.sqrt(np.mean(np.square(errors))))

    random, hypercube, sobol = error("random"), error("lhs"), error("sobol")
    assert sobol < hypercube < random / 3
    assert sobol < random / 15
