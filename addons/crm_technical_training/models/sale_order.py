from odoo import api, fields, models

from ..core.validity import missing


class SaleOrder(models.Model):
    _inherit = "sale.order"

    tech_training_warning = fields.Text(
        string="Without Certificate",
        compute="_compute_tech_training_warning",
        groups="base.group_user",
        help="Families of this quote that its salesperson has no valid certificate for.",
    )

    @api.depends("order_line.product_id.tech_family_id", "user_id", "state")
    @api.depends_context("lang", "uid")
    def _compute_tech_training_warning(self):
        """Warn, and forbid nothing: the customer waits for an answer."""
        self.tech_training_warning = False
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        families = orders.order_line.product_id.tech_family_id
        trained = families._get_trained() if families else families
        if not trained:
            return
        users = orders.user_id | self.env.user
        held = self.env["tech.training.certificate"]._get_held(users)
        for order in orders:
            user = order.user_id or self.env.user
            order.tech_training_warning = order._tech_write_training_warning(
                user, trained, held[user._origin.id or user.id]
            )

    def action_tech_open_course(self):
        """Open the course of what the seller lacks, its test anew where a certificate ended; his
        skills where there are several, or he is another.
        """
        self.ensure_one()
        self.check_access("read")
        user = self.user_id or self.env.user
        held = self.env["tech.training.certificate"]._get_held(user)[user.id]
        trained = self.order_line.product_id.tech_family_id._get_trained()
        lacking = self._tech_get_lacking(trained, held)
        courses = lacking.channel_ids.filtered(lambda course: course.has_access("read"))
        if user == self.env.user and len(courses) == 1:
            # the page of a course that was passed once offers no test any more
            certificates = self.env["tech.training.certificate"]
            once = [("user_id", "=", user.id), ("channel_id", "=", courses.id)]
            if ended := certificates.search([*once, ("family_id", "in", lacking.ids)], limit=1):
                return ended.action_take_test()
            url = courses.website_absolute_url
            return {"type": "ir.actions.act_url", "url": url, "target": "self"}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_training.tech_training_skill_action"
        )
        asked = [("user_id", "=", user.id), ("family_id", "in", lacking.ids)]
        return action | {"domain": asked, "context": {}}

    def _tech_get_lacking(self, trained, held):
        """Return the taught families of the lines that no certificate covers."""
        families = self.order_line.product_id.tech_family_id
        paths = {family.id: family.parent_path or "" for family in families}
        return families.browse(missing(paths, trained.ids, held))

    def _tech_write_training_warning(self, user, trained, held):
        lacking = self._tech_get_lacking(trained, held).mapped("name")
        if not lacking:
            return False
        return self.env._(
            "%(person)s has no valid certificate for: %(families)s.",
            person=user.name,
            families=", ".join(lacking),
        )
