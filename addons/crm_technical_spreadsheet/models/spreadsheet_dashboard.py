import json

from odoo import models
from odoo.tools.translate import code_translations

from ..core.links import translate_links

MODULE = "crm_technical_spreadsheet"


class SpreadsheetDashboard(models.Model):
    _inherit = "spreadsheet.dashboard"

    def _get_serialized_readonly_dashboard(self):
        """Name what our dashboards head and open in the reader's language.

        Odoo translates titles in the browser; not what a title opens, tables and axes.
        """
        data = super()._get_serialized_readonly_dashboard()
        if self._get_dashboard_translation_namespace() != MODULE:
            return data
        found = code_translations.get_web_translations(MODULE, self.env.lang or "en_US")
        words = {one["id"]: one["string"] for one in found["messages"]}
        loaded = json.loads(data)
        translate_links(loaded["snapshot"], lambda term: words.get(term) or term)
        self._tech_name_tables(loaded["snapshot"])
        return json.dumps(loaded)

    def _tech_name_tables(self, snapshot):
        """Head a table with the label of its rows and an axis with that of its measure."""
        for pivot in snapshot["pivots"].values():
            if pivot["rows"]:
                pivot["name"] = self._tech_get_label(pivot["model"], pivot["rows"][0]["fieldName"])
        for chart in (one["data"] for sheet in snapshot["sheets"] for one in sheet["figures"]):
            if "axesDesign" in chart:
                meta = chart["metaData"]
                chart["axesDesign"]["y"]["title"]["text"] = self._tech_get_label(
                    meta["resModel"], meta["measure"]
                )

    def _tech_get_label(self, model, name):
        return self.env[model]._fields[name].get_description(self.env, ["string"])["string"]
