"""What the mouse reaches on the screens of our own, the keyboard reaches too."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
FOCUSABLE = {"button", "input", "select", "textarea", "label", "summary"}
DELEGATES = {"onClickBars"}
"""Heard by a table, for the buttons in it."""
CLICKS = ("t-on-click", "t-on-dblclick", "t-on-pointerdown", "t-on-mousedown")


def unreachable(text):
    """Elements that answer to a click and that no key finds: no button, no link, no place in the
    order of the Tab key."""
    found = []
    for node in ElementTree.fromstring(text).iter():
        clicked = [node.get(name) for name in node.attrib if name.startswith(CLICKS)]
        link = node.tag == "a" and any(name.endswith("href") for name in node.attrib)
        ordered = any(name.endswith("tabindex") for name in node.attrib)
        keyed = any(name.startswith("t-on-keydown") for name in node.attrib)
        delegates = DELEGATES & set(clicked)
        if clicked and not (node.tag in FOCUSABLE or link or ordered or keyed or delegates):
            found.append(f"<{node.tag} {node.attrib}>")
    return found


@pytest.mark.parametrize("addon", sorted(path.name for path in ADDONS.iterdir() if path.is_dir()))
def test_what_answers_to_a_click_answers_to_a_key(addon):
    files = sorted((ADDONS / addon).glob("static/src/**/*.xml"))
    found = {one.name: unreachable(one.read_text(encoding="utf-8")) for one in files}
    assert {name: places for name, places in found.items() if places} == {}


def test_what_only_the_mouse_reaches_is_noticed():
    assert unreachable('<t><div t-on-click="open">Open</div></t>')
    assert unreachable('<t><a t-on-click="open">Open</a></t>')
    assert not unreachable('<t><button t-on-click="open">Open</button></t>')
    assert not unreachable('<t><a href="#" t-on-click.prevent="open">Open</a></t>')
    assert not unreachable('<t><div tabindex="0" role="button" t-on-click="open">Open</div></t>')
