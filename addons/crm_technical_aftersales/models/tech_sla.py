from odoo import fields, models


class TechSla(models.Model):
    """A promise: within how many working hours a case is answered and solved."""

    _name = "tech.sla"
    _description = "Service Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        selection=lambda self: self.env["tech.case"]._fields["kind"].selection,
        string="For",
        help="Empty: every kind of case.",
    )
    priority = fields.Selection(
        selection=lambda self: self.env["tech.case"]._fields["priority"].selection,
        help="Empty: every priority.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Empty: all of them.", check_company=True
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        required=True,
        default=lambda self: self.env.company.resource_calendar_id,
        help="Hours and public holidays that count.",
    )
    answer_hours = fields.Float(string="Answered Within (Hours)", default=4)
    solve_hours = fields.Float(string="Solved Within (Hours)", default=24)

    _hours_positive = models.Constraint(
        "CHECK (answer_hours > 0 AND solve_hours > 0)", "A service level promises some hours."
    )

    def _fits(self, case):
        self.ensure_one()
        customers = self.partner_ids.commercial_partner_id
        return (
            self.company_id == case.company_id
            and self.kind in (False, case.kind)
            and self.priority in (False, case.priority)
            and (not customers or case.commercial_partner_id in customers)
        )
