import pytest

from costeff.workbook import SHEETS
from costeff.workbook.guesses import COLUMNS, column_meant, number_hint, setting_meant, sheet_meant
from costeff.workbook.guesses import SHEETS as GUESSED
from costeff.workbook.schema import SETTINGS

NAMES = [setting.name for setting in SETTINGS]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,35", "0.35"),
        ("£1,200", "1200"),
        ("1 500", "1500"),
        ("60\u202f000", "60000"),
        ("2.0 (1.2-3.3)", "2.0"),
        ("0.42 [0.3; 0.5]", "0.42"),
        ("0.002*", "0.002"),
        ("~3", "3"),
        ("n=100", "100"),
        ("150 GBP", "150"),
        ("70/100", "0.7"),
        ("'0.95", "0.95"),
        ("95+", "95"),
        ("-0.5 units", "-0.5"),
    ],
)
def test_the_number_that_was_meant(text, number):
    assert f" {number}" in number_hint(text)


def test_a_comma_may_be_of_decimals_or_of_thousands():
    assert "1500" in number_hint("1,500")
    assert "1.500" in number_hint("1,500")


@pytest.mark.parametrize("text", ["n/a", "-", "TBC", "?"])
def test_no_number_at_all(text):
    assert "blank" in number_hint(text)


@pytest.mark.parametrize("text", ["2 * c_ill", "c_ill", "1 - p_fail", "EXP(2)"])
def test_expressions_are_sent_to_the_variables(text):
    assert "Variables" in number_hint(text)


def test_no_guess_is_a_name_of_the_format():
    known = {name.casefold() for sheet in SHEETS.values() for name in sheet.names}
    clashes = {
        other
        for name, others in COLUMNS.items()
        for other in others
        if other in known and any(name in sheet.names and other in sheet.names for sheet in SHEETS.values())
    }
    assert clashes == set()
    assert set(COLUMNS) <= known
    assert set(GUESSED) <= set(SHEETS)


def test_columns_sheets_and_settings_by_other_names():
    assert column_meant("Standard error", SHEETS["Parameters"].names) == "se"
    assert column_meant("Memory?", SHEETS["States"].names) == "remembers"
    assert column_meant("Memory", SHEETS["Costs"].names) is None
    assert sheet_meant("Parameters (2)", ["Parameters", "Costs"]) == "Parameters"
    assert sheet_meant("costs_final", ["Costs"]) == "Costs"
    assert sheet_meant("QALYs", ["Utilities"]) == "Utilities"
    assert sheet_meant("QALYs", ["Costs"]) is None
    assert setting_meant("Time horizon (years)", NAMES) == ("horizon",)
    assert setting_meant("WTP", NAMES) == ("thresholds",)
    assert setting_meant("weather", NAMES) == ()
