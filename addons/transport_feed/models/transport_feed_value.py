from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TransportFeedValue(models.Model):
    """One line of a value table: what the provider writes, what it means here."""

    _name = "transport.feed.value"
    _description = "Stock Feed Value"
    _order = "rule_id, id"
    _rec_name = "source"

    rule_id = fields.Many2one("transport.feed.rule", required=True, index=True, ondelete="cascade")
    source = fields.Char(string="In the File", required=True)
    result = fields.Char(help="Code of the status or size class, else a text. Empty: nothing.")
    result_label = fields.Char(
        string="Means",
        compute="_compute_result_label",
        inverse="_inverse_result_label",
        help="For a status: in stock, arriving, reserved or gone. For a size class: its name. "
        "Empty: the value says nothing.",
    )

    @api.depends("result", "rule_id.target")
    @api.depends_context("lang")
    def _compute_result_label(self):
        for value in self:
            labels = dict(value.rule_id._get_choices())
            value.result_label = labels.get(value.result, value.result)

    def _inverse_result_label(self):
        for value in self:
            words = value.rule_id._get_words()
            typed = (value.result_label or "").strip()
            value.result = words.get(typed.lower(), typed)

    @api.constrains("result", "rule_id")
    def _check_result(self):
        for value in self:
            choices = value.rule_id._get_choices()
            if choices and value.result and value.result not in dict(choices):
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is not known. Write one of: %(words)s.",
                        value=value.result,
                        words=", ".join(label for _code, label in choices),
                    )
                )
