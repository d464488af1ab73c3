from datetime import date

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.rental_booking.core.portal import clean
from odoo.addons.website_sale.controllers.main import WebsiteSale

from ..core.visit import read_wish

BASKET = "/shop/rental"
CONTACT = ("name", "email", "phone", "company_name")


class RentalShop(WebsiteSale):
    """The catalogue with one period for the visit, and the basket of bookings.

    Dates never stand in an address: they are posted and kept in the session, so that no search
    engine walks through days without end.
    """

    # Catalogue --------------------------------------------------------------------------------

    def _get_additional_shop_values(self, values, **kwargs):
        found = super()._get_additional_shop_values(values, **kwargs)
        products = values["products"]
        if not any(product._rental_is_offered() for product in products):
            return found
        prices = {product.id: values["get_product_prices"](product) for product in products}
        visit = self._get_visit_values()
        return {**found, **visit, **self._get_offer_values(products, prices, visit)}

    def _get_visit_values(self):
        website = request.website
        visit = website._rental_get_visit()
        return {
            "rental_visit": visit,
            "rental_wish": visit.get("wish") or website._rental_get_next_wish(),
            "rental_shops": website._rental_get_shops(),
            "rental_told": website._rental_get_told(),
            "rental_basket": website._rental_get_basket(),
            "rental_back": request.httprequest.path,
        }

    def _get_offer_values(self, products, prices, values):
        """What ``products`` cost and whether they are free, in the visit of ``values``."""
        day_prices = {key: price["price_reduce"] for key, price in prices.items()}
        return {
            "rental_offers": request.env["website.rental"]._get_offers(
                products, values["rental_visit"], day_prices, values["rental_basket"]
            )
        }

    def _prepare_product_values(self, product, category, **kwargs):
        values = super()._prepare_product_values(product, category, **kwargs)
        if not product._rental_is_offered():
            return values
        website, service = request.website, request.env["website.rental"]
        values.update(self._get_visit_values())
        prices = product._get_sales_prices(website)
        values.update(self._get_offer_values(product, prices, values))
        visit = values["rental_visit"]
        wish = values["rental_wish"]
        shop = values["rental_shops"].filtered(lambda shop: shop.id == wish.shop_id)
        first_day = max(service._get_today(shop), wish.first_day)
        # sudo: only numbers of the variants are shown
        variants = product.sudo().product_variant_ids
        strip = service._get_strip(variants, shop, first_day) if shop else []
        offer = values["rental_offers"][product.id]
        missing = bool(visit) and not offer["free"]
        values.update(
            rental_strip=strip,
            rental_shop_offers=self._get_shop_offers(variants, values),
            rental_comes_with=self._get_comes_with(product),
            rental_proposed=self._get_accessories(product, values),
            rental_next_day=service._get_next_free_day(strip, visit) if missing else False,
            rental_others=self._get_others(product, values) if missing else [],
        )
        return values

    def _get_shop_offers(self, variants, values):
        """Each shop with what it has free for the period of the visit."""
        shops = values["rental_shops"]
        if len(shops) < 2:
            return []
        return request.env["website.rental"]._get_shop_offers(
            variants, values["rental_wish"], shops, values["rental_basket"]
        )

    def _get_comes_with(self, product):
        # sudo: names of what leaves with an article are for everybody
        accessories = product.sudo().rental_accessory_ids
        own = [f"{accessory.quantity} × {accessory.name}" for accessory in accessories]
        return product._rental_describe_parts() + own

    def _get_accessories(self, product, values):
        """[(variant, its offer)] of what goes well with an article: kits of it, accessories."""
        domain = [("combo_ids.combo_item_ids.product_id", "in", product.product_variant_ids.ids)]
        # sudo: what kits are made of; those that the visitor may read are shown
        kits = request.env["product.template"].sudo().search(domain, limit=20)
        kits = kits.with_env(request.env)._filtered_access("read")
        variants = (kits.product_variant_ids | product.accessory_product_ids).filtered(
            lambda variant: variant._rental_is_offered() and variant.website_published
        )
        return self._get_variant_offers(variants, values)

    def _get_variant_offers(self, variants, values):
        if not variants:
            return []
        templates = variants.product_tmpl_id
        prices = templates._get_sales_prices(request.website)
        offers = self._get_offer_values(templates, prices, values)["rental_offers"]
        return [(variant, offers[variant.product_tmpl_id.id]) for variant in variants]

    def _get_proposed(self, basket):
        """What goes well with the basket and is not in it yet; four at most."""
        chosen = basket._rental_get_asked_lines().product_id
        # under the visitor's rights: only what is published is proposed
        own = request.env["product.product"].browse(chosen.ids)
        variants = (own.accessory_product_ids - own).filtered(
            lambda variant: variant._rental_is_offered() and variant.website_published
        )
        return self._get_variant_offers(variants[:4], self._get_visit_values())

    def _get_others(self, product, values):
        """Like articles that are free for the period."""
        others = product.alternative_product_ids.filtered(
            lambda other: other._rental_is_offered() and other.website_published
        )
        if not others:
            return others
        prices = others._get_sales_prices(request.website)
        offers = self._get_offer_values(others, prices, values)["rental_offers"]
        return others.filtered(lambda other: offers[other.id]["free"])

    @http.route(f"{BASKET}/period", type="http", auth="public", website=True, methods=["POST"])
    def rental_period(self, back="/shop", **values):
        """One period for the whole visit: catalogue and basket follow."""
        website = request.website
        target = back if back.startswith("/shop") else "/shop"
        try:
            wish = read_wish(values)
        except ValueError:
            website._rental_tell(request.env._("This date was not understood. Enter it again."))
            return request.redirect(target)
        problem = website._rental_get_problem(wish)
        if problem:
            website._rental_tell(problem)
            return request.redirect(target)
        website._rental_keep_wish(wish)
        basket = website._rental_get_basket()
        if basket:
            gone = basket._rental_web_move(website._rental_get_visit())
            if gone:
                website._rental_tell(
                    request.env._(
                        "Not free at these dates and taken out of your basket: %s.", ", ".join(gone)
                    )
                )
        return request.redirect(target)

    @http.route(
        f"{BASKET}/month",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        readonly=True,
    )
    def rental_month(self, shop_id=0, month="", product_id=0, **_kw):
        """Days of one month: closed, free or taken; one call for whoever leafs through it."""
        shops = request.website._rental_get_shops()
        try:
            shop = shops.filtered(lambda shop: shop.id == int(shop_id))
            first_day = date.fromisoformat(f"{month}-01")
            product = self._get_rental_product(product_id) if int(product_id) else None
        except ValueError:
            raise request.not_found() from None
        service = request.env["website.rental"]
        if not shop or not service._is_month_shown(shop, first_day):
            raise request.not_found()
        return request.make_json_response(
            service._get_month(product, shop, first_day),
            headers=[("Cache-Control", "max-age=60"), ("X-Robots-Tag", "noindex")],
        )

    # Basket -----------------------------------------------------------------------------------

    @http.route(f"{BASKET}/add", type="http", auth="public", website=True, methods=["POST"])
    def rental_add(self, product_id=0, quantity=1, back="/shop", **_kw):
        website = request.website
        visit = website._rental_get_visit()
        if not visit:
            website._rental_tell(request.env._("Choose your dates first."))
            return request.redirect(back if back.startswith("/shop") else "/shop")
        product = self._get_rental_product(product_id)
        basket = website._rental_make_basket(visit)
        line = basket._rental_get_asked_lines().filtered(lambda line: line.product_id == product)
        wanted = sum(line.mapped("product_uom_qty")) + self._read_quantity(quantity)
        self._put(basket, product, wanted)
        return request.redirect(BASKET)

    @http.route(f"{BASKET}/update", type="http", auth="public", website=True, methods=["POST"])
    def rental_update(self, product_id=0, quantity=0, **_kw):
        basket = request.website._rental_get_basket()
        if basket:
            self._put(basket, self._get_rental_product(product_id), self._read_quantity(quantity))
        return request.redirect(BASKET)

    def _put(self, basket, product, wanted):
        """The model guards capacity; here is only said what came of it."""
        website = request.website
        try:
            with request.env.cr.savepoint():
                found = basket._rental_web_put(product, wanted)
        except UserError:
            basket.invalidate_recordset()
            found = -1
        if 0 <= found < wanted:
            website._rental_tell(
                request.env._(
                    "%(product)s: only %(free)d free at your dates.",
                    product=product.name,
                    free=found,
                )
            )
        elif found < 0:
            website._rental_tell(
                request.env._(
                    "%s went to somebody else at this very moment. Try other dates.", product.name
                )
            )

    def _get_rental_product(self, product_id):
        try:
            product = request.env["product.product"].browse(int(product_id)).exists()
        except ValueError:
            raise request.not_found() from None
        if (
            not product
            or not product.has_access("read")
            or not product.website_published
            or not product._rental_is_offered()
        ):
            raise request.not_found()
        # sudo: published; its tariff and buffers are not for visitors to read
        return product.sudo()

    def _read_quantity(self, quantity):
        try:
            return max(0, int(quantity))
        except ValueError:
            return 0

    @http.route(BASKET, type="http", auth="public", website=True, sitemap=False)
    def rental_basket(self, **_kw):
        return self._render_basket()

    def _render_basket(self, values=None, problem=""):
        basket = request.website._rental_get_basket()
        partner = request.env.user.partner_id
        company = request.website.company_id.sudo()  # sudo: a setting
        known = {} if request.env.user._is_public() else {name: partner[name] for name in CONTACT}
        response = request.render(
            "rental_booking_website.basket",
            {
                **self._get_visit_values(),
                "basket": basket,
                "short": basket._rental_web_short() if basket else [],
                "held": basket._rental_web_is_held() if basket else False,
                "contact": values or known,
                "problem": problem,
                "answer": company.rental_web_answer,
                "payments": company._rental_get_web_payments(),
                "proposed": self._get_proposed(basket) if basket else [],
                "tz": basket.warehouse_id._get_rental_tz() if basket else "UTC",
            },
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @http.route(f"{BASKET}/send", type="http", auth="public", website=True, methods=["POST"])
    def rental_send(self, terms="", early="", **values):
        """The basket is sent; from here on it is a booking and no basket any more."""
        basket = request.website._rental_get_basket()
        contact = {name: clean(values.get(name), 200) for name in CONTACT}
        problem = self._get_send_problem(basket, contact, terms, early)
        if problem:
            return self._render_basket(contact, problem)
        basket._rental_web_send(
            self._get_contact(contact),
            request.httprequest.remote_addr if early else "",
            pay_online=self._is_paid_online(basket, values.get("payment")),
        )
        request.website._rental_forget_basket()
        basket._portal_ensure_token()
        if basket.with_context(rental_by_link=True)._rental_get_portal_rights()["pay"]:
            return request.redirect(basket.get_portal_url(suffix="/pay"))
        return request.redirect(
            f"{BASKET}/thanks?id={basket.id}&access_token={basket.access_token}"
        )

    def _get_send_problem(self, basket, contact, terms, early):
        if not basket or not basket._get_rental_lines():
            return request.env._("Your basket is empty.")
        short = basket._rental_web_short()
        if short:
            return request.env._(
                "No longer free: %s. Take it out or choose other dates.", ", ".join(short)
            )
        if not contact["name"] or "@" not in contact["email"]:
            return request.env._("We need your name and your mail address.")
        if not terms:
            return request.env._("Please accept the terms of rental.")
        if not contact["company_name"] and not early:
            return request.env._(
                "As a consumer, please ask for the start before your time to withdraw is over."
            )
        return ""

    def _is_paid_online(self, basket, chosen):
        """What the company offers; the customer's word counts only where he may choose."""
        offered = basket.company_id._rental_get_web_payments()
        return (chosen if chosen in offered else offered[0]) == "online"

    def _get_contact(self, contact):
        """Who books: the one who is logged in, else a new contact (never one found by its mail)."""
        if not request.env.user._is_public():
            return request.env.user.partner_id.sudo()  # sudo: his own
        values = {**contact, "lang": request.env.lang, "company_id": False}
        # sudo: a visitor makes his own contact
        return request.env["res.partner"].sudo().create(values)

    @http.route(f"{BASKET}/thanks", type="http", auth="public", website=True, sitemap=False)
    def rental_thanks(self, id=0, access_token="", **_kw):
        try:
            booking = self._document_check_access("sale.order", int(id), access_token)
        except (AccessError, MissingError, ValueError):
            raise request.not_found() from None
        if not booking.is_rental:
            raise request.not_found()
        return request.render(
            "rental_booking_website.thanks",
            {"booking": booking, "tz": booking.warehouse_id._get_rental_tz()},
        )
