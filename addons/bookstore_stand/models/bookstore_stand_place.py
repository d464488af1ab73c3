from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..core.scans import EPSILON

RUNNING = ("out", "back")


class BookstoreStand(models.Model):
    """The life of a stand: its place in the stock, its till, its end like that of an inventory."""

    _inherit = "bookstore.stand"

    location_id = fields.Many2one("stock.location", "Place", readonly=True, copy=False, index=True)
    till_id = fields.Many2one(
        "pos.config",
        "Till of the Stand",
        copy=False,
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        help="While the stand is out this till sells from it; it sells from its own place again"
        " afterwards.",
    )
    till_type_id = fields.Many2one("stock.picking.type", readonly=True, copy=False)
    former_till_type_id = fields.Many2one("stock.picking.type", readonly=True, copy=False)

    _one_till = models.UniqueIndex(
        "(till_id) WHERE state IN ('out', 'back') AND till_id IS NOT NULL",
        "This till already sells at another stand.",
    )

    def write(self, vals):
        changed = self.browse()
        if "till_id" in vals:
            changed = self.filtered(
                lambda stand: stand.state in RUNNING and stand.till_id.id != vals["till_id"]
            )
            changed._release_till()
        result = super().write(vals)
        changed._attach_till()
        if "event" in vals:
            # sudo: the place has the name of its stand, whoever changes it
            for stand in self.sudo().filtered("location_id"):
                stand.location_id.name = stand.event
        return result

    # -- out ---------------------------------------------------------------------------

    def action_leave(self):
        """Carry what was scanned to the stand: from now on it is sold there."""
        for stand in self:
            stand._take_turn("out", "draft")
            stand._rescue_late_scans()
            operation = stand._get_draft_operation("take")
            if not operation.scan_ids:
                raise UserError(
                    self.env._(
                        "Nothing was scanned into the boxes of %s yet. Press “Fill the boxes”.",
                        stand.display_name,
                    )
                )
            # sudo: leaving makes a place, it does not give the right to edit places
            stand.sudo()._open_place()
            stand.sudo().state = "out"  # sudo: the state is written by the buttons
            operation.action_record()
            stand._attach_till()
        return True

    def _open_place(self):
        self.company_id._activate_bookstore()
        if self.location_id:
            self.location_id.active = True
        else:
            self.location_id = self.env["stock.location"].create(self._prepare_place_vals())

    def _prepare_place_vals(self):
        return {
            "name": self.event,
            "usage": "internal",
            "bookstore_use": "sale_point",
            "location_id": self.warehouse_id.view_location_id.id,
            "company_id": self.company_id.id,
        }

    def action_undo_leave(self):
        """Nothing was sold yet: the copies go back to their places, the scans stay."""
        for stand in self:
            stand._take_turn("draft", "out")
            done = stand.operation_ids.filtered(lambda operation: operation.state == "done")
            if done.filtered(lambda operation: operation.kind != "take"):
                raise UserError(
                    self.env._(
                        "%s sold, gave, lost or brought back copies already. Undo these operations"
                        " first, or bring the rest home.",
                        stand.display_name,
                    )
                )
            stand._release_till()
            for operation in done:
                operation.action_undo()
            self._check_nothing_left()
            stand.sudo().location_id.active = False  # sudo: same reason as making it
            stand.sudo().state = "draft"  # sudo: the state is written by the buttons
            for operation in done:
                operation._copy_scans()
        return True

    # -- the way home -------------------------------------------------------------------

    def action_come_back(self):
        """The stand is over: what comes home is scanned, what is missing is said."""
        for stand in self:
            stand._take_turn("back", "out")
            stand._check_till_closed()
            stand.sudo().state = "back"  # sudo: the state is written by the buttons
        return True

    def action_go_on(self):
        """It is not over yet: another day, more books."""
        for stand in self:
            stand._take_turn("out", "back")
            stand.sudo().state = "out"  # sudo: the state is written by the buttons
            if not stand.sudo().till_type_id:  # sudo: same; closing gave the till back
                stand._attach_till()
        return True

    def action_close(self):
        """End, once every copy is home, sold, given or lost."""
        for stand in self:
            stand._take_turn("closed")
            stand._check_till_closed()
            stand._rescue_late_scans()
            stand._check_all_recorded()
            stand._check_nothing_left()
            stand._release_till()
            # sudo: closing puts the place away
            place = stand.sudo().location_id
            place.active = False
            today = fields.Date.context_today(stand)
            # sudo: the state is written by the buttons
            stand.sudo().write({"state": "closed", "closed_on": today})
        return True

    def _check_all_recorded(self):
        drafts = self.operation_ids.filtered(lambda operation: operation.state == "draft")
        waiting = drafts.filtered("scan_ids")
        if waiting:
            raise UserError(
                self.env._(
                    "%(copies)g copies of “%(operation)s” were scanned and not recorded. Record"
                    " them, or delete that operation.",
                    copies=waiting[0].copy_total,
                    operation=waiting[0].display_name,
                )
            )
        drafts.unlink()

    def _check_nothing_left(self):
        """Like an inventory: every copy is accounted for, none more than was taken."""
        for stand in self:
            left = {
                title: figures.left
                for (_place, title), figures in stand._get_figures().items()
                if abs(figures.left) > EPSILON
            }
            if not left:
                continue
            product_id, copies = next(iter(left.items()))
            title = self.env["product.product"].browse(product_id).name
            if copies > 0:
                raise UserError(
                    self.env._(
                        "%(copies)g copies of %(title)s (%(count)s titles in all) are neither home"
                        " nor sold. Scan them home, or say that they were sold, given or lost.",
                        copies=copies,
                        title=title,
                        count=len(left),
                    )
                )
            raise UserError(
                self.env._(
                    "%(copies)g copies of %(title)s left the stand without having been taken"
                    " there. Press “Bring more” to say where they came from, or undo the sale.",
                    copies=-copies,
                    title=title,
                )
            )

    def action_reopen(self):
        """Correct a closed stand: its place and its operations are open again."""
        if not self.env.user.has_group("bookstore_deposit.group_bookstore_manager"):
            raise AccessError(self.env._("Only a manager of the bookshop opens a stand again."))
        for stand in self:
            stand._take_turn("back", "closed")
            # sudo: same reason as closing
            stand.sudo().location_id.active = True
            stand.sudo().write({"state": "back", "closed_on": False})
        return True

    def action_give_up(self):
        """The shop does not go there."""
        for stand in self:
            stand._take_turn("cancelled")
            stand.operation_ids.filtered(lambda one: one.state == "draft").unlink()
            stand.sudo().state = "cancelled"  # sudo: the state is written by the buttons
        return True

    def action_prepare_again(self):
        """Take a stand given up back."""
        for stand in self:
            stand._take_turn("draft", "cancelled")
            stand.sudo().state = "draft"  # sudo: the state is written by the buttons
        return True

    # -- the till ---------------------------------------------------------------------

    def _attach_till(self):
        """The till of the stand sells from the place of the stand."""
        for stand in self.sudo().filtered("till_id"):  # sudo: places of tills are not the seller's
            stand._check_till_closed()
            former = stand.till_id.picking_type_id
            stand.former_till_type_id = former
            stand.till_type_id = former.copy(
                {
                    "name": stand.event,
                    "sequence_code": "STAND",
                    "default_location_src_id": stand.location_id.id,
                    "return_picking_type_id": False,
                }
            )
            stand.till_id.picking_type_id = stand.till_type_id

    def _release_till(self):
        """The till sells from its own place again."""
        for stand in self.sudo().filtered("till_type_id"):  # sudo: same reason
            stand._check_till_closed()
            if stand.till_id.picking_type_id == stand.till_type_id:
                stand.till_id.picking_type_id = stand.former_till_type_id
            stand.till_type_id.active = False
            stand.write({"till_type_id": False, "former_till_type_id": False})

    def _check_till_closed(self):
        for stand in self.sudo():  # sudo: whether a till is open, no more
            if stand.till_id.current_session_id:
                raise UserError(
                    self.env._(
                        "The till %(till)s is open: close its session first, so that every sale is"
                        " taken from the right place.",
                        till=stand.till_id.name,
                    )
                )
