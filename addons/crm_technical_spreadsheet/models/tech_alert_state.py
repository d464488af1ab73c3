from odoo import fields, models


class TechAlertState(models.Model):
    """That something holds which somebody was told of: he is told again when it came back."""

    _name = "tech.alert.state"
    _description = "Alert Told"
    _order = "create_date desc, id desc"
    _rec_name = "text"

    rule_id = fields.Many2one(
        "tech.alert.rule", required=True, index=True, ondelete="cascade", readonly=True
    )
    key = fields.Char(required=True, readonly=True)
    text = fields.Char(string="What", required=True, readonly=True)
    create_date = fields.Datetime(string="Told On", readonly=True)

    _once = models.UniqueIndex("(rule_id, key)")
