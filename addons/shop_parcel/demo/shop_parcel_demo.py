from odoo import api, models

BATCH = 5


class ShopParcelDemo(models.AbstractModel):
    """Demo data: of the marketplace's orders that are ready, one batch is begun; its first parcel
    is packed, the second is half full."""

    _name = "shop.parcel.demo"
    _description = "Demo Data of Parcels"

    @api.model
    def _demo_install(self):
        self = self.with_context(lang=self.env["shop.demo"]._demo_lang())
        ready = self.env["stock.picking"].search(
            [
                ("picking_type_code", "=", "outgoing"),
                ("state", "=", "assigned"),
                ("shop_channel_id", "!=", False),
            ],
            order="scheduled_date, id",
        )
        if not ready:
            return
        # those that Odoo made by itself, customer by customer, before this add-on was there
        ready.batch_id.unlink()
        admin = self.env.ref("base.user_admin")
        action = ready[:BATCH].with_user(admin).action_shop_make_batches()
        batch = self.env["stock.picking.batch"].browse(action["params"]["batch_id"])
        parcels = batch._shop_get_parcels()
        # sudo: what a shop told is written by its engine only.
        parcels[1:2].sudo().sale_id.shop_note = "Cadeau : « Joyeux anniversaire, Papa ! »"
        for line in parcels[:1]._shop_get_lines():
            line._shop_set_packed(line.quantity_product_uom)
        batch.shop_close(parcels[:1].id, partial=True)
        parcels[1:2]._shop_get_lines()[:1]._shop_set_packed(1)
