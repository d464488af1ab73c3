from odoo import api, models
from odoo.exceptions import UserError

MAX_TABS = 12


class SuiteTabs(models.AbstractModel):
    """The counts that stand beside the tabs of a list, all in one call."""

    _name = "suite.tabs"
    _description = "Tabs of a List"

    @api.model
    @api.readonly
    def count(self, model, domains):
        """Records of each domain that the user may see, as his list would count them."""
        if model not in self.env or len(domains) > MAX_TABS:
            raise UserError(self.env._("These tabs cannot be counted. Reload the page."))
        return [self.env[model].search_count(domain) for domain in domains]
