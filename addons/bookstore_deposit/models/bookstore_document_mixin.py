from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.compose import compose_action


class BookstoreDocumentMixin(models.AbstractModel):
    """A document with a life: prepared, recorded, perhaps undone, its history in the chatter.

    It changes state in one way only: the right is checked, its row locked, its state compared
    with ``TRANSITIONS``. Once recorded it is kept: what was wrong in it is undone, not deleted.
    """

    _name = "bookstore.document.mixin"
    _description = "Document of the Bookshop"
    _inherit = [
        "bookstore.guard.mixin",
        "bookstore.undo.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]

    # state → states it may become; read by the guards, the buttons and the tests.
    TRANSITIONS = {}

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        # sudo: the number is not typed
        for document in documents.sudo().filtered(lambda document: document.name == "/"):
            sequences = self.env["ir.sequence"].with_company(document.company_id)
            document.name = sequences.next_by_code(document._get_sequence_code())
        return documents

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """A document that is being prepared has no number yet."""
        super()._compute_display_name()
        for document in self.filtered(lambda document: document.name in (False, "/")):
            document.display_name = self.env._("New")

    def _get_sequence_code(self):
        return self._name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for document in self:
            if document.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s” and is kept. Undo it, or correct it by another"
                        " one, instead.",
                        name=document.display_name,
                        state=document._get_state_label(),
                    )
                )

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _check_can_become(self, state, sources=()):
        """:param sources: the states this button starts from, where another one leads there too"""
        self.ensure_one()
        if state not in self.TRANSITIONS[self.state] or (sources and self.state not in sources):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s” (%(user)s). Nothing was changed: reload the page to"
                    " see it.",
                    name=self.display_name,
                    state=self._get_state_label(),
                    user=self.sudo().write_uid.name,  # sudo: who did it, for the one who asks
                )
            )

    def _take_turn(self, state, *sources):
        """Whoever asks may change it, nobody else is at it, and its state allows it."""
        self.check_access("write")
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "Someone else is working on %s at this very moment. Nothing was changed: try"
                    " again.",
                    self.display_name,
                )
            )
        self._check_can_become(state, sources)

    # -- dialogs --------------------------------------------------------------------

    @api.model
    def _get_dialog_action(self, name, model, **context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _get_mail_action(self, template, name):
        """Open a letter to the distributor, made from one of the add-on's templates."""
        return compose_action(self, f"bookstore_deposit.{template}", name)
