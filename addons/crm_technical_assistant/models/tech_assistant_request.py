from odoo import api, fields, models
from odoo.exceptions import UserError


class TechAssistantRequest(models.Model):
    """Something that the assistant was asked to do: waits for a yes, is done once, stays as a log.

    People never write here: what is confirmed is what was shown, and nothing else.
    """

    _name = "tech.assistant.request"
    _description = "Request to the Assistant"
    _order = "id desc"

    name = fields.Char(string="What", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Asked By", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    channel_id = fields.Many2one(
        "discuss.channel", string="Conversation", readonly=True, index=True, ondelete="set null"
    )
    intent = fields.Selection(
        [
            ("find", "Product for a need"),
            ("activity", "Activity"),
            ("call", "Call to make"),
            ("meeting", "Meeting"),
            ("log_call", "Call made"),
        ],
        string="Kind",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waits for an answer"),
            ("done", "Done"),
            ("dropped", "Not wanted"),
            ("expired", "Too late"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    payload = fields.Json(readonly=True)
    expires_on = fields.Datetime(required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)

    _one_waiting = models.UniqueIndex(
        "(user_id, channel_id) WHERE state = 'waiting'",
        "One question at a time: answer the one that waits.",
    )

    def action_open_record(self):
        """Open what came of the request, where the reader may."""
        self.ensure_one()
        self.check_access("read")
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            raise UserError(self.env._("Nothing came of “%(request)s”.", request=self.name))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.model
    def _get_waiting(self, channel):
        """Return what waits for a yes of who writes, in this conversation."""
        return self._get_asked(channel).filtered(lambda one: one.intent != "find")

    @api.model
    def _get_question(self, channel):
        """Return the question about a measure that waits, of who writes in this conversation."""
        return self._get_asked(channel).filtered(lambda one: one.intent == "find")

    @api.model
    def _get_asked(self, channel):
        return self.sudo().search(  # sudo: of nobody but who asks
            [
                ("user_id", "=", self.env.uid),
                ("channel_id", "=", channel.id),
                ("state", "=", "waiting"),
            ],
            limit=1,
        )
