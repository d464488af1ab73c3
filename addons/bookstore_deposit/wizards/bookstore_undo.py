from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class BookstoreUndo(models.TransientModel):
    """Before something is undone: what it does, what was built upon it, what has to go first."""

    _name = "bookstore.undo"
    _description = "Undo"

    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True
    )
    name = fields.Char("Undoes", readonly=True)
    text = fields.Text("What Happens", readonly=True)
    can_undo = fields.Boolean(readonly=True)
    is_blocked = fields.Boolean(readonly=True)
    line_ids = fields.One2many("bookstore.undo.line", "undo_id", "Built upon It", readonly=True)

    @api.model
    def _ask(self, document):
        """The window that asks about a document."""
        dependents = self._get_dependents(document)
        wizard = self.create(
            {
                "res_model": document._name,
                "res_id": document.id,
                "name": document.display_name,
                "text": document._bookstore_get_undo_text(),
                "can_undo": document._bookstore_can_undo(),
                "is_blocked": any(blocking for _record, _text, blocking in dependents),
                "line_ids": [Command.create(self._prepare_line_vals(*one)) for one in dependents],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _get_dependents(self, document):
        """Each once, what has to go first before what follows by itself."""
        dependents = {}
        ordered = sorted(document._bookstore_get_dependents(), key=lambda one: not one[2])
        for record, text, blocking in ordered:
            dependents.setdefault((record._name, record.id), (record, text, blocking))
        return list(dependents.values())

    @api.model
    def _prepare_line_vals(self, record, text, is_blocking):
        return {
            "res_model": record._name,
            "res_id": record.id,
            # sudo: what stands in the way is told by its name
            "name": record.sudo().display_name,
            "text": text,
            "is_blocking": is_blocking,
        }

    def action_undo(self):
        """Do it, unless something was built upon the document meanwhile."""
        self.ensure_one()
        document = self._get_document()
        document.check_access("write")
        if document._bookstore_get_undo_text() != self.text:
            raise UserError(
                self.env._(
                    "%s changed meanwhile. Nothing was undone: open this window again.",
                    document.display_name,
                )
            )
        blocking = [one for one in self._get_dependents(document) if one[2]]
        if blocking or not document._bookstore_can_undo():
            raise UserError(self._get_refusal(document, blocking))
        document._bookstore_undo()
        return {"type": "ir.actions.act_window_close"}

    def _get_refusal(self, document, blocking):
        if not blocking:
            return document._bookstore_get_undo_text()
        record, text, _is_blocking = blocking[0]
        return self.env._(
            "%(document)s cannot be undone yet. %(other)s: %(text)s",
            document=document.display_name,
            other=record.sudo().display_name,  # sudo: it is told by its name
            text=text,
        )

    def _get_document(self):
        model = self.env.get(self.res_model)
        if model is None or model._abstract or not hasattr(model, "_bookstore_can_undo"):
            raise UserError(self.env._("This cannot be undone here."))
        document = model.browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("%s was deleted meanwhile.", self.name))
        return document
