import json

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spreadsheet.core.links import translate_links

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
