from odoo import fields, models

from ..models.res_users import ROLES


class TransportAccess(models.TransientModel):
    """Give a client's person access to the portal; the person gets a mail that says how to log in."""

    _name = "transport.access"
    _description = "Give Portal Access"

    partner_id = fields.Many2one(
        "res.partner",
        string="Company or Site",
        required=True,
        domain=[("is_company", "=", True)],
        default=lambda self: self.env.context.get("active_id"),
    )
    name = fields.Char(string="Person", required=True)
    email = fields.Char(string="E-mail", required=True)
    is_group_user = fields.Boolean(
        string="Group User", help="Sees every site of the group and manages the users of its sites."
    )
    role = fields.Selection(
        lambda self: (
            self.env["res.users"]._fields["transport_role"]._description_selection(self.env)
        ),
        string="May",
        required=True,
        default=ROLES[-1],
    )
    limit = fields.Float(string="Limit per Order", help="Zero: no limit.")

    def action_give_access(self):
        """Create the user and mail him his invitation."""
        self.ensure_one()
        self.partner_id.check_access("read")
        self.env["res.users"]._transport_grant_access(
            # sudo: managers are not user administrators; access to this wizard is the right
            self.partner_id.sudo(),
            self.name,
            self.email,
            self.role,
            max(0, self.limit),
            self.is_group_user,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(name)s gets a mail that says how to log in.", name=self.name
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
