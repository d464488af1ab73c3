from odoo import api, models

# From this version on orders have a screen of their own in the back office.
OWN_SCREEN = (8, 2)


class ShopMessage(models.Model):
    """Links into the back office of a WooCommerce."""

    _inherit = "shop.message"

    @api.depends("channel_id.engine", "channel_id.url")
    def _compute_back_office_url(self):
        woo = self.filtered(
            lambda message: (
                message.channel_id.engine == "woocommerce" and message.kind in ("order", "shipment")
            )
        )
        super(ShopMessage, self - woo)._compute_back_office_url()
        for message in woo:
            shop = message.channel_id
            base = (shop.admin_url or f"{(shop.url or '').rstrip('/')}/wp-admin").rstrip("/")
            parts = [part for part in (shop.version or "").split(".")[:2] if part.isdigit()]
            old = parts and tuple(map(int, parts)) < OWN_SCREEN
            page = (
                "post.php?action=edit&post=" if old else "admin.php?page=wc-orders&action=edit&id="
            )
            message.back_office_url = f"{base}/{page}{message.external_key}"
