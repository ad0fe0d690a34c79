import pytest

from costeff.model.tables import interpolate, last_key_end, row_index

BANDS = (0.0, 6.0, 24.0)
LIFE = tuple(float(age) for age in range(50, 101))


@pytest.mark.parametrize(
    ("keys", "key", "row"),
    [
        (BANDS, -0.1, None),
        (BANDS, 0, 0),
        (BANDS, 5.999, 0),
        (BANDS, 6, 1),
        (BANDS, 24, 2),
        (BANDS, 1e6, 2),
        (LIFE, 49.9, None),
        (LIFE, 50, 0),
        (LIFE, 100.99, 50),
        (LIFE, 101, None),
        ((), 0, None),
    ],
)
def test_the_last_row_whose_key_is_not_above(keys, key, row):
    assert row_index(keys, key) == row


@pytest.mark.parametrize(
    ("keys", "end"),
    [
        (LIFE, 101),
        (tuple(range(10)), 10),
        (tuple(range(9)), None),
        (BANDS, None),
        (tuple(k + 0.5 for k in range(20)), None),
        (tuple(range(0, 100, 5)), None),
    ],
)
def test_only_a_life_table_ends(keys, end):
    assert last_key_end(keys) == end


@pytest.mark.parametrize(("key", "value"), [(0, 1), (3, 2), (6, 3), (15, 2.5), (24, 2)])
def test_interpolation(key, value):
    assert interpolate(BANDS, (1, 3, 2), key) == pytest.approx(value, rel=1e-15)


def test_interpolation_of_a_single_row():
    assert interpolate((5.0,), (7.0,), 5.0) == 7.0
