from situations import scenario, value, with_scenarios

from costeff.model import ParameterChange
from costeff.workflow import scenarios, with_changes


def spread(parameter: str, se: float) -> ParameterChange:
    return ParameterChange(parameter=parameter, column="se", to=se)


def test_a_value_set_for_one_call_does_not_take_a_scenarios_own_spread_away() -> None:
    there = with_changes(with_scenarios(scenario("x", value("drug", 300.0), spread("drug", 30.0))), {"drug": 400})
    assert there.parameter("drug").family == "fixed"
    found = scenarios(there, psa=True, draws=200).tables["scenarios"]
    low, high = (
        next(c for c in found.columns if c.startswith("psa_inmb_") and c.endswith(end)) for end in ("_low", "_high")
    )
    found["width"] = found[high] - found[low]
    widths = found.groupby("scenario")["width"].max()
    assert widths["x"] > widths.drop("x").max()
