"""What other people's notebooks rely on: a name is added here on purpose, and never taken away within a version."""

import costeff

PUBLIC = {
    "Analysis",
    "Checked",
    "CosteffError",
    "InputError",
    "Model",
    "OutputError",
    "Run",
    "WorkbookError",
    "__version__",
    "check",
    "init",
    "load",
    "load_analysis",
    "read",
    "run",
    "run_all",
    "scenarios",
    "subgroups",
    "sweep",
    "budget",
    "calibrate",
    "distribution",
    "dsa",
    "price",
    "severity",
    "threshold",
    "jurisdictions",
    "reproduce",
    "twoway",
    "write_calibrated",
    "write_report",
    "template",
    "write",
    "write_analysis",
}


def test_the_public_names_are_these():
    assert set(costeff.__all__) == PUBLIC


def test_each_public_name_is_there_and_documented():
    for name in PUBLIC - {"__version__"}:
        assert (getattr(costeff, name).__doc__ or "").strip(), name


def test_names_of_results_and_of_runs_are_these():
    methods = {name for name, value in vars(costeff.Run).items() if callable(value) and not name.startswith("_")}
    assert methods == {
        "ce_means",
        "ce_plane",
        "ceac",
        "costs_by_category",
        "costs_by_state",
        "counts",
        "icer_table",
        "life_years_by_state",
        "milestones",
        "pairwise",
        "parameters",
        "psa_icer_table",
        "psa_summary",
        "qalys_by_category",
        "qalys_by_state",
        "settings",
        "survival",
        "trace_table",
    }
