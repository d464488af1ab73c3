from odoo import api, fields, models


class ShopBinding(models.Model):
    """What a thing of the shop is in Odoo: its product 12, combination 3 is our product X."""

    _name = "shop.binding"
    _inherit = "suite.guard.mixin"
    _description = "Shop Link"
    _order = "id desc"
    _rec_name = "external_key"

    channel_id = fields.Many2one("shop.channel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    kind = fields.Selection(
        [("product", "Product"), ("customer", "Customer")], required=True, index=True
    )
    external_key = fields.Char(string="Number in the shop", required=True)
    external_name = fields.Char(string="Name in the shop")
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="model", string="Record", required=True)
    created = fields.Boolean(
        string="Made by the import", help="It did not exist here before the shop named it."
    )
    product_id = fields.Many2one("product.product", compute="_compute_target")
    partner_id = fields.Many2one("res.partner", compute="_compute_target")

    _external_unique = models.UniqueIndex(
        "(channel_id, kind, external_key)", "A thing of the shop is linked once."
    )
    _target_idx = models.Index("(model, res_id)")

    @api.depends("model", "res_id")
    def _compute_target(self):
        for binding in self:
            key = binding.res_id if binding.kind == "product" else False
            binding.product_id = key
            binding.partner_id = binding.res_id if binding.kind == "customer" else False

    def unlink(self):
        """Without its link a product is looked for again when the shop names it."""
        for channel, bindings in self.grouped("channel_id").items():
            names = ", ".join(
                bindings[:20].mapped(lambda link: link.external_name or link.external_key)
            )
            channel._trace(
                self.env._("Links removed (%(count)s): %(names)s", count=len(bindings), names=names)
            )
        return super().unlink()

    @api.model
    def _targets(self, channel, kind, keys):
        """``{external key: record id}`` of those that are linked and still exist."""
        bindings = self.search_fetch(
            [("channel_id", "=", channel.id), ("kind", "=", kind), ("external_key", "in", keys)],
            ["external_key", "model", "res_id"],
        )
        if not bindings:
            return {}
        records = self.env[bindings[0].model].browse(bindings.mapped("res_id")).exists()
        alive = set(records.ids)
        return {
            binding.external_key: binding.res_id for binding in bindings if binding.res_id in alive
        }

    @api.model
    def _bind(self, channel, kind, links, created=()):
        """Link ``{external key: (record, name)}``; a key already linked is pointed anew.

        :param created: keys whose record was made just now
        """
        known = self.search(
            [
                ("channel_id", "=", channel.id),
                ("kind", "=", kind),
                ("external_key", "in", list(links)),
            ]
        ).grouped("external_key")
        missing = []
        for key, (record, name) in links.items():
            if key in known:
                known[key].write({"model": record._name, "res_id": record.id})
            else:
                missing.append(
                    {
                        "channel_id": channel.id,
                        "kind": kind,
                        "external_key": key,
                        "external_name": name,
                        "model": record._name,
                        "res_id": record.id,
                        "created": key in created,
                    }
                )
        return self.create(missing)
