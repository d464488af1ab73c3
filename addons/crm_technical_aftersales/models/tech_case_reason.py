from odoo import api, fields, models


class TechCaseReason(models.Model):
    """Why something comes back: a tree, whose top says of which nature it is."""

    _name = "tech.case.reason"
    _inherit = "suite.guard.mixin"
    _description = "Reason of a Return"
    _parent_store = True
    _order = "parent_path"
    _rec_names_search = ["name", "parent_id.name"]

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one("tech.case.reason", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    own_nature = fields.Selection(
        [("technical", "Technical"), ("commercial", "Commercial"), ("transport", "Transport")],
        string="Nature of a Top Reason",
        help="Asked of a top reason only; those below have the same.",
    )
    nature = fields.Selection(
        selection=lambda self: self._fields["own_nature"].selection,
        compute="_compute_nature",
        recursive=True,
        store=True,
    )
    active = fields.Boolean(default=True)
    display_name = fields.Char(recursive=True)

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for reason in self:
            names = [reason.parent_id.display_name, reason.name]
            reason.display_name = " / ".join(filter(None, names))

    @api.depends("own_nature", "parent_id.nature")
    def _compute_nature(self):
        for reason in self:
            reason.nature = reason.parent_id.nature or reason.own_nature
