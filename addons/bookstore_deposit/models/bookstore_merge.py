from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from . import sql


class BookstoreMerge(models.Model):
    """Several records of one book made one (B141).

    One of them is kept; copies, journal and open documents of the others follow it. What is done
    or posted stays as it was written and is read through the title that is kept.
    """

    _name = "bookstore.merge"
    _description = "Merge of Titles"
    _inherit = ["bookstore.document.mixin"]
    _order = "id desc"
    TRANSITIONS = {"draft": ["done"], "done": ["undone"], "undone": []}
    _guarded_fields = frozenset(
        ["name", "state", "date", "merged_by_id", "move_ids", "followed", "fingerprint"]
    )
    _draft_fields = frozenset(["company_id", "title_ids", "kept_id"])

    name = fields.Char(default="/", copy=False, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    title_ids = fields.Many2many(
        "product.product", string="Records of One Book", context={"active_test": False}
    )
    kept_id = fields.Many2one(
        "product.product",
        compute="_compute_kept_id",
        store=True,
        readonly=False,
        index=True,
        domain="[('id', 'in', title_ids)]",
        help="The record that stays; the others are archived and lead to it.",
    )
    difference_ids = fields.One2many("bookstore.merge.difference", "merge_id", "Differences")
    state = fields.Selection(
        [("draft", "In preparation"), ("done", "Merged"), ("undone", "Separated")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date = fields.Datetime("Merged on", readonly=True, copy=False)
    merged_by_id = fields.Many2one("res.users", "Merged by", readonly=True, copy=False)
    move_ids = fields.Many2many("stock.move", string="Stock Moves", copy=False, readonly=True)
    followed = fields.Json(
        readonly=True, copy=False, help="What followed, as it was before: read to separate again."
    )
    fingerprint = fields.Char(readonly=True, copy=False)

    @api.depends("title_ids")
    def _compute_kept_id(self):
        """The record with an ISBN, with most copies, the oldest: in this order."""
        for merge in self:
            if merge.kept_id not in merge.title_ids:
                titles = merge.title_ids.sorted(
                    lambda title: (not title.barcode, -title.bookstore_total, title._origin.id)
                )
                merge.kept_id = titles[:1]

    @api.model_create_multi
    def create(self, vals_list):
        merges = super().create(vals_list)
        merges._compare()
        return merges

    def write(self, vals):
        result = super().write(vals)
        if {"title_ids", "kept_id"} & set(vals):
            self._compare()
        return result

    def _compare(self):
        """What the records say differently, as they are now."""
        # sudo: nobody types what records say
        for merge in self.sudo().filtered(lambda merge: merge.state == "draft"):
            merge.difference_ids.unlink()
            others = merge.title_ids - merge.kept_id
            lines = merge.difference_ids._prepare_vals_list(merge.kept_id, others)
            merge.difference_ids = [Command.create(vals) for vals in lines]

    def action_swap(self):
        """Keep the next one of the records instead."""
        self.check_access("write")
        for merge in self:
            titles = merge.title_ids.sorted("id")
            place = titles.ids.index(merge.kept_id.id) if merge.kept_id else -1
            merge.kept_id = titles[(place + 1) % len(titles)] if titles else False
        return True

    # -- doing and undoing ---------------------------------------------------------

    def action_merge(self):
        """Make the records one."""
        for merge in self:
            merge._take_turn("done")
            # sudo: stock, journal and open documents of everybody follow
            merge.sudo()._merge()
        return True

    def _merge(self):
        self._guard()
        self._check_mergeable()
        others = self.title_ids - self.kept_id
        self.company_id._activate_bookstore()
        followed, moves = [], self.env["stock.move"]
        for other in others:
            reserved = self._free_reservations(self._get_open_moves(other))
            followed += self._follow(other)
            moves |= moves._bookstore_carry_over(self.company_id, other, self.kept_id, self.name)
            followed += self._put_away(other)
            reserved._action_assign()
        followed += self._take_values()
        self.write(
            {
                "state": "done",
                "date": fields.Datetime.now(),
                "merged_by_id": self.env.uid,
                "followed": followed,
                "move_ids": [Command.set(moves.ids)],
            }
        )
        self._bring_up_to_date()
        self.fingerprint = sql.happened_to_titles(self.env, self.title_ids.ids)
        self._tell(
            self.env._(
                "%(merge)s, merged: %(titles)s.",
                merge=self.name,
                titles=", ".join(others.mapped("display_name")),
            )
        )

    def action_separate(self):
        """Put the records apart again, as they were."""
        for merge in self:
            merge._take_turn("undone")
            # sudo: same reason as merging
            merge.sudo()._separate()
        return True

    def _separate(self):
        self._guard()
        self._check_nothing_happened()
        others = self.title_ids - self.kept_id
        reserved = self._free_followed()
        self._give_back()
        self.move_ids |= self._carry_back()
        self._take_out_of_archive()
        reserved._action_assign()
        self.state = "undone"
        self._bring_up_to_date()
        self._tell(
            self.env._(
                "%(merge)s, separated again: %(titles)s.",
                merge=self.name,
                titles=", ".join(others.mapped("display_name")),
            )
        )

    def _guard(self):
        sql.guard_merge(self.env, self.company_id, self.title_ids.ids)
        self.env.invalidate_all()

    def _check_nothing_happened(self):
        if sql.happened_to_titles(self.env, self.title_ids.ids) != self.fingerprint:
            raise UserError(
                self.env._(
                    "Copies of %s were received, sold, moved or decided about since the merge:"
                    " whose record they are of is no longer known. It stays as it is.",
                    self.kept_id.name,
                )
            )

    def _bring_up_to_date(self):
        """What is reckoned from stock and journal, of every title concerned."""
        titles = self.title_ids
        self.env["bookstore.alert"]._follow_titles(self.company_id, titles)
        drafts = self.env["bookstore.statement"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
                ("line_ids.product_id", "in", titles.ids),
            ]
        )
        for statement in drafts:
            statement._refresh_lines()

    def _tell(self, body):
        for template in self.title_ids.product_tmpl_id:
            template.message_post(body=body)

    def action_view_moves(self):
        """The stock moves recorded."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.stock_move_action_history"
        )
        return action | {"domain": [("id", "in", self.move_ids.ids)], "context": {}}
