from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date


class BookstoreList(models.Model):
    """Titles that belong together for somebody: for a class, a table, a letter, an order to come.

    It may name titles that the shop has not got, and moves no copy by itself (B35). It is its
    maker's own, or everybody's in the shop.
    """

    _name = "bookstore.list"
    _description = "List of Titles"
    _inherit = ["bookstore.scan.mixin", "mail.thread"]
    _order = "write_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self._get_default_name())
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Made by", required=True, index=True, default=lambda self: self.env.user
    )
    is_shared = fields.Boolean(
        "Shared",
        help="Everybody of the shop sees the list and fills it. Else it is its maker's own.",
    )
    line_ids = fields.One2many("bookstore.list.line", "list_id", "Titles", copy=True)
    title_count = fields.Integer("Number of Titles", compute="_compute_totals")
    copy_total = fields.Float("Copies", compute="_compute_totals", digits="Product Unit")
    note = fields.Char("Comment")

    @api.model
    def _get_default_name(self):
        today = fields.Date.context_today(self)
        return self.env._("List of %s", format_date(self.env, today))

    def _compute_totals(self):
        groups = self.env["bookstore.list.line"]._read_group(
            [("list_id", "in", self.ids)], ["list_id"], ["__count", "quantity:sum"]
        )
        totals = {titles.id: figures for titles, *figures in groups}
        for titles in self:
            titles.title_count, titles.copy_total = totals.get(titles.id, (0, 0.0))

    # -- whose it is -----------------------------------------------------------------

    def write(self, vals):
        if {"user_id", "is_shared", "company_id", "active"} & set(vals):
            self._check_own()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_others(self):
        self._check_own()

    def _check_own(self):
        """Everybody fills a shared list; only its maker takes it away from the others."""
        if self.env.su or self.env.user.has_group("bookstore_deposit.group_bookstore_manager"):
            return
        for titles in self.filtered(lambda titles: titles.user_id != self.env.user):
            raise AccessError(
                self.env._(
                    "“%(list)s” is a list of %(user)s, who alone shares, archives or deletes it."
                    " Make a copy of it for yourself.",
                    list=titles.name,
                    user=titles.user_id.name,
                )
            )

    def copy_data(self, default=None):
        """A copy is its maker's own."""
        default = {"user_id": self.env.uid, "is_shared": False} | (default or {})
        vals_list = super().copy_data(default)
        for titles, vals in zip(self, vals_list, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", titles.name)
        return vals_list

    # -- filled ------------------------------------------------------------------------

    def _check_scannable(self):
        """A list is never finished."""

    def _get_scan_message(self, line, product):
        return product.bookstore_places

    def _get_scan_header(self):
        return {
            "title": self.name,
            "subtitle": self.env._("List: no copy moves"),
            "total": self.copy_total,
            "expected": False,
            "can_create": False,
        }

    def _add(self, quantities):
        """Titles chosen elsewhere; those that are in the list already stay as they are.

        :param quantities: ``{product: copies}``
        """
        self.ensure_one()
        known = self.line_ids.product_id
        self.line_ids = [
            Command.create({"product_id": product.id, "quantity": copies})
            for product, copies in quantities.items()
            if product not in known
        ]

    # -- used: each button does for the whole list what the list of lines does for some ---

    def action_view_lines(self):
        """The titles, to choose some of them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_list_line_action"
        )
        return action | {
            "name": self.name,
            "domain": [("list_id", "=", self.id)],
            "context": {"default_list_id": self.id},
        }

    def action_transfer(self):
        """Prepare a movement of all its titles."""
        return self._get_lines().action_transfer()

    def action_labels(self):
        """Print labels of all its titles."""
        return self._get_lines().action_labels()

    def action_print(self):
        """The list on paper."""
        return self._get_lines().action_print()

    def action_export_csv(self):
        """The list for a spreadsheet."""
        return self._get_lines().action_export_csv()

    def action_export_text(self):
        """The list as plain text."""
        return self._get_lines().action_export_text()

    def _get_lines(self):
        self.check_access("read")
        if not self.line_ids:
            raise UserError(
                self.env._("“%s” has no title yet. Scan or choose some first.", self[:1].name)
            )
        return self.line_ids
