from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request

SESSION_KEY = "bookstore_places"
SELLERS = "bookstore_deposit.group_bookstore_user"


class BookstorePlace(models.AbstractModel):
    """Where somebody works: the default of the documents they begin, never a guard (B38).

    The browser keeps its own, as two counters may share one log-in; the person keeps the last one
    chosen, for the next log-in.
    """

    _name = "bookstore.place"
    _description = "Where One Works"

    @api.model
    @api.readonly
    def get_choice(self):
        """What the top bar shows.

        :returns: ``{"place_id", "name", "places": [{"id", "name", "detail"}]}``, no place where
            there is nothing to choose
        """
        places = self._get_places() if self._is_bookseller() else []
        chosen = self._get_chosen(self.env.company)
        several = len(places) > 1
        return {
            "place_id": several and chosen.id,
            "name": chosen.name if several and chosen else "",
            "places": [
                {"id": place.id, "name": place.name, "detail": place.warehouse_id.name}
                for place in places
                if several
            ],
        }

    @api.model
    def choose(self, place_id):
        """Work in one of the places offered from now on.

        :returns: like :meth:`get_choice`
        """
        self._check_bookseller()
        place = self._get_places().filtered(lambda place: place.id == place_id)
        if not place:
            raise UserError(
                self.env._("This place is no longer one of the shop's. Choose another one.")
            )
        # sudo: of the person who asks, and nothing but where they work
        user = self.env.user.sudo().with_company(self.env.company)
        if user.bookstore_place_id != place:
            user.bookstore_place_id = place
        session = self._get_session()
        if session is not None:
            kept = session.get(SESSION_KEY) or {}
            session[SESSION_KEY] = kept | {str(self.env.company.id): place.id}
        return self.get_choice()

    @api.model
    def _is_bookseller(self):
        return self.env.user.has_group(SELLERS)

    @api.model
    def _check_bookseller(self):
        if not self.env.user.has_group(SELLERS):
            raise AccessError(self.env._("Only the people of the bookshop choose a place."))

    @api.model
    def _get_places(self):
        """The places of the company: shops, reserves, stands that are out; not their shelves."""
        uses = self._get_uses()
        places = self.env["stock.location"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("usage", "=", "internal"),
                ("bookstore_use", "in", uses),
            ]
        )
        return places.filtered(lambda place: place.location_id.bookstore_use != place.bookstore_use)

    @api.model
    def _get_uses(self):
        return ("sale_point", "reserve", "other")

    @api.model
    def _get_chosen(self, company):
        """:return: where the person works in this company, an empty place when nobody said"""
        # sudo: where the person who asks works
        user = self.env.user.sudo().with_company(company)
        places = user.env["stock.location"]
        session = self._get_session()
        kept = (session.get(SESSION_KEY) or {}) if session is not None else {}
        place = places.browse(kept.get(str(company.id))).exists() or user.bookstore_place_id
        is_in_use = place.active and place.usage == "internal" and place.company_id == company
        is_in_use = is_in_use and place.bookstore_use in self._get_uses()
        return (place if is_in_use else places).with_env(self.env)

    @api.model
    def _get_session(self):
        """The browser's own memory; none when no person asks for themselves."""
        if request and request.session.get("uid") == self.env.uid:
            return request.session
        return None
