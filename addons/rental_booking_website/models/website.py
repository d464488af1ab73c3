from datetime import timedelta

from odoo import fields, models
from odoo.http import request

from odoo.addons.rental_booking.core.half_days import to_local

from ..core.visit import AFTERNOON, MORNING, Wish, read_wish

WISH_KEY, BASKET_KEY, TOLD_KEY = "rental_wish", "rental_basket_id", "rental_told"


class Website(models.Model):
    """The visit of one person: his period, his shop and his basket, kept in the session."""

    _inherit = "website"

    def _rental_get_shops(self):
        return (
            self.env["stock.warehouse"]
            .sudo()  # sudo: a visitor may know where goods are taken
            .search([("is_rental_shop", "=", True), ("company_id", "=", self.company_id.id)])
        )

    def _rental_get_wish(self):
        """The wish of the session, or False when there is none that still holds."""
        try:
            wish = read_wish(request.session.get(WISH_KEY) or {})
        except ValueError:
            return False
        shop = self._rental_get_shops().filtered(lambda shop: shop.id == wish.shop_id)
        if not shop:
            return False
        today = to_local(fields.Datetime.now(), shop._get_rental_tz()).date()
        return wish if wish.first_day >= today else False

    def _rental_keep_wish(self, wish):
        request.session[WISH_KEY] = wish.to_dict()

    def _rental_get_next_wish(self):
        """What the period bar shows before anything is chosen: the next open day."""
        shop = self._rental_get_shops()[:1]
        today = to_local(fields.Datetime.now(), shop._get_rental_tz()).date()
        start, _end = shop._rental_get_next_opening(today)
        return Wish(shop.id, start.date(), MORNING, start.date(), AFTERNOON)

    def _rental_get_visit(self):
        """{"wish", "shop", "start", "end"} of the session (times naive UTC), or {}."""
        wish = self._rental_get_wish()
        if not wish:
            return {}
        shop = self._rental_get_shops().filtered(lambda shop: shop.id == wish.shop_id)
        start, end = shop._rental_get_web_period(wish)
        if not start or not end or end <= start or start <= fields.Datetime.now():
            return {}
        return {"wish": wish, "shop": shop, "start": start, "end": end}

    def _rental_get_problem(self, wish):
        """Why a wish cannot be, in the visitor's words; "" when it can."""
        shop = self._rental_get_shops().filtered(lambda shop: shop.id == wish.shop_id)
        if not shop:
            return self.env._("Choose one of our shops.")
        start, end = shop._rental_get_web_period(wish)
        if not start or not end:
            day = wish.last_day if start else wish.first_day
            return self.env._(
                "%(shop)s is closed on %(day)s at that time. Next open day: %(next)s.",
                shop=shop.name,
                day=self._rental_format_day(day),
                next=self._rental_format_day(
                    shop._rental_get_next_opening(day - timedelta(days=1))[0].date()
                ),
            )
        if end <= start:
            return self.env._("The return must come after the departure.")
        if start <= fields.Datetime.now():
            return self.env._("This departure is over. Choose a later one.")
        if (end - start).days > 366:
            return self.env._("For more than a year, please call us.")
        return ""

    def _rental_format_day(self, day):
        return self.env["ir.qweb.field.date"].value_to_html(day, {})

    # Basket -----------------------------------------------------------------------------------

    def _rental_get_basket(self):
        """The visitor's basket (as the machine), never one that was sent already."""
        basket_id = request.session.get(BASKET_KEY)
        # sudo: the session says that it is his own
        basket = self.env["sale.order"].sudo().browse(basket_id or []).exists()
        if not basket or basket.rental_state != "draft" or basket.rental_website_id != self:
            return basket.browse()
        return basket

    def _rental_make_basket(self, visit):
        basket = self._rental_get_basket()
        if not basket:
            # sudo: a visitor makes his own basket
            basket = self.env["sale.order"].sudo().create(self._rental_prepare_basket(visit))
            request.session[BASKET_KEY] = basket.id
        return basket

    def _rental_prepare_basket(self, visit):
        partner = self.env.user.partner_id
        if self.env.user._is_public():
            partner = self.user_id.sudo().partner_id  # sudo: the visitor who has no name yet
        return {
            "is_rental": True,
            "rental_website_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "pricelist_id": request.pricelist.id,
            "fiscal_position_id": request.fiscal_position.id,
            "warehouse_id": visit["shop"].id,
            "rental_start": visit["start"],
            "rental_end": visit["end"],
            "user_id": self.salesperson_id.id,
            "team_id": self.salesteam_id.id,
            "require_signature": False,
            "require_payment": False,
        }

    def _rental_forget_basket(self):
        request.session.pop(BASKET_KEY, None)

    def _rental_tell(self, words):
        """A sentence for the next page."""
        request.session[TOLD_KEY] = words

    def _rental_get_told(self):
        return request.session.pop(TOLD_KEY, "")
