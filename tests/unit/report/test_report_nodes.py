from __future__ import annotations

import copy

from costeff.report import nodes
from costeff.report.nodes import Node, changed


def tree() -> nodes.Nodes:
    return [
        nodes.para([*nodes.words("one two"), nodes.strong(nodes.words("three"))]),
        {
            "t": "BulletList",
            "c": [[nodes.plain(nodes.words("four"))], [nodes.plain([nodes.formula("x", display=True)])]],
        },
        nodes.div([nodes.para([nodes.link(nodes.words("five"), "#six")])], "id", ["class"], {"k": "v"}),
        {"t": "HorizontalRule"},
    ]


def test_a_tree_without_changes_is_as_it_was():
    assert changed(tree(), lambda node: None) == tree()


def test_each_node_is_seen_once_from_the_leaves_up_with_what_is_in_it_changed():
    seen: list[str] = []

    def note(node: Node) -> Node | None:
        seen.append(node["t"])
        if node["t"] == "Str":
            return {"t": "Str", "c": node["c"].upper()}
        if node["t"] == "Strong":
            assert nodes.shown(node["c"]) == "THREE"
        return None

    made = changed(tree(), note)
    assert nodes.shown(made[0]["c"]) == "ONE TWOTHREE"
    assert seen[:6] == ["Str", "Space", "Str", "Str", "Strong", "Para"]
    assert seen.count("DisplayMath") == 1
    assert seen[-3:] == ["Para", "Div", "HorizontalRule"]


def test_several_nodes_may_take_the_place_of_one_and_none_may():
    made = changed(
        [nodes.para(nodes.words("a b"))],
        lambda node: [node, node] if node["t"] == "Str" else [] if node["t"] == "Space" else None,
    )
    assert nodes.shown(made) == "aabb"


def test_what_was_given_stays_as_it_was_and_lists_are_not_shared():
    given = tree()
    made = changed(given, lambda node: {"t": "Str", "c": "x"} if node["t"] == "Str" else None)
    assert given == tree()
    before = copy.deepcopy(given)
    made[2]["c"][0][1].append("further")
    made[2]["c"][0][2].append(["a", "b"])
    made[0]["c"].append({"t": "Space"})
    assert given == before


def test_a_single_node_can_be_changed_and_what_is_none_stays():
    assert changed(nodes.strong([]), lambda node: {"t": "Emph", "c": node["c"]}) == {"t": "Emph", "c": []}
    assert changed("words", lambda node: None) == "words"
    assert changed([["id", [], [["k", "v"]]], 3, None], lambda node: None) == [["id", [], [["k", "v"]]], 3, None]
