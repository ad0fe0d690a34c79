import pytest

from costeff.expr import is_name, nearest

KNOWN = ("hr_os", "hr_pfs", "age", "um_cr", "um_pr", "c_rbc_unit", "months", "cycle", "p_response", "Mortality")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hr_0s", ("hr_os",)),
        ("hr_So", ("hr_os",)),
        ("AGE", ("age",)),
        ("HROS", ("hr_os",)),
        ("um_rc", ("um_cr",)),
        ("month", ("months",)),
        ("c_rbc_units", ("c_rbc_unit",)),
        ("response", ("p_response",)),
        ("hr", ("hr_os", "hr_pfs")),
        ("mortalty", ("Mortality",)),
        ("zzz", ()),
        ("x", ()),
        ("", ()),
    ],
)
def test_nearest(name, expected):
    assert nearest(name, KNOWN) == expected


def test_at_most_three_and_never_itself():
    assert nearest("um_1", [f"um_{k}" for k in range(10)]) == ("um_0", "um_2", "um_3")


@pytest.mark.parametrize("text", ["a.b_1", "_", "é", "L1"])
def test_is_name(text):
    assert is_name(text)


@pytest.mark.parametrize("text", ["1a", "a b", "True", "", "a\n", "a-b"])
def test_is_no_name(text):
    assert not is_name(text)
