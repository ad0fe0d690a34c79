import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl
import pytest
from PIL import Image

from costeff import plots

PROVENANCE = {"workbook sha256": "ab12" * 16, "version": "0.1.0", "seed": "1", "command": 'run "a & b".xlsx <x>'}


@pytest.mark.parametrize("name", ["ceac", "plane", "costs"])
def test_same_input_gives_same_bytes(name, frames, tmp_path):
    def make():
        if name == "ceac":
            return plots.acceptability(frames.ceac, frames.strategies, thresholds=[25_000], currency="GBP")
        if name == "costs":
            return plots.cost_breakdown(frames.costs, frames.totals, frames.strategies, currency="GBP")
        return plots.ce_plane(
            frames.points, frames.means, frames.strategies, reference="hatg", thresholds=[25_000], currency="GBP"
        )

    figure = make()
    first = [path.read_bytes() for path in plots.save(figure, tmp_path / "figure", PROVENANCE)]
    again = [path.read_bytes() for path in plots.save(figure, tmp_path / "figure", PROVENANCE)]
    anew = [path.read_bytes() for path in plots.save(make(), tmp_path / "figure", PROVENANCE)]
    assert first == again == anew


def test_files_carry_resolution_and_provenance(frames, tmp_path):
    figure = plots.overall_survival(frames.survival, frames.strategies)
    png, svg = plots.save(figure, tmp_path / "survival.v2", PROVENANCE)
    assert (png.name, svg.name) == ("survival.v2.png", "survival.v2.svg")
    with Image.open(png) as image:
        assert image.size[0] == 1950
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        assert {key: image.info[key] for key in PROVENANCE} == PROVENANCE
    description = [e.text for e in ElementTree.parse(svg).iter() if e.tag.endswith("}description")]
    assert description == ["; ".join(f"{key}: {value}" for key, value in PROVENANCE.items())]
    assert "{http://purl.org/dc/elements/1.1/}date" not in {e.tag for e in ElementTree.parse(svg).iter()}


def test_no_setting_is_left_behind(frames, tmp_path):
    before = dict(mpl.rcParams)
    figure = plots.overall_survival(frames.survival, frames.strategies)
    plots.save(figure, tmp_path / "s", {})
    assert dict(mpl.rcParams) == before


def test_a_users_own_settings_do_not_change_the_picture(frames, tmp_path):
    def drawn():
        figure = plots.overall_survival(frames.survival, frames.strategies)
        return plots.save(figure, tmp_path / "s", {})[1].read_bytes()

    plain = drawn()
    with mpl.rc_context({"font.size": 20, "axes.grid": True, "xtick.direction": "in", "savefig.bbox": "tight"}):
        assert drawn() == plain


def test_pyplot_and_seaborn_stay_out():
    code = "import sys, costeff.plots; print({'matplotlib.pyplot', 'seaborn', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
