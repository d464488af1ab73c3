from odoo import api, models


class ShopHandlerListing(models.AbstractModel):
    """The catalogue in a pass: read when somebody asked for it, differences sent where Odoo drives."""

    _name = "shop.handler.listing"
    _description = "Catalogue Handler"
    _inherit = "shop.handler"

    @api.model
    def _tell(self, channel, adapter, run):
        if channel.engine != "prestashop" or channel.catalog_mode == "off":
            return
        if channel.catalog_read_wanted or self.env["shop.listing"]._has_work(channel):
            self._beside(channel, "catalogue", lambda: self._work(channel, adapter, run))

    @api.model
    def _work(self, channel, adapter, run):
        engine, listings = self.env["shop.engine"], self.env["shop.listing"]
        catalogue = channel._make_catalogue(adapter)
        if channel.catalog_read_wanted:
            listings._read_shop(channel, catalogue)
            channel.catalog_read_wanted = False
            engine._commit()
        if channel.catalog_mode != "drive":
            return
        self.env["shop.category"]._push(channel, catalogue)
        while listings._push(channel, catalogue, run):
            if not engine._commit(1):
                run.cut = True
                return
        engine._commit()
