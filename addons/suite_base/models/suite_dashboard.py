import json

from odoo import api, models
from odoo.tools.translate import code_translations

from ..core.dashboards import name_tables, translate_links


class SuiteDashboard(models.AbstractModel):
    """The dashboards of an add-on in their reader's language, also where Odoo translates nothing."""

    _name = "suite.dashboard"
    _description = "Words of Dashboards"

    @api.model
    def _translate(self, data, module):
        """Return ``data``, a serialized dashboard of ``module``, in the reader's language."""
        found = code_translations.get_web_translations(module, self.env.lang or "en_US")
        words = {one["id"]: one["string"] for one in found["messages"]}
        loaded = json.loads(data)
        translate_links(loaded["snapshot"], lambda term: words.get(term) or term)
        name_tables(loaded["snapshot"], self._get_label)
        return json.dumps(loaded)

    @api.model
    def _get_label(self, model, name):
        return self.env[model]._fields[name].get_description(self.env, ["string"])["string"]
