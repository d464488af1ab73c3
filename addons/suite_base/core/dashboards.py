"""What a dashboard (a core spreadsheet) says where Odoo translates nothing, in the reader's language.

Odoo translates titles and filters in the browser; not the name of the view that a title opens, nor
the heads of tables and axes.
"""

import json
import re
from collections.abc import Callable
from typing import Any

_VIEW = re.compile(r"\[(.+?)\]\(odoo://view/(.+)\)")


def translate_links(snapshot: dict[str, Any], translate: Callable[[str], str]) -> None:
    """Translate the names of the views that the cells of a spreadsheet link to, in place.

    >>> sheet = {"cells": {"A1": '[Best](odoo://view/{"name": "Best"})', "A2": "=1"}}
    >>> translate_links({"sheets": [sheet]}, {"Best": "Top"}.get)
    >>> sheet["cells"]["A1"]
    '[Best](odoo://view/{"name": "Top"})'
    """
    for sheet in snapshot["sheets"]:
        for place, content in sheet["cells"].items():
            found = _VIEW.fullmatch(content)
            if found:
                view = json.loads(found[2])
                view["name"] = translate(view["name"])
                sheet["cells"][place] = f"[{found[1]}](odoo://view/{json.dumps(view)})"


def name_tables(snapshot: dict[str, Any], get_label: Callable[[str, str], str]) -> None:
    """Head each table with the label of its rows and each axis with that of its measure, in place.

    :param get_label: the label of a field, from its model and its name

    >>> pivot = {"model": "a.b", "name": "", "rows": [{"fieldName": "c"}]}
    >>> name_tables({"pivots": {"1": pivot}, "sheets": []}, lambda model, name: f"{model}/{name}")
    >>> pivot["name"]
    'a.b/c'
    """
    for pivot in snapshot["pivots"].values():
        if pivot["rows"]:
            pivot["name"] = get_label(pivot["model"], pivot["rows"][0]["fieldName"])
    for chart in (one["data"] for sheet in snapshot["sheets"] for one in sheet["figures"]):
        if "axesDesign" in chart:
            meta, axes = chart["metaData"], chart["axesDesign"]
            if chart.get("horizontal"):  # bars that lie have their amounts below
                axes["x"] = axes.pop("y")
            axis = axes["x" if chart.get("horizontal") else "y"]
            axis["title"]["text"] = get_label(meta["resModel"], meta["measure"])
