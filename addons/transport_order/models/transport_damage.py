from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.damage import AREAS, SEVERITIES, TYPES, split_code


class TransportDamage(models.Model):
    """One damage of a car, by its M-22 code (area, type, severity)."""

    _name = "transport.damage"
    _inherit = "suite.guard.mixin"
    _description = "Vehicle Damage"
    _order = "inspection_id, code, id"
    _rec_name = "code"

    inspection_id = fields.Many2one(
        "transport.inspection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True)
    area = fields.Selection(list(AREAS.items()), string="Where")
    kind = fields.Selection(list(TYPES.items()), string="What")
    severity = fields.Selection(list(SEVERITIES.items()), string="Size")
    code = fields.Char(
        string="M-22 Code",
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Two digits area, two digits type, one digit severity. Codes that the lists do not "
        "name can be typed.",
    )
    note = fields.Char(string="Remarks")

    @api.model_create_multi
    def create(self, vals_list):
        damages = super().create(vals_list)
        damages.inspection_id._check_not_signed()
        return damages

    def write(self, vals):
        self.inspection_id._check_not_signed()
        result = super().write(vals)
        if "inspection_id" in vals:
            self.inspection_id._check_not_signed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.inspection_id._check_not_signed()

    @api.depends("area", "kind", "severity")
    def _compute_code(self):
        for damage in self:
            if damage.area and damage.kind and damage.severity:
                damage.code = damage.area + damage.kind + damage.severity
            else:
                damage.code = damage.code

    @api.constrains("code")
    def _check_code(self):
        for damage in self:
            if not split_code(damage.code):
                raise ValidationError(
                    self.env._(
                        "%(code)s is not an M-22 code. Enter five digits: area, type, severity.",
                        code=damage.code or "",
                    )
                )
