import json

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_base.core.dashboards import name_tables, translate_links

text = st.text(max_size=8)


@given(st.text(alphabet="abc é", min_size=1), st.dictionaries(text, text))
def test_only_the_name_of_what_opens_is_translated(name, rest):
    view = {**rest, "name": name, "action": {"domain": "[('a', '=', \"b\")]"}}
    link = f"[{name}](odoo://view/{json.dumps(view)})"
    others = {"A2": '=_t("Sum")', "A3": "[x](odoo://ir_menu_xml_id/a.b)", "A4": ""}
    sheets = [{"cells": {"A1": link, **others}}, {"cells": {"B1": link}}]
    translate_links({"sheets": sheets}, str.upper)
    title, _between, opened = sheets[0]["cells"]["A1"].partition("](odoo://view/")
    assert title == f"[{name}"
    assert json.loads(opened[:-1]) == {**view, "name": name.upper()}
    assert sheets[1]["cells"]["B1"] == sheets[0]["cells"]["A1"]
    assert {place: sheets[0]["cells"][place] for place in others} == others


def test_tables_are_headed_by_their_rows_and_axes_by_their_measure():
    pivots = {
        "1": {"model": "a", "name": "Total", "rows": []},
        "2": {"model": "a", "name": "x", "rows": [{"fieldName": "b"}, {"fieldName": "c"}]},
    }
    axis = {"title": {"text": "x"}}
    chart = {"axesDesign": {"y": axis}, "metaData": {"resModel": "d", "measure": "e"}}
    lying = {**chart, "horizontal": True, "axesDesign": {"y": {"title": {"text": "y"}}}}
    figures = [{"data": chart}, {"data": {"type": "scorecard"}}, {"data": lying}]
    snapshot = {"pivots": pivots, "sheets": [{"figures": figures}, {"figures": []}]}
    name_tables(snapshot, lambda model, name: f"{model}/{name}")
    assert [pivot["name"] for pivot in pivots.values()] == ["Total", "a/b"]
    assert axis["title"]["text"] == "d/e"
    assert lying["axesDesign"] == {"x": {"title": {"text": "d/e"}}}, "where the amounts are"
    assert figures[1] == {"data": {"type": "scorecard"}}
