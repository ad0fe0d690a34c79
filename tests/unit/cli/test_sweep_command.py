import json

import pytest

import costeff
from costeff.workbook import write_template

FILE = """title = "Price"
question = "Up to which price?"

[report]
thresholds = 25_000

[[axis]]
item = "c_new"
unit = "GBP"
from = 5000
to = 50_000
steps = 4
"""


@pytest.fixture
def study(tmp_path, monkeypatch):
    write_template(tmp_path / "study.xlsx")
    (tmp_path / "price.toml").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sweep_is_printed_and_written(cli, study):
    told = cli("sweep", "study.xlsx", "price.toml")
    assert told.code == 0
    assert "Price: 4 points, base case" in told.out
    assert "Up to which price?" in told.out
    assert "£20,000" in told.out
    assert "worth the cost against" in told.out
    assert "4 points, each a run of every strategy" in told.err
    folder = study / "results" / "study" / "sweeps" / "price"
    names = {p.name for p in folder.iterdir()}
    assert {"analysis.json", "grid.csv", "grid.parquet", "crossings.csv", "figures"} <= names
    assert (folder / "figures" / "inmb_25000.png").is_file()
    found = costeff.load_analysis(folder)
    assert found.provenance["command"].startswith("costeff")


def test_a_sweep_for_machines(cli, study):
    told = json.loads(cli("sweep", "study.xlsx", "price.toml", "--json", "--set", "u_well=0.9").out)
    assert len(told["grid"]) == 8
    assert told["findings"]
    assert told["provenance"]["overrides"]["u_well"] == 0.9


def test_quiet_says_nothing(cli, study):
    told = cli("sweep", "study.xlsx", "price.toml", "--quiet", "--out", "here")
    assert (told.code, told.out, told.err) == (0, "", "")
    assert (study / "here" / "sweeps" / "price" / "grid.csv").is_file()


def test_a_mistake_is_told_with_its_line(cli, study):
    (study / "price.toml").write_text(FILE.replace("c_new", "c_nwe"))
    told = cli("sweep", "study.xlsx", "price.toml")
    assert told.code == 3
    assert "price.toml, line 8, axis 1, item" in told.err
    assert not (study / "results").exists()


def test_two_axes_are_printed_as_tables(cli, study):
    (study / "price.toml").write_text(FILE + '\n[[axis]]\nitem = "u_ill"\nvalues = [0.5, 0.6]\n')
    told = cli("sweep", "study.xlsx", "price.toml")
    assert told.code == 0
    assert "4 x 2 points = 8 runs of every strategy" in told.err
    lines = [line.split() for line in told.out.splitlines() if line.startswith("£20,000")]
    assert len(lines) == 1
    assert len(lines[0]) == 3
