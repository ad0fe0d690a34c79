import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costeff.workflow.tomlplaces import places

NASTY = '''# a comment with [brackets] and = signs
title = "a \\"quoted\\" # no comment"   # a comment
'single quoted' = 'C:\\no\\escape # here'
"key.with.dots" . inner = 1
text = """
[not a header]
key = "not a key"
quotes at the end: """""
raw = \'\'\'
[[nor this]]
\'\'\'\'
when = 1979-05-27 07:32:00
dates = [1979-05-27 07:32:00Z, 1979-05-27,
  # a comment in a list ]
  07:32:00]
list = [ "a]", [1, 2,], { x = "}", y.z = [3] } , ]
"\\u00e4" = true

[[axis]]
item = "a"
  [[axis.point]]
  label = "first"
  set = { "discount costs" = 0.035, b = "[" }
  [[axis.point]]
  label = "second"

[[axis]]   # the second
values = [
  1,
  2, 3
]
[axis.more]
deep = 1
[[ axis . point ]]
label = "third"
[report]
outcome = \'inmb\'
'''


def paths(value: object, here: tuple[str | int, ...] = ()):
    if here:
        yield here
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*here, key))
    elif isinstance(value, list):
        for k, inner in enumerate(value):
            yield from paths(inner, (*here, k))


def test_every_key_and_value_of_a_nasty_text_has_a_place():
    found = places(NASTY)
    assert set(found) == set(paths(tomllib.loads(NASTY)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("single quoted",), 3),
        (("key.with.dots", "inner"), 4),
        (("text",), 5),
        (("raw",), 9),
        (("when",), 12),
        (("dates", 2), 15),
        (("list", 2, "y", "z", 0), 16),
        (("ä",), 17),
        (("axis", 0), 19),
        (("axis", 0, "point", 1, "label"), 25),
        (("axis", 0, "point", 0, "set", "discount costs"), 23),
        (("axis", 1, "values", 2), 30),
        (("axis", 1, "more", "deep"), 33),
        (("axis", 1, "point", 0, "label"), 35),
        (("report", "outcome"), 37),
    ],
)
def test_lines_are_those_where_it_stands(path: tuple[str | int, ...], line: int):
    assert places(NASTY)[path].line == line


def test_a_span_marks_the_key_or_the_value():
    spot = places(NASTY)[("axis", 1, "values", 2)]
    assert spot.text[slice(*spot.span)] == "3"
    spot = places(NASTY)[("axis", 0, "point", 0, "set", "discount costs")]
    assert spot.text[slice(*spot.span)] == '"discount costs"'


def test_lines_end_as_windows_ends_them():
    spot = places('a = 1\r\n[t]\r\nb = "x"\r\n')[("t", "b")]
    assert (spot.line, spot.text) == (3, 'b = "x"')


TEXTS = st.text(st.sampled_from("ab.=#[]{},'\" \\é"), max_size=6)
VALUES = st.recursive(
    st.one_of(st.integers(-5, 5), st.booleans(), TEXTS, st.just(1.5e-3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"""{quoted(value)[1:-1]}"""' if len(value) % 2 else quoted(value)
        case list():
            return "[" + ", # ]\n".join(map(written, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{quoted(k)} = {written(v)}" for k, v in value.items()) + "}"
        case _:
            return repr(value)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_any_text_is_walked_to_its_end(document: dict[str, object]):
    text = "".join(f"{quoted(key)} = {written(value)} # [x]\n" for key, value in document.items())
    assert tomllib.loads(text) == document
    assert set(places(text)) == set(paths(document))


def test_a_table_that_only_a_header_of_its_part_names_has_a_place():
    assert places("[[a.b]]\nc = 1\n")[("a",)].span == (2, 3)
