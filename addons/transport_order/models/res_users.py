import math
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from ..core.time_zone import DEFAULT_TZ
from ..exceptions import EstimateRefused

ROLES = ("view", "estimate", "order")
QUOTA = 200
MOST_AN_HOUR = 30


class ResUsers(models.Model):
    _inherit = "res.users"

    transport_role = fields.Selection(
        [
            ("view", "See only"),
            ("estimate", "Ask for prices"),
            ("order", "Ask for prices and order"),
        ],
        string="Transport: May",
        default="order",
        help="What a client's user may do in the portal.",
    )
    transport_order_limit = fields.Float(
        string="Transport: Limit per Order",
        help="Largest untaxed amount the user may accept. Zero: no limit.",
    )

    def _transport_check_role(self, role, amount=0):
        """Refuse what the user's role or limit does not allow; internal users pass.

        :param str role: view, estimate or order
        :param float amount: untaxed amount to accept
        """
        self.ensure_one()
        user = self.sudo()  # sudo: users do not read their own limits elsewhere
        if not user.share:
            return
        if not user.has_group("base.group_portal"):
            raise AccessError(self.env._("Log in to use the transport pages."))
        if ROLES.index(user.transport_role or "order") < ROLES.index(role):
            raise EstimateRefused(
                "role",
                self.env._(
                    "Your access does not allow this step. Ask the person who created your access."
                ),
            )
        if amount and user.transport_order_limit and not amount <= user.transport_order_limit:
            raise EstimateRefused(
                "limit",
                self.env._(
                    "This order exceeds the %(limit)s you may accept. Ask a colleague with a "
                    "higher limit to accept it.",
                    limit=self.env.company.currency_id.format(user.transport_order_limit),
                ),
            )

    def _transport_check_client(self, partner):
        """Check that a company is the user's own or one of its sites.

        :return: the partner, under the user's rights
        :raise AccessError: when it is not
        """
        self.ensure_one()
        if not self.share:
            partner.check_access("read")
            return partner
        own = self.commercial_partner_id
        # sudo: the family of a company is compared by id, nothing of it is shown
        family = self.env["res.partner"].sudo().search([("id", "child_of", own.id)])
        if not partner or partner.sudo() not in family:
            raise AccessError(self.env._("This company was not found in your account."))
        return partner.with_user(self)

    def _transport_get_sites(self):
        """:return: sudo'ed companies a user may act for: his own and those under it"""
        self.ensure_one()
        # sudo: site names of one's own group, filtered by the user's company
        partners = self.env["res.partner"].sudo()
        own = [("id", "child_of", self.commercial_partner_id.id), ("is_company", "=", True)]
        return partners.search(own, order="parent_id desc, name")

    def _transport_is_group_user(self):
        """:return: whether the user may administer the users of his sites"""
        return self.has_group("transport_order.group_transport_group_user")

    def _transport_get_managed(self):
        """:return: sudo'ed portal users of the caller's own companies, archived ones included"""
        self.ensure_one()
        if not self._transport_is_group_user():
            raise AccessError(self.env._("Only group users manage users."))
        # sudo: fixed fields of the users of one's own group, filtered by its companies
        users = self.sudo().with_context(active_test=False)
        return users.search(
            [
                ("partner_id", "child_of", self.commercial_partner_id.id),
                ("share", "=", True),
                ("all_group_ids", "in", self.env.ref("base.group_portal").id),
            ],
            order="name",
        )

    def _transport_find_managed(self, user_id):
        """:return: one managed user by id, never the caller himself"""
        found = self._transport_get_managed().filtered(lambda user: user.id == user_id)
        if not found or found == self:
            raise AccessError(self.env._("This user was not found in your account."))
        return found

    def _transport_check_grant(self, role, limit, is_group):
        """Nobody can give more than he has."""
        own_role = self.sudo().transport_role or "order"  # sudo: own limits
        own_limit = self.sudo().transport_order_limit
        if role not in ROLES or ROLES.index(role) > ROLES.index(own_role):
            raise UserError(self.env._("You cannot give more rights than you have."))
        if not math.isfinite(limit) or limit < 0:
            raise UserError(self.env._("The limit is not an amount. Enter a number."))
        if own_limit and (not limit or limit > own_limit):
            raise UserError(
                self.env._(
                    "The limit must be between 1 and your own, %(limit)s.",
                    limit=self.env.company.currency_id.format(own_limit),
                )
            )
        if is_group and not self._transport_is_group_user():
            raise UserError(self.env._("You cannot give more rights than you have."))

    def _transport_check_pace(self):
        """Accesses are given one by one: a stolen session does not create hundreds of them."""
        managed = self._transport_get_managed()
        if len(managed) >= QUOTA:
            raise UserError(self.env._("Your group has reached its number of users. Call us."))
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        recent = managed.filtered(
            lambda user: user.create_uid.id == self.env.uid and user.create_date > hour_ago
        )
        if len(recent) >= MOST_AN_HOUR:
            raise UserError(
                self.env._(
                    "You created %(count)s users within an hour. Go on in an hour, or call us.",
                    count=len(recent),
                )
            )

    def _transport_create_managed(self, values):
        """A group user gives access to a person of one of his sites.

        :param dict values: name, email, partner (company record), role, limit; nothing else is read
        :return: the new user, sudo'ed
        """
        self.ensure_one()
        self._transport_check_pace()
        role, limit = values.get("role") or "view", float(values.get("limit") or 0)
        self._transport_check_grant(role, limit, False)
        partner = self._transport_check_client(values["partner"])
        user = self._transport_grant_access(
            partner.sudo(),  # sudo: checked just above
            values.get("name"),
            values.get("email"),
            role,
            limit,
        )
        partner.sudo().message_post(  # sudo: the history of the client says who gave access
            body=self.env._(
                "%(author)s gave %(name)s access to the transport pages.",
                author=self.name,
                name=user.name,
            )
        )
        return user

    @api.model
    def _transport_grant_access(self, partner, name, email, role, limit, is_group=False):
        """Create a portal user for a company and mail him how to log in.

        :param partner: sudo'ed company; rights were checked by the caller
        :return: sudo'ed res.users
        """
        name, email = (name or "").strip()[:100], email_normalize(email or "")
        if not name or not email:
            raise UserError(self.env._("Enter the name and a valid e-mail address of the person."))
        Users = self.env["res.users"].sudo().with_context(active_test=False)  # sudo: see below
        if Users.search_count(["|", ("login", "=", email), ("email_normalized", "=", email)]):
            # neutral words: they must not tell whether an address is known elsewhere
            raise UserError(
                self.env._(
                    "No access could be created for %(email)s. Use another address, or call us.",
                    email=email,
                )
            )
        contact = partner.env["res.partner"].create(
            {"name": name, "email": email, "parent_id": partner.id, "type": "contact"}
        )
        groups = self.env.ref("base.group_portal")
        if is_group:
            groups |= self.env.ref("transport_order.group_transport_group_user")
        company = partner.company_id or self.env.company
        # sudo: neither staff nor group users create users; every value above is chosen here
        user = Users.with_context(no_reset_password=True)._create_user_from_template(
            {
                "name": name,
                "email": email,
                "login": email,
                "password": secrets.token_urlsafe(24),
                "partner_id": contact.id,
                "company_id": company.id,
                "company_ids": [fields.Command.set(company.ids)],
                "tz": self.env.user.tz or DEFAULT_TZ,
            }
        )
        user.write(
            {
                "active": True,
                "group_ids": [fields.Command.set(groups.ids)],
                "transport_role": role,
                "transport_order_limit": limit,
            }
        )
        user._transport_invite()
        return user

    def _transport_invite(self):
        """Mail the user how to choose his password and log in (requirement T2)."""
        self.ensure_one()
        # sudo: portal invitations are core's own template
        user = self.sudo()
        user.partner_id.signup_prepare()
        template = self.env.ref("auth_signup.portal_set_password_email").sudo()
        template.with_context(
            dbname=self.env.cr.dbname, lang=user.lang, medium="portalinvite"
        ).send_mail(user.id)

    def _transport_update_managed(self, user_id, role, limit):
        """Limit a user of one's own sites."""
        user = self._transport_find_managed(user_id)
        self._transport_check_over(user)
        self._transport_check_grant(role, limit, False)
        user.write({"transport_role": role, "transport_order_limit": limit})

    def _transport_check_over(self, user):
        if user.has_group("transport_order.group_transport_group_user"):
            raise AccessError(self.env._("Another group user can only be changed by your carrier."))

    def _transport_switch(self, user_id, active):
        """Switch a user of one's own sites off, with his sessions and keys, or on again."""
        user = self._transport_find_managed(user_id)
        self._transport_check_over(user)
        if active:
            self._transport_check_grant(
                user.transport_role or "order", user.transport_order_limit, False
            )
        else:
            user.api_key_ids._remove()
            user.partner_id.signup_type = False
            user.password = secrets.token_urlsafe(24)  # ends every open session
        user.active = active
        if active:
            user._transport_invite()
