from __future__ import annotations

import io

import pytest
from PIL import Image

from costeff.report import pictures
from costeff.report.pictures import (
    ACROSS,
    HALF,
    SMALLEST,
    begin,
    carried,
    fitting,
    light_png,
    light_svg,
    printed,
    shape_of,
)


def png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG", dpi=(300, 300), compress_level=0)
    return made.getvalue()


def drawn(folder, width, height, svg="<svg/>"):
    (folder / "f.png").write_bytes(png(Image.new("RGB", (width, height), "white")))
    (folder / "f.svg").write_text(svg)
    return folder / "f.svg"


def shaded(mode="RGBA", alpha=255):
    """White, a flat square, and a little shading of more colours than a palette holds."""
    picture = Image.new("RGBA", (400, 300), (255, 255, 255, alpha))
    picture.paste((31, 58, 77, 255), (10, 10, 150, 150))
    for x in range(380, 400):
        for y in range(200, 300):
            picture.putpixel((x, y), (x % 256, (x + y) % 256, y % 256, 255))
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("height", "width", "share"),
    [(1000, 1.0, 1.0), (1000 * HALF / ACROSS / 0.8, 1.0, 0.8), (1000 * HALF / ACROSS / 0.8, 0.78, 0.78), (2000, 1, 1)],
    ids=["wide", "shrinks to half a page", "small as asked for", "too tall for half a page"],
)
def test_a_figure_is_made_smaller_only_where_two_then_share_a_page(tmp_path, height, width, share):
    path = drawn(tmp_path, 1000, round(height) if height != 1000 else 500)
    assert fitting(path, width) == pytest.approx(share, abs=1e-3)
    assert fitting(path, width) >= min(SMALLEST, width)


def test_the_shape_is_read_of_the_png_beside_and_is_square_without_one(tmp_path):
    path = drawn(tmp_path, 400, 300)
    assert shape_of(path) == shape_of(path.with_suffix(".png")) == shape_of(path.with_suffix("")) == 0.75
    assert shape_of(tmp_path / "none.svg") == 1.0


def test_a_lightened_picture_keeps_its_areas_exactly_and_its_shades_nearly():
    before = png(shaded())
    after = light_png(before)
    assert len(after) < len(before) / 3
    with Image.open(io.BytesIO(after)) as small:
        assert small.size == (400, 300)
        assert round(small.info["dpi"][0]) == 300
        seen = small.convert("RGB")
    assert seen.getpixel((5, 5)) == (255, 255, 255)
    assert seen.getpixel((100, 100)) == (31, 58, 77)
    assert max(abs(p - q) for p, q in zip(seen.tobytes(), shaded("RGB").tobytes(), strict=True)) <= 40
    assert light_png(before) == after


def test_a_shading_gets_no_steps():
    whole = Image.linear_gradient("L").resize((400, 300))
    picture = Image.merge("RGB", (whole, whole.transpose(Image.Transpose.ROTATE_180), whole.rotate(90)))
    with Image.open(io.BytesIO(light_png(png(picture)))) as kept:
        assert kept.convert("RGB").tobytes() == picture.tobytes()


@pytest.mark.parametrize("content", [png(shaded(alpha=0)), png(shaded("L")), b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_what_would_lose_something_is_left_as_it_is(content):
    assert light_png(content) == content


def test_a_lightened_drawing_rounds_places_and_nothing_else():
    before = """<svg>
  <metadata>seed 1.23456</metadata>
  <!-- 0.98765 -->
  <path d="M 12.345678 -0.0012 L 3.10001 4" style="stroke-width: 0.12345"/>
  <g transform="translate(26.123456 1.5) scale(0.015625)"/>
</svg>"""
    after = light_svg(before)
    assert 'd="M 12.35 -0 L 3.1 4"' in after
    assert 'style="stroke-width: 0.12345"' in after
    assert "translate(26.12 1.5) scale(0.015625)" in after
    assert "seed 1.23456" in after
    assert "0.98765" not in after
    assert "\n<path" in after


def test_a_drawing_of_very_many_pieces_is_carried_and_printed_in_points(tmp_path):
    many = "<svg>" + '<path d="M 1 1 L 2 2"/>' * 20_000 + "</svg>"
    path = drawn(tmp_path, 400, 300, many)
    content, ending = carried(path)
    assert ending == ".png"
    assert content.startswith(b"\x89PNG")
    assert printed(path) == path.with_suffix(".png")
    path.with_suffix(".png").unlink()
    assert carried(path)[1] == ".svg"
    assert printed(path) == path


def test_a_simple_drawing_stays_a_drawing(tmp_path):
    path = drawn(tmp_path, 400, 300)
    assert carried(path) == (b"<svg/>", ".svg")
    assert printed(path) == path


def test_a_picture_that_was_begun_is_made_lighter_once(tmp_path, monkeypatch):
    made = []
    once = pictures._lightened
    monkeypatch.setattr(pictures, "_lightened", lambda content: made.append(content) or once(content))
    before = shaded()
    before.putpixel((0, 0), (1, 2, 3, 255))  # no other test's picture
    (tmp_path / "a.b.png").write_bytes(png(before))
    begin(tmp_path / "a.b")
    begin(tmp_path / "none")
    after = light_png(png(before))
    assert len(after) < len(png(before)) / 3
    assert light_png(png(before)) == after
    assert made == [png(before)]


def test_a_photograph_gets_no_palette():
    noise = Image.effect_noise((400, 300), 100)
    picture = Image.merge("RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    assert picture.getcolors(65_536) is None
    with Image.open(io.BytesIO(light_png(png(picture)))) as kept:
        assert kept.convert("RGB").tobytes() == picture.tobytes()
