from odoo import fields, models


class BookstoreStandType(models.Model):
    """What is taken to stands that come again: Christmas market, youth, conferences."""

    _name = "bookstore.stand.type"
    _description = "Type of Stand"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    line_ids = fields.One2many("bookstore.stand.type.line", "type_id", "Titles", copy=True)
    note = fields.Html("Comment")
    stand_ids = fields.One2many("bookstore.stand", "type_id", "Stands")
    title_count = fields.Integer("Titles in the List", compute="_compute_counts")
    stand_count = fields.Integer("Stands of this Type", compute="_compute_counts")

    def _compute_counts(self):
        titles = self._count_of("bookstore.stand.type.line")
        stands = self._count_of("bookstore.stand")
        for kind in self:
            kind.title_count = titles.get(kind, 0)
            kind.stand_count = stands.get(kind, 0)

    def _count_of(self, model):
        groups = self.env[model]._read_group(
            [("type_id", "in", self.ids)], ["type_id"], ["__count"]
        )
        return dict(groups)

    def action_view_stands(self):
        """The stands of this type."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_stand.bookstore_stand_action"
        )
        return action | {
            "domain": [("type_id", "=", self.id)],
            "context": {"default_type_id": self.id},
        }
