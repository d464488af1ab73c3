from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.revision_diff import Fact, QuotedLine, as_kept, diff_specifications, same

GUARDED = ("tech_spec_snapshot", "tech_origin_line_id")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    tech_requirement_id = fields.Many2one(
        "tech.requirement",
        string="Need Sheet",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The need that this line answers; its criteria make the compliance table.",
    )
    tech_compliance_ids = fields.One2many(
        "tech.compliance", "order_line_id", string="Compliance", groups="base.group_user"
    )
    tech_compliance_state = fields.Selection(
        [
            ("none", "No need sheet"),
            ("compliant", "Compliant"),
            ("confirm", "To confirm"),
            ("near", "Nearly"),
            ("failed", "Not compliant"),
        ],
        string="Compliance Result",
        compute="_compute_tech_compliance_state",
        groups="base.group_user",
    )
    tech_spec_snapshot = fields.Json(
        string="Frozen Specifications",
        copy=False,
        groups="base.group_user",  # it holds what is not printed for the customer too
        help="The specifications as they were when the quote was sent.",
    )

    tech_origin_line_id = fields.Many2one(
        "sale.order.line",
        string="Continues",
        copy=False,
        ondelete="set null",
        readonly=True,
        groups="base.group_user",
        help="The line of the previous revision that this one continues.",
    )
    tech_is_alternative = fields.Boolean(
        string="Alternative",
        groups="base.group_user",
        help="Offered beside the chosen product of the same need: its quantity is 0, it is outside "
        "the total until it is chosen.",
    )
    # sale_margin shows them to whoever may read the line: a customer reads his own
    purchase_price = fields.Float(groups="base.group_user")
    margin = fields.Float(groups="base.group_user")
    margin_percent = fields.Float(groups="base.group_user")

    @api.depends("tech_compliance_ids.verdict")
    def _compute_tech_compliance_state(self):
        for line in self:
            rows = line.tech_compliance_ids
            musts = set(rows.filtered("must").mapped("verdict"))
            worst = [
                state
                for verdict, state in (("fail", "failed"), ("near", "near"), ("unknown", "confirm"))
                if verdict in musts
            ]
            line.tech_compliance_state = (worst or ["compliant"])[0] if rows else "none"

    @api.model
    def default_get(self, fields):
        return own_defaults(self, GUARDED, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._tech_check_snapshot_untouched(vals)
        lines = super().create(vals_list)
        answering = lines.filtered("tech_requirement_id")
        answering._tech_refresh_compliance()
        lines.filtered(lambda line: line.state in ("sent", "sale"))._tech_freeze_specifications()
        return lines

    def write(self, vals):
        self._tech_check_snapshot_untouched(vals)
        result = super().write(vals)
        if {"product_id", "tech_requirement_id"} & set(vals):
            self._tech_refresh_compliance()
            self.filtered("tech_spec_snapshot")._tech_freeze_specifications()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if self.env.context.get("tech_revising"):
            for line, vals in zip(self, vals_list, strict=True):
                vals["tech_origin_line_id"] = line.id
        return vals_list

    def unlink(self):
        lines = self
        if self.env.context.get("tech_keep_rewards"):  # see sale.order._action_cancel
            lines -= self.filtered("is_reward_line")
        return super(SaleOrderLine, lines).unlink()

    @api.model
    def _tech_check_snapshot_untouched(self, vals):
        """What was promised is written by the code that freezes it, by nobody else."""
        if not self.env.su and any(name in vals for name in GUARDED):
            raise AccessError(
                self.env._(
                    "What was promised in a quote is written when it is sent or revised, never by "
                    "hand. Make a revision instead."
                )
            )

    def _tech_refresh_compliance(self):
        """Write the compliance rows of these lines anew, in the customer's language."""
        self.sudo().tech_compliance_ids.unlink()  # sudo: rows are written by code only
        vals_list = []
        for line in self.filtered(lambda one: one.tech_requirement_id and one.product_id):
            vals_list += line._tech_prepare_compliance_vals()
        self.env["tech.compliance"].sudo().create(vals_list)  # sudo: same reason
        self.invalidate_recordset(["tech_compliance_ids"])

    def _tech_prepare_compliance_vals(self):
        self.ensure_one()
        line = self.with_context(lang=self.order_id._get_lang()).sudo()
        # sudo: a colleague's need sheet may be linked; only its criteria are quoted
        requirement = line.tech_requirement_id
        criteria = [criterion._as_criterion() for criterion in requirement.line_ids]
        reasons = requirement._get_reasons(criteria, line.product_id)[line.product_id.id]
        return [
            {
                "order_line_id": self.id,
                "requirement_line_id": criterion.id,
                "attribute_id": criterion.attribute_id.id,
                "sequence": place,
                "label": reason["label"],
                "asked": reason["asked"],
                "offered": reason["offered"],
                "verdict": reason["verdict"],
                "must": reason["must"],
            }
            for place, (criterion, reason) in enumerate(
                zip(requirement.line_ids, reasons, strict=True)
            )
        ]

    def _tech_freeze_specifications(self):
        """Keep the products' specifications as they are now, in the customer's language."""
        specified = self.filtered(lambda line: line.product_id.tech_family_id)
        if not specified:
            return
        for lang in {line.order_id._get_lang() for line in specified}:
            lines = specified.filtered(lambda line, lang=lang: line.order_id._get_lang() == lang)
            products = lines.product_id.with_context(lang=lang)
            values = {one.id: held for one, held in products._tech_get_specifications().items()}
            for line in lines:
                snapshot = line._tech_prepare_snapshot(values[line.product_id.id], lang)
                # sudo: see _tech_check_snapshot_untouched
                line.sudo().tech_spec_snapshot = snapshot

    def _tech_prepare_snapshot(self, values, lang):
        return {
            "version": self.product_id.tech_spec_version,
            "lang": lang,
            "frozen_on": fields.Datetime.to_string(fields.Datetime.now()),
            "values": [
                {
                    "attribute": attribute_id,
                    "code": value.attribute_id.code,
                    "group": value.group_id.name or "",
                    "label": value.attribute_id.name,
                    "text": value.display_value,
                    "compared": value._get_frozen(),
                    "note": value.note or "",
                    "on_quote": value.attribute_id.print_on_quote,
                    "on_invoice": value.attribute_id.print_on_invoice,
                }
                for attribute_id, value in values.items()
            ],
        }

    def _tech_get_specification_texts(self, only=None):
        """Return ``[(label, text)]`` of the line: frozen when it is, live while it is a draft.

        Two specifications may have one label: they are two entries.

        :param str only: "on_quote" or "on_invoice", to keep what is printed there
        """
        self.ensure_one()
        snapshot = self.tech_spec_snapshot or self._tech_get_live_snapshot()
        return [
            (value["label"], value["text"])
            for value in snapshot["values"]
            if not only or value[only]
        ]

    def _tech_get_live_snapshot(self):
        product = self.product_id.with_context(lang=self.order_id._get_lang())
        values = product._tech_get_specifications().get(product, {}) if product else {}
        return self._tech_prepare_snapshot(values, self.order_id._get_lang())

    def _tech_get_drift(self):
        """Return the changes of the product's specifications since they were frozen."""
        self.ensure_one()
        if not self.tech_spec_snapshot:
            return []
        frozen = self._tech_get_facts(self.tech_spec_snapshot)
        live = self._tech_get_facts(self._tech_get_live_snapshot())
        return list(diff_specifications(frozen, live, self.product_id.display_name))

    @api.model
    def _tech_get_facts(self, snapshot):
        """Return ``{attribute id: Fact}``: a label or a unit that is written otherwise is no change."""
        return {
            value["attribute"]: Fact(
                value["text"],
                as_kept(value.get("compared")),
                value["label"],
                value["on_quote"],
            )
            for value in snapshot["values"]
        }

    def _tech_as_quoted(self, continued=False):
        """Return the core QuotedLine, to compare revisions.

        :param bool continued: identify the line by the one of the previous revision
        """
        self.ensure_one()
        origin = self.tech_origin_line_id.id
        key = origin if continued else self.id
        if self.display_type:
            facts = {"text": same(self.name)}
            return QuotedLine(key, 0, self.name or "", None, facts)
        snapshot = self.tech_spec_snapshot or self._tech_get_live_snapshot()
        return QuotedLine(
            key,
            self.product_id.id,
            self.product_id.display_name or self.name,
            self.product_uom_qty,
            self._tech_get_line_facts(),
            self._tech_get_facts(snapshot),
        )

    def _tech_get_line_facts(self):
        """Return every fact of the line that the quote prints: hook to add one."""
        return {
            "quantity": same(self.product_uom_qty),
            "uom": Fact(self.product_uom_id.name, self.product_uom_id.id),
            "price": same(self.price_unit),
            "discount": same(self.discount),
            "taxes": Fact(", ".join(self.tax_ids.mapped("name")), tuple(sorted(self.tax_ids.ids))),
            "text": same(self.name),
        }

    def _tech_get_price_trace(self):
        """Return how the price came about: ``[{"label", "amount", "kind"}]``, first to last.

        ``kind`` is "money" (of the quote's currency) or "percent".
        """
        self.ensure_one()
        if self.is_reward_line:
            return self._tech_get_reward_steps()
        product = self.product_id
        price = self._tech_in_quote_terms(product.list_price)
        steps = [{"label": self.env._("List price"), "amount": price, "kind": "money"}]
        extra = sum(product.product_template_attribute_value_ids.mapped("price_extra"))
        extra += sum(self.product_no_variant_attribute_value_ids.mapped("price_extra"))
        if extra:
            steps.append(
                {
                    "label": self.env._("Options"),
                    "amount": self._tech_in_quote_terms(extra),
                    "kind": "money",
                }
            )
        steps += self._tech_get_pricelist_steps()
        if self.currency_id.compare_amounts(self.technical_price_unit, self.price_unit):
            steps.append(
                {"label": self.env._("Changed by hand"), "amount": self.price_unit, "kind": "money"}
            )
        if self.discount:
            steps.append(
                {"label": self.env._("Discount"), "amount": -self.discount, "kind": "percent"}
            )
        quantity = self.product_uom_qty
        net = (
            self.price_subtotal / quantity
            if quantity
            else self._tech_without_tax(self.price_unit * (1 - self.discount / 100))
        )
        return [
            *steps,
            {"label": self.env._("Unit price without tax"), "amount": net, "kind": "total"},
        ]

    def _tech_without_tax(self, price):
        """Return a unit price of the line without the taxes that it includes."""
        return self.tax_ids.compute_all(
            price, self.currency_id, 1, self.product_id, self.order_id.partner_shipping_id
        )["total_excluded"]

    def _tech_in_quote_terms(self, amount):
        """Return a price of the product in the quote's currency and the line's unit."""
        product, order = self.product_id, self.order_id
        date = order.date_order or fields.Date.context_today(order)
        amount = product.uom_id._compute_price(amount, self.product_uom_id)
        return product.currency_id._convert(
            amount, order.currency_id, order.company_id, date, round=False
        )

    def _tech_get_reward_steps(self):
        """Return the one step of a promotion's line: which promotion, how much."""
        label = self.env._(
            "Promotion %(program)s: %(reward)s",
            program=self.reward_id.program_id.name or self.product_id.name,
            reward=self.reward_id.description or self.name,
        )
        return [{"label": label, "amount": self.price_unit, "kind": "total"}]

    def _tech_get_pricelist_steps(self):
        rule = self.pricelist_item_id
        if not rule:
            return []
        label = self.env._(
            "Pricelist %(pricelist)s: %(rule)s",
            pricelist=rule.pricelist_id.name,
            rule=rule.price or rule.display_name,
        )
        return [{"label": label, "amount": self._get_pricelist_price(), "kind": "money"}]

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if self.tech_spec_snapshot:
            vals["tech_spec_snapshot"] = self.tech_spec_snapshot
        return vals
