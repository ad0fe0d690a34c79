"""Sweep files for the template workbook with something wrong in them: each case a name and the text of the file."""

from __future__ import annotations

TOP = 'title = "Test"\n'
AXIS = '\n[[axis]]\nitem = "c_new"\nvalues = [1, 2]\n'


def axis(*lines: str) -> str:
    """A file with one axis."""
    return "\n".join([TOP, "[[axis]]", *lines, ""])


FILES: dict[str, str] = {
    "not_toml": TOP + "question = what does it cost?\n" + AXIS,
    "not_toml_at_the_end": TOP + '[[axis]]\nitem = "c_new"\nvalues = [1, 2',
    "decimal_comma": axis('item = "u_ill"', "values = 0,5"),
    "key_twice": TOP + TOP + AXIS,
    "misspelt_key": TOP + 'anlysis = "psa"\n' + AXIS,
    "misspelt_key_of_an_axis": axis('item = "c_new"', "valeus = [1, 2]"),
    "misspelt_key_of_the_report": TOP + '[report]\nstrategy = "new"\n' + AXIS,
    "no_title": 'question = "?"\n' + AXIS,
    "no_axis": TOP,
    "four_axes": TOP + AXIS * 4,
    "unknown_analysis": TOP + 'analysis = "probabilistic"\n' + AXIS,
    "unknown_outcome": TOP + '[report]\noutcome = "nmbs"\n' + AXIS,
    "text_for_a_number": axis('item = "c_new"', 'from = "one"', "to = 2", "steps = 3"),
    "steps_not_whole": axis('item = "c_new"', "from = 1", "to = 2", "steps = 2.5"),
    "true_for_a_number": axis('item = "c_new"', "values = [true, false]"),
    "infinite": axis('item = "c_new"', "from = 1", "to = inf", "steps = 3"),
    "axis_of_nothing": axis('label = "Price"'),
    "axis_of_two_things": axis('item = "c_new"', 'scenarios = ["base case"]', "values = [1]"),
    "no_values": axis('item = "c_new"'),
    "half_a_range": axis('item = "c_new"', "from = 1", "steps = 3"),
    "values_and_range": axis('item = "c_new"', "values = [1]", "from = 1", "to = 2", "steps = 3"),
    "empty_axis": axis('item = "c_new"', "values = []"),
    "same_ends": axis('item = "c_new"', "from = 5", "to = 5", "steps = 3"),
    "one_step": axis('item = "c_new"', "from = 1", "to = 2", "steps = 1"),
    "log_from_zero": axis('item = "c_new"', "from = 0", "to = 10", "steps = 3", 'scale = "log"'),
    "value_twice": axis('item = "c_new"', "values = [1, 2, 1]"),
    "labels_apart": axis('item = "c_new"', "values = [1, 2]", 'labels = ["one"]'),
    "scale_of_scenarios": axis('scenarios = ["base case"]', 'scale = "log"'),
    "item_twice": TOP + AXIS + AXIS,
    "item_fixed_and_varied": TOP + "set = { c_new = 3 }\n" + AXIS,
    "draws_without_psa": TOP + "draws = 100\n" + AXIS,
    "probability_without_psa": TOP + '[report]\noutcome = "p_best"\n' + AXIS,
    "unknown_parameter": axis('item = "c_nwe"', "values = [1, 2]"),
    "unknown_setting_in_set": TOP + 'set = { "discount cost" = 0 }\n' + AXIS,
    "not_changeable": axis('item = "h_death"', "values = [1, 2]"),
    "unknown_scenario": axis('scenarios = ["base case", "high"]'),
    "unknown_strategy": TOP + 'strategies = ["standard", "newest"]\n' + AXIS,
    "unknown_strategy_reported": TOP + '[report]\nstrategies = "therpy"\n' + AXIS,
    "strategy_not_compared": TOP + 'strategies = ["standard"]\n[report]\nstrategies = "therapy"\n' + AXIS,
    "value_out_of_range": axis('item = "p_respond"', "from = 0.5", "to = 1.5", "steps = 3"),
    "value_of_a_setting": axis('item = "horizon"', 'values = ["5 yeers", "10 years"]'),
    "reference_not_compared": TOP + 'strategies = ["therapy"]\n' + AXIS,
    "other_workbook": TOP + 'workbook = "mds"\n' + axis('item = "logor_msc"', "values = [0, 1]").removeprefix(TOP),
    "too_many_runs": axis('item = "c_new"', "from = 1", "to = 2", "steps = 2_000_000"),
    "too_many_draws": TOP + 'analysis = "psa"\ndraws = 600_000\n' + AXIS,
    "too_many_points": axis('item = "c_new"', "from = 1", "to = 2", "steps = 20_000_000"),
    "failed_points": axis('item = "u_well"', "values = [0.8, 0.5, 0.4]"),
    "five_mistakes": TOP
    + 'analysis = "psas"\n[report]\noutcome = "imb"\n'
    + '[[axis]]\nitem = 3\nlabels = "a"\n[[axis]]\nitems = "x"\nsteps = "2"\n',
}
