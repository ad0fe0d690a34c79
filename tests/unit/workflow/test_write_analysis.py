import json
from collections.abc import Iterator

import pandas as pd
import pytest
from matplotlib.figure import Figure

import costeff
from costeff.errors import InternalError, OutputError
from costeff.model import Discount, Duration, Settings
from costeff.results import Analysis, Study
from costeff.workflow import pictures, reserved, write_analysis


def study() -> Study:
    settings = Settings(
        title="A study",
        cycle=Duration(1, "year"),
        horizon=Duration(2, "year"),
        start_age=50,
        discount_costs=Discount.constant(0.035),
        discount_effects=Discount.constant(0.035),
        thresholds=(25_000.0,),
        reference="old",
    )
    return Study.of(costeff.Model(book="b.xlsx", sha256="ab" * 32, settings=settings, strategies=(), states=()))


def made(name: str = "scenarios", kind: str = "plain", value: float = 1.5) -> Analysis:
    return Analysis(
        kind=kind,
        name=name,
        title="Scenarios",
        study=study(),
        tables={"scenarios": pd.DataFrame({"scenario": ["a"], "cost": [value]})},
        provenance={"costeff": "0.1.0", "workbook": {"name": "b.xlsx", "sha256": "ab" * 32}, "seed": 3},
    )


@pytest.fixture
def drawn(monkeypatch):
    def figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
        figure = Figure(figsize=(1, 1))
        figure.text(0.1, 0.1, analysis.title)
        yield "outline", figure

    monkeypatch.setitem(pictures.FIGURES, "with pictures", figures)


def test_an_analysis_is_written_and_comes_back(tmp_path):
    written = write_analysis(made("sweeps/price"), tmp_path / "aa")
    assert written.folder == tmp_path / "aa" / "sweeps" / "price"
    assert [f.as_posix() for f in written.files] == ["analysis.json", "scenarios.csv", "scenarios.parquet"]
    back = costeff.load_analysis(written.folder)
    pd.testing.assert_frame_equal(back.tables["scenarios"], made().tables["scenarios"])


def test_figures_of_its_kind_are_drawn_with_provenance(tmp_path, drawn):
    written = write_analysis(made(kind="with pictures"), tmp_path / "aa")
    assert {"figures/outline.png", "figures/outline.svg"} <= {f.as_posix() for f in written.files}
    assert "SHA-256: " + "ab" * 32 in (written.folder / "figures" / "outline.svg").read_text()
    assert not (write_analysis(made(kind="with pictures"), tmp_path / "bb", figures=False).folder / "figures").exists()


def test_a_reserved_place_is_taken_and_only_for_its_own_analysis(tmp_path):
    with reserved(tmp_path / "aa", "scenarios") as place:
        write_analysis(made(), place)
        assert place.done()
    with reserved(tmp_path / "aa", "sweeps/price") as place, pytest.raises(InternalError):
        write_analysis(made(), place)
    assert json.loads((tmp_path / "aa" / "scenarios" / "analysis.json").read_text())["seed"] == 3


def test_a_full_disk_while_writing_leaves_the_former_analysis(tmp_path, monkeypatch):
    write_analysis(made(value=1.5), tmp_path / "aa")

    def full(self, path, **options):
        path.write_bytes(b"PAR1 half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with pytest.raises(OutputError, match="disk is full"):
        write_analysis(made(value=2.5), tmp_path / "aa")
    assert costeff.load_analysis(tmp_path / "aa" / "scenarios").tables["scenarios"]["cost"].tolist() == [1.5]
    assert [p.name for p in tmp_path.iterdir()] == ["aa"]
