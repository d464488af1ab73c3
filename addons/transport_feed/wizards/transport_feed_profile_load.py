import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class TransportFeedProfileLoad(models.TransientModel):
    """A profile that another database has exported."""

    _name = "transport.feed.profile.load"
    _description = "Load a Stock Feed Profile"

    file = fields.Binary(string="Profile (JSON)", required=True, attachment=False)
    file_name = fields.Char()

    def action_load(self):
        """Create the profile that the file describes."""
        self.ensure_one()
        try:
            content = json.loads(base64.b64decode(self.file))
            rules = [self._prepare_rule_vals(rule) for rule in content.pop("rules")]
            known = self.env["transport.feed.profile"]._get_exported_fields()
            vals = {name: content[name] for name in known if name in content}
            profile = self.env["transport.feed.profile"].create(
                vals | {"rule_ids": [Command.create(rule) for rule in rules]}
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UserError(
                self.env._("This file is no profile that was exported from a transport database.")
            ) from error
        return {
            "type": "ir.actions.act_window",
            "res_model": profile._name,
            "res_id": profile.id,
            "view_mode": "form",
        }

    def _prepare_rule_vals(self, rule):
        names = ("source", "target", "transform", "argument", "default_value")
        values = [
            Command.create({"source": source, "result": result})
            for source, result in rule.get("values", ())
        ]
        return {name: rule[name] for name in names if name in rule} | {"value_ids": values}
