from __future__ import annotations

import pytest
from documents import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from costeff.errors import InternalError
from costeff.report import nodes, pandoc
from costeff.report.blocks import bold, bullets, link, math, reference, table, text, web
from costeff.report.markdown import Markdown, one_line

MARKUP = st.text(alphabet="*_`[]()<>{}#+-.!|~^$\\:=%@&'\"/ 1aAi\u00a0\té\n", min_size=1, max_size=14)
MARKERS = st.lists(
    st.sampled_from(
        ["1.", "a)", "(@x)", "::: x", "---", "===", "| a", "\\x", "<b>", "&amp;", "http://x.y", "[^1]", "^[n]", "$x$",
         "~~~", "# h", "> q", "- l", "#. x", "iv)", "@c", "e.g. x", "\\", "`", ": d", "[x]: y", "%t", "Table: x"]
    ),
    min_size=1, max_size=4,
).map(" ".join)  # fmt: skip


def only_text(block: nodes.Node) -> bool:
    return block["t"] == "Para" and all(inline["t"] in ("Str", "Space") for inline in block["c"])


@settings(max_examples=15, deadline=None)
@given(st.lists(MARKUP | MARKERS | st.text(max_size=10), min_size=60, max_size=90))
def test_a_text_shows_the_very_same_characters_and_nothing_else(labels: list[str]) -> None:
    labels = [label for label in labels if one_line(label).strip(" ")]
    found = pandoc.read("\n\n".join(text(label) for label in labels))
    assert all(map(only_text, found))
    assert [nodes.shown([block]) for block in found] == [one_line(label).strip(" ") for label in labels]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(MARKUP, MARKERS, MARKUP), min_size=40, max_size=60))
def test_texts_one_after_the_other_show_themselves(labels: list[tuple[str, str, str]]) -> None:
    found = pandoc.read("\n\n".join("".join(text(part) for part in parts) for parts in labels))
    said = ["".join(one_line(part) for part in parts) for parts in labels]
    assert all(map(only_text, found))
    assert [nodes.shown([block]).split() for block in found] == [words.split() for words in said]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_bold_links_and_lists(label: str) -> None:
    seen = one_line(label).strip(" ")
    (strong,) = pandoc.read(bold(label))[0]["c"]
    assert strong["t"] == "Strong"
    assert nodes.shown(strong["c"]) == seen
    (led,) = pandoc.read(link(label, "place"))[0]["c"]
    assert led["t"] == "Link"
    assert led["c"][2][0] == "#place"
    assert nodes.shown(led["c"][1]) == seen
    (items,) = pandoc.read(bullets([label, "end"]))
    assert [nodes.shown(item) for item in items["c"]] == [seen, "end"]


def test_numbers_stay_as_they_read() -> None:
    for shown in ("£12,345.60", "−1.5", "25.3%", "1.2 to 3.4", "<0.001", ">99.9%", "–"):
        assert nodes.shown(pandoc.read(f"It is {text(shown)}.")) == f"It is {shown}."
    assert text("£12,345.60") == "£12,345.60"


def test_signs_that_can_not_be_seen_are_left_out() -> None:
    assert one_line("a\x00b\u202ec\ud800d\ufeff\u200be") == "abcde"
    assert one_line("e" + "\u0301" * 50) == "e" + "\u0301" * 3


def test_markdown_stays_what_it_is_and_escapes_what_is_added() -> None:
    whole = bold("a") + " [x](y)"
    assert isinstance(whole, Markdown)
    assert whole == "**a** \\[x\\](y)"
    assert Markdown(", ").join([bold("a"), "*b*"]) == "**a**, \\*b\\*"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://www.nice.org.uk/a?b=1", "https://www.nice.org.uk/a?b=1"),
        ("10.1056/NEJMoa2109965", "https://doi.org/10.1056/NEJMoa2109965"),
        ("https://x.org/a)<b>", "https://x.org/a%29%3Cb%3E"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("http://[x", None),
        ("https://x.org/a b", None),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str, target: str | None) -> None:
    found = pandoc.read(web(address))[0]["c"]
    assert nodes.shown(found) == address
    links = [node["c"][2][0] for node in found if node["t"] == "Link"]
    assert links == ([] if target is None else [target])


def test_no_formula_ends_its_piece_of_code() -> None:
    for latex in ("x`y", "``", "`x", "$x$ {=html}"):
        (code,) = pandoc.read(f"{math(latex)}")[0]["c"]
        assert code["t"] == "Code"
        assert code["c"][1].strip() == latex


def test_a_table_in_the_text_is_one_block_whatever_is_in_it() -> None:
    made = table(["Label", "`"], [[label, "```"] for label in HOSTILE], id="table-x", caption="```")
    found = pandoc.read(f"Before.\n{made}\nAfter.")
    assert [block["t"] for block in found] == ["Para", "CodeBlock", "Para"]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InternalError, match="2 cells under a head of 1"):
        table(["a"], [["1", "2"]], id="table-x", caption="")
    with pytest.raises(InternalError, match="upper head"):
        table(["a", "b"], [], id="table-x", caption="", over=[("x", 1)])
    for name in ("Table 1", "a_b", "", "-a", "1a"):
        with pytest.raises(InternalError, match="no id"):
            reference(name)
