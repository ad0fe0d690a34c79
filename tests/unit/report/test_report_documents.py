from __future__ import annotations

import io
import itertools
import re
import shutil
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from documents import HOSTILE, STAMP, Page, W, flat, markdown, pdf_text, squeezed, word_text
from matplotlib.figure import Figure

from costeff.errors import InputError
from costeff.errors.report import (
    BrokenStyle,
    MisplacedBlock,
    MissingPicture,
    RepeatedId,
    UnknownFormat,
    UnknownReference,
    UnreadableFormula,
)
from costeff.report.blocks import equation, figure, reference, table
from costeff.report.convert import FORMATS, convert
from costeff.report.markdown import one_line

REPORTS = Path(__file__).parents[3] / "reports"
TITLE = 'Worth <b>it</b>? "A & B"'


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    stem = tmp_path_factory.mktemp("pictures") / "one.two"
    drawn = Figure(figsize=(6.5, 3))
    drawn.add_subplot().plot([1, 2, 3])
    drawn.savefig(f"{stem}.png")
    drawn.savefig(f"{stem}.svg")
    return stem


@pytest.fixture(scope="module")
def folder(picture: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    written = convert(markdown(picture), FORMATS, made, name="r", title=TITLE, stamp=STAMP, resources=REPORTS)
    assert [path.name for path in written] == ["r.docx", "r.html", "r.pdf"]
    return made


@pytest.fixture(scope="module")
def word(folder: Path):
    return docx.Document(str(folder / "r.docx"))


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page((folder / "r.html").read_text(encoding="utf-8"))


def small(tmp_path: Path, text: str, formats: tuple[str, ...] = ("html",), **options: object) -> Path:
    asked: dict[str, object] = {"name": "r", "title": "T", "stamp": STAMP, "resources": REPORTS, **options}
    return convert(text, formats, tmp_path, **asked)[0]  # type: ignore[arg-type]


def problems(tmp_path: Path, text: str, **options: object):
    with pytest.raises(InputError) as caught:
        small(tmp_path, text, **options)
    return caught.value.problems


# Word


def styles(word) -> list[str]:
    return [paragraph.style.name for paragraph in word.paragraphs]


def test_word_has_real_styles_and_numbered_headings(word):
    heads = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert heads == [
        ("Heading 1", "Summary"),
        ("Heading 2", "Costs"),
        ("Heading 1", "Long"),
        ("Heading 1", "Wide"),
        ("Heading 1", "Hostile"),
        ("Heading 1", "Annex"),
    ]
    style = word.styles["Heading 2"].element
    assert style.find(f".//{W}numPr/{W}ilvl").get(f"{W}val") == "1"
    annex = next(p for p in word.paragraphs if p.text == "Annex")
    assert annex._p.find(f".//{W}numPr/{W}numId").get(f"{W}val") == "0"
    assert {"Title", "Table Caption", "Image Caption", "Captioned Figure", "Equation"} <= set(styles(word))
    assert word.paragraphs[0].text == TITLE


def test_word_has_each_table_once_with_its_caption_before(word):
    kinds = [
        child.tag.rpartition("}")[2] if child.tag == f"{W}tbl" else child.pPr.pStyle.val
        for child in word.element.body
        if child.tag == f"{W}tbl" or (child.tag == f"{W}p" and child.pPr is not None and child.pPr.pStyle is not None)
    ]
    tables = [k for k, kind in enumerate(kinds) if kind == "tbl"]
    assert len(tables) == 3 + 2  # the wide one in two parts
    assert all(kinds[k - 1] == "TableCaption" for k in tables)
    captions = [p.text for p in word.paragraphs if p.style.name == "Table Caption"]
    assert [re.sub(r"\s", " ", c).split(":")[0] for c in captions] == [
        "Table 1", "Table 2", "Table 3", "Table 3", "Table 4",
    ]  # fmt: skip
    assert captions[3].endswith("Wide (part 2 of 2)")


def test_word_repeats_heads_and_breaks_no_row(word):
    for made in word.tables:
        rows = made._tbl.tr_lst
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert heads[0]
        assert heads == sorted(heads, reverse=True)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert sum(len(made._tbl.tr_lst) for made in word.tables if len(made._tbl.tr_lst) > 60) == 81


def test_word_tables_are_as_wide_as_their_pages_at_most(word):
    sections = list(word.sections)
    assert {s.orientation for s in sections} == {0, 1}
    for made in word.tables:
        grid = [int(column.get(f"{W}w")) for column in made._tbl.tblGrid]
        across = 16838 - 2 * 1247 if len(grid) > 4 else 11906 - 2 * 1247
        assert sum(grid) <= across + len(grid)
        for row in made._tbl.tr_lst:
            assert sum(cell.grid_span for cell in row.tc_lst) == len(grid)


def test_word_has_feet_with_page_numbers_on_every_page(word):
    for section in word.sections:
        assert section._sectPr.find(f"{W}footerReference") is not None
        foot = section.footer._element
        text = "".join(node.text or "" for node in foot.iter(f"{W}t", f"{W}instrText"))
        assert "test.xlsx" in text
        assert "0123456789ab" in text
        assert " PAGE " in text
        assert " NUMPAGES " in text
        (stop,) = [tab for tab in foot.iter(f"{W}tab") if tab.get(f"{W}pos")]
        assert int(stop.get(f"{W}pos")) == section.page_width.twips - 2 * 1247


def test_word_does_not_end_with_an_empty_page(tmp_path):
    wide = table(["a", "b"], [["1", "2"]], id="table-a", caption="A", landscape=True)
    made = docx.Document(str(small(tmp_path, f"Text.\n{wide}", ("docx",))))
    assert [section.orientation for section in made.sections] == [0, 1]
    first = docx.Document(str(small(tmp_path, str(wide), ("docx",))))
    assert first.sections[-1].orientation == 1


def test_word_references_are_fields_that_lead_to_captions(word):
    marks = {mark.get(f"{W}name") for mark in word.element.body.iter(f"{W}bookmarkStart")}
    codes = [node.text.split() for node in word.element.body.iter(f"{W}instrText")]
    led = [code[1] for code in codes if code[0] == "REF"]
    assert len(led) == 4
    assert set(led) <= marks
    anchors = {link.get(f"{W}anchor") for link in word.element.body.iter(f"{W}hyperlink")} - {None}
    assert anchors <= marks
    assert "ref-4" in anchors
    counted = [code[1] for code in codes if code[0] == "SEQ"]
    assert counted == ["Table", "Equation", "Figure", "Table", "Table", "Table"]
    text = flat(next(p for p in word.paragraphs if p.text.startswith("See")).text)
    assert "Table 1, Figure 1, Equation 1, Section 1.1 and Annex; [4]" in text


def test_word_has_its_contents_before_any_program_updates_them(word):
    lines = [
        "\t".join(t.text for t in paragraph.iter(f"{W}t"))
        for paragraph in word.element.body.iter(f"{W}p")
        if paragraph.pPr is not None and paragraph.pPr.pStyle is not None and paragraph.pPr.pStyle.val.startswith("TOC")
    ]
    assert lines == ["Contents", "1\tSummary", "1.1\tCosts", "2\tLong", "3\tWide", "4\tHostile", "Annex"]


def test_word_tells_what_a_picture_shows_and_nothing_of_where_it_was(folder, word):
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == 'A curve that rises "fast"'
    with zipfile.ZipFile(folder / "r.docx") as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    assert b"one.two" not in whole
    assert str(folder).encode() not in whole


def test_word_carries_the_stamp(folder, word):
    with zipfile.ZipFile(folder / "r.docx") as archive:
        custom = archive.read("docProps/custom.xml").decode()
    for key, value in STAMP.items():
        assert f'name="costeff {key}"' in custom
        assert f">{value}<" in custom
    assert word.core_properties.title == TITLE
    assert word.core_properties.created.isoformat().startswith("2026-03-04T05:06:07")


def test_formulae_of_several_lines_have_nothing_that_libreoffice_takes_for_something_else(tmp_path):
    latex = "\\begin{aligned} & f(a \\\\ & \\quad + b) \\\\ c &= d \\end{aligned}"
    made = docx.Document(str(small(tmp_path, str(equation(latex)), ("docx",))))
    body, m = made.element.body, "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
    runs = [("".join(t.text or "" for t in run.iter(f"{m}t")), run) for run in body.iter(f"{m}r")]
    assert next(body.iter(f"{m}eqArr"), None) is None
    assert "&" not in {words for words, _ in runs}
    assert [run.find(f"{m}rPr/{m}nor") is not None for words, run in runs if words in "()"] == [True, True]
    cells = [["".join(t.text or "" for t in cell.iter(f"{m}t")) for cell in row] for row in body.iter(f"{m}mr")]
    assert [[flat(words) for words in row] for row in cells] == [["", "f(a"], ["", "+b)"], ["c", "=d"]]
    assert all(list(cell.iter(f"{m}t")) for cell in body.iter(f"{m}e"))


# HTML


def test_word_keeps_words_on_the_page_of_the_equation_below_them(tmp_path):
    text = f"Alone.\n\nName: before.\n{equation('a')}\nNumbered:\n{equation('b', 'equation-b')}\nAfter.\n"
    made = docx.Document(str(small(tmp_path, text, ("docx",))))
    kept = {p.text: p.paragraph_format.keep_with_next for p in made.paragraphs if p.text}
    assert kept["Name: before."]
    assert kept["Numbered:"]
    assert not kept["Alone."]
    assert not kept["After."]


def test_pdf_keeps_words_on_the_page_of_the_equation_below_them(tmp_path):
    lines = "Filling.\n\n" * 60
    for number in range(34, 46):
        text = f"{lines[: len('Filling.') * number + 2 * number]}Name before.\n{equation('abc = 1')}\nLast.\n"
        pages = [page.extract_text() for page in pypdf.PdfReader(small(tmp_path, text, ("pdf",))).pages]
        (before,) = (k for k, page in enumerate(pages) if "Name before." in page)
        (formula,) = (k for k, page in enumerate(pages) if "= 1" in page)
        assert before == formula


def test_html_is_a_page_of_its_own(folder, page):
    source = (folder / "r.html").read_text(encoding="utf-8")
    assert page.all("html")[0][1]["lang"] == "en-GB"
    assert page.all("title")[0][2] == TITLE
    assert [text for _, _, text in page.all("h1")] == [TITLE]
    (policy,) = [a["content"] for _, a, _ in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert not page.all("script", "iframe", "object", "embed", "link", "base", "form")
    assert not re.search(r'(src|href|xlink:href)="(https?:)?//', source)
    assert all(not name.startswith("on") for _, a, _ in page.elements for name in a)
    metas = {a["name"]: a["content"] for _, a, _ in page.all("meta") if a.get("name")}
    assert {f"costeff:{key.replace(' ', '-')}": value for key, value in STAMP.items()}.items() <= metas.items()


def test_html_can_be_read_by_everybody(page):
    levels = [int(tag[1]) for tag, _, _ in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all((a.get("alt") or "").strip() for _, a, _ in page.all("img"))
    assert all((a.get("src") or "").startswith("data:image/svg+xml;base64,") for _, a, _ in page.all("img"))
    assert len(page.all("caption")) == len(page.all("table")) == 5
    assert all(a.get("scope") in ("col", "row", "colgroup", "rowgroup") for _, a, _ in page.all("th"))
    assert len([a for _, a, _ in page.all("th") if a.get("scope") == "row"]) == 3 + 80 + 2 + len(HOSTILE)
    assert page.all("a")[0][1] == {"class": "skip", "href": "#main"}
    assert page.all("main")[0][1]["id"] == "main"
    assert [a.get("aria-label") for _, a, _ in page.elements if a.get("role") == "navigation"] == ["Contents"]
    assert len(page.all("math")) == 3


def test_html_links_lead_somewhere_and_ids_are_unique(page):
    ids = [a["id"] for _, a, _ in page.elements if a.get("id")]
    assert len(ids) == len(set(ids))
    targets = [a.get("href") or "" for _, a, _ in page.all("a")]
    assert all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= set(ids)
    words = {text for _, a, text in page.all("a") if a.get("href") in ("#table-small", "#figure-one", "#costs")}
    assert {"Table 1", "Figure 1", "Section 1.1"} <= words


def test_a_style_sheet_can_not_end_itself(tmp_path):
    for name in ("reference.docx", "style.typ"):
        shutil.copy(REPORTS / name, tmp_path)
    (tmp_path / "style.css").write_text("p { } </style><script>x</script>", encoding="utf-8")
    page = Page(small(tmp_path, "Text.", resources=tmp_path).read_text(encoding="utf-8"))
    assert not page.all("script")


# PDF


def test_pdf_is_tagged_dated_and_stamped(folder):
    made = pypdf.PdfReader(folder / "r.pdf")
    assert made.metadata is not None
    assert made.metadata.title == TITLE
    keywords = str(made.metadata["/Keywords"])
    for key, value in STAMP.items():
        assert f"{key}: {value}" in keywords
    assert str(made.metadata["/CreationDate"]).startswith("D:20260304050607")
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.trailer["/Root"]["/Lang"] == "en-GB"
    shapes = {float(page.mediabox.width) > float(page.mediabox.height) for page in made.pages}
    assert shapes == {True, False}
    assert alternatives(made) == ['A curve that rises "fast"']


def alternatives(made: pypdf.PdfReader) -> list[str]:
    """What the figures of a tagged PDF say to those who can't see them."""
    things = [made.get_object(number) for number in range(1, made.trailer["/Size"])]
    return [str(thing["/Alt"]) for thing in things if isinstance(thing, dict) and "/Alt" in thing]


def test_pdf_repeats_heads_and_numbers_pages(folder):
    pages = [flat(page.extract_text()) for page in pypdf.PdfReader(folder / "r.pdf").pages]
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in text
    assert len([text for text in pages if "Row Number" in text]) >= 2


def test_the_same_report_gives_the_same_bytes(folder, picture, tmp_path):
    convert(markdown(picture), FORMATS, tmp_path, name="r", title=TITLE, stamp=STAMP, resources=REPORTS)
    for ending in FORMATS:
        assert (tmp_path / f"r.{ending}").read_bytes() == (folder / f"r.{ending}").read_bytes()


# All


def test_hostile_labels_are_text_everywhere(folder, page):
    shown = {
        "docx": squeezed(word_text(folder / "r.docx")),
        "html": squeezed(page.text),
        "pdf": squeezed(pdf_text(folder / "r.pdf")),
    }
    for label in HOSTILE:
        seen = squeezed(one_line(label))
        for ending, text in shown.items():
            assert text.count(seen) >= 2, (ending, label)


def test_hostile_labels_bring_no_links_and_pictures(folder, word, page):
    assert len(page.all("img")) == len(word.inline_shapes) == 1
    outside = [rel.target_ref for rel in word.part.rels.values() if rel.is_external]
    assert outside == []
    uris = re.findall(rb"/URI\s*\(([^)]*)\)", (folder / "r.pdf").read_bytes())
    assert uris == []


def test_numbers_are_the_same_characters_in_all(folder, page):
    number = re.compile(r"[−-]?£?\d[\d,]*(?:\.\d+)?")
    cells = [text for _, _, text in page.all("td") if number.fullmatch(text)]
    assert len(cells) > 100
    word, sheet = word_text(folder / "r.docx"), pdf_text(folder / "r.pdf")
    for cell in set(cells):
        assert word.count(cell) >= cells.count(cell)
        assert sheet.count(cell) >= cells.count(cell)


def test_words_are_the_same_in_page_and_pdf(folder, page):
    sheet = squeezed(pdf_text(folder / "r.pdf"))
    for _, _, text in page.all("td", "caption", "h2", "h3", "figcaption"):
        assert squeezed(text) in sheet, text


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        (reference("figure-none"), UnknownReference, "figure-none"),
        ("[x](#nowhere)", UnknownReference, "nowhere"),
        ("# A {#same}\n\n# B {#same}", RepeatedId, "same"),
        ("[x]{#same}\n\n# B {#same}", RepeatedId, "same"),
    ],
)
def test_ids_that_are_missing_or_twice(tmp_path, text, kind, name):
    (found,) = problems(tmp_path, str(text))
    assert isinstance(found, kind)
    assert found.id == name


def test_a_wrong_reference_is_told_by_its_line_with_what_was_meant(tmp_path):
    template = tmp_path / "t.md.j2"
    template.write_text('# A {#costs}\n\n{{ reference("cost") }}\n', encoding="utf-8")
    (found,) = problems(tmp_path, f"# A {{#costs}}\n\n{reference('cost')}", template=template)
    assert found.nearest == ("costs",)
    assert found.where.book == "t.md.j2"


def test_pictures_are_files_of_this_computer(tmp_path, picture):
    for path in ("none", "http://x.example/y", "data:image/x"):
        (found,) = problems(tmp_path, str(figure(path, id="figure-a", caption="A", alt="A")))
        assert isinstance(found, MissingPicture)
    (found,) = problems(tmp_path, "![a](https://x.example/y.png)")
    assert isinstance(found, MissingPicture)


def test_a_block_within_a_line_is_told_and_not_printed_as_code(tmp_path):
    inside = str(table(["a"], [["1"]], id="table-a", caption="A")).strip()
    (found,) = problems(tmp_path, f"- item\n\n        {inside}")
    assert isinstance(found, MisplacedBlock)
    assert found.number == 1


def test_formulae_that_can_not_be_set(tmp_path):
    for latex in ("\\foo{x}", "\\frac{a", "\\input{/etc/passwd}", "\\href{javascript:alert(1)}{x}"):
        (found,) = problems(tmp_path, str(equation(latex)))
        assert isinstance(found, UnreadableFormula)
        assert found.latex == latex


def test_formats_are_known(tmp_path):
    (found,) = problems(tmp_path, "x", formats=("odt",))
    assert isinstance(found, UnknownFormat)


@pytest.mark.parametrize(
    ("ending", "name", "content"),
    [
        ("docx", "reference.docx", b"no zip"),
        ("html", "style.css", b"\xff\xfe\xff"),
        ("pdf", "style.typ", b"#let report("),
    ],
)
def test_styles_that_can_not_be_used(tmp_path, ending, name, content):
    (tmp_path / name).write_bytes(content)
    (found,) = problems(tmp_path, "x", formats=(ending,), resources=tmp_path)
    assert isinstance(found, BrokenStyle)
    assert found.where.book == name


def test_styles_that_a_folder_lacks_are_the_shipped_ones(tmp_path):
    (tmp_path / "out").mkdir()
    made = convert("x", FORMATS, tmp_path / "out", name="r", title="T", stamp={}, resources=tmp_path, shipped=REPORTS)
    assert all(path.stat().st_size > 1000 for path in made)


def test_a_style_of_word_that_was_edited_is_used(tmp_path):
    edited = docx.Document(str(REPORTS / "reference.docx"))
    edited.styles["Heading 1"].font.name = "Arial"
    edited.save(str(tmp_path / "reference.docx"))
    made = docx.Document(io.BytesIO(small(tmp_path, "# A", ("docx",), resources=tmp_path).read_bytes()))
    assert made.styles["Heading 1"].font.name == "Arial"


def test_the_shipped_styles_of_word_are_what_their_module_makes():
    from costeff.report.docx_reference import reference_docx

    assert (REPORTS / "reference.docx").read_bytes() == reference_docx()
