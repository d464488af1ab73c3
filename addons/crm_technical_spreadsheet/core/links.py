"""What is behind a title of a dashboard opens under that title, in the reader's language.

Odoo translates the title itself in the browser, but not the name of the view that it opens.
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
