from odoo import api, fields, models
from odoo.exceptions import UserError


class TechIndexValue(models.Model):
    """The value of an index for one month."""

    _name = "tech.index.value"
    _description = "Index Value"
    _order = "date desc"
    _rec_name = "date"

    index_id = fields.Many2one("tech.index", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True, help="First day of the month that the value is of.")
    value = fields.Float(required=True, digits=(16, 4))

    _one_a_day = models.UniqueIndex(
        "(index_id, date)", "The index has a value for this day already."
    )
    _positive = models.Constraint("CHECK (value > 0)", "The value of an index is positive.")

    @api.depends("index_id", "date", "value")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.index_id.name} {one.date}: {one.value:g}"

    def write(self, vals):
        if {"value", "date", "index_id"} & set(vals):
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        used = (
            self.env["tech.contract.term"]
            .sudo()
            .search(  # sudo: terms of every company count
                [("index_value_id", "in", self.ids)], limit=1
            )
        )
        if used:
            raise UserError(
                self.env._(
                    "%(index)s was used to revise a contract: it stays as it was. "
                    "Enter another month instead.",
                    index=used.index_value_id.display_name,
                )
            )
