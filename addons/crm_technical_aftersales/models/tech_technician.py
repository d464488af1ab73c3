from odoo import api, fields, models
from odoo.fields import Domain


class TechTechnician(models.Model):
    """Somebody who takes cases: what he knows, how much he can carry, when he is there."""

    _name = "tech.technician"
    _description = "Technician"
    _inherit = ["suite.guard.mixin", "resource.mixin"]
    _order = "name"

    name = fields.Char(related="user_id.name", store=True)
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True)
    team_id = fields.Many2one("tech.case.team", index=True)
    category_ids = fields.Many2many(
        "product.category",
        string="Knows",
        help="Categories of products, those below included. None: everything, after those who know.",
    )
    most = fields.Integer(string="Most Open Cases", help="0: no limit.")
    open_count = fields.Integer(string="Open Cases", compute="_compute_open_count")
    is_away = fields.Boolean(string="Away", compute="_compute_is_away")

    _once = models.UniqueIndex("(user_id, company_id)", "This person is a technician already.")

    def _prepare_resource_values(self, vals, tz):
        user = self.env["res.users"].browse(vals.get("user_id"))
        return super()._prepare_resource_values(vals, tz or user.tz) | {
            "name": user.name,
            "user_id": user.id,
        }

    def _compute_open_count(self):
        counts = dict(
            self.env["tech.case"]._read_group(
                [("user_id", "in", self.user_id.ids), ("state", "in", ("new", "progress"))],
                ["user_id"],
                ["__count"],
            )
        )
        for technician in self:
            technician.open_count = counts.get(technician.user_id, 0)

    def _compute_is_away(self):
        now = fields.Datetime.now()
        # sudo: somebody's leave is told as "away" only
        leaves = self.env["resource.calendar.leaves"].sudo()
        away = leaves.search(
            Domain("resource_id.user_id", "in", self.user_id.ids)
            & Domain("date_from", "<=", now)
            & Domain("date_to", ">", now)
        )
        for technician in self:
            technician.is_away = technician.user_id in away.resource_id.user_id

    @api.model
    def _get_last_given(self, users):
        groups = self.env["tech.case"]._read_group(
            [("user_id", "in", users.ids)], ["user_id"], ["assigned_on:max"]
        )
        return dict(groups)
