from odoo import api, fields, models


class TechContractAlert(models.Model):
    """That a warning was given for a contract, so that it is not given again."""

    _name = "tech.contract.alert"
    _description = "Contract Warning"
    _order = "id desc"
    _rec_name = "kind"

    contract_id = fields.Many2one("tech.contract", required=True, ondelete="cascade", readonly=True)
    kind = fields.Char(required=True, readonly=True)
    concerned_on = fields.Date(
        string="For", required=True, readonly=True, help="First day of the term, or due day."
    )

    _once = models.UniqueIndex("(contract_id, kind, concerned_on)")

    @api.model
    def _is_new(self, contract, kind, day):
        """Remember a warning; tell whether it was not given before."""
        vals = {"contract_id": contract.id, "kind": kind, "concerned_on": day}
        held = self.search_count([(name, "=", value) for name, value in vals.items()], limit=1)
        if not held:
            self.create(vals)
        return not held
