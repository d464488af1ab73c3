from collections import defaultdict

from odoo import api, models

from .sql import case_holds
from .tech_case import OPEN


class SuiteHold(models.AbstractModel):
    """A case that is open holds the invoices it is about."""

    _inherit = "suite.hold"

    @api.model
    def _get_holds(self, model, ids=None):
        held = super()._get_holds(model, ids)
        if model != "account.move":
            return held
        found = defaultdict(list, held)
        rows = case_holds.get_holds(self.env, OPEN, move_ids=ids)
        # sudo: the number of the case is told to who reminds, the case itself is opened by who may
        cases = self.env["tech.case"].sudo().browse([case for _move, case, _open in rows])
        cases.fetch(["name", "title"])
        for case, (move, _id, is_open) in zip(cases, rows, strict=True):
            why = (
                self.env._("after-sales case %s", case.display_name)
                if is_open
                else self.env._("credit note of %s to be posted", case.display_name)
            )
            found[move].append((why, case))
        return dict(found)
