from odoo import api, fields, models

from odoo.addons.shop_sync.core.errors import DataError, ShopError

from ..core.compile import edited
from ..core.features import with_others


class ShopListing(models.Model):
    """Bringing differences into the shop, and reading again what stands there."""

    _inherit = "shop.listing"

    @api.model
    def _has_work(self, channel):
        return bool(
            self.search_count([*self._get_work_domain(channel)], limit=1)
            or self.env["shop.category"].search_count(
                [("channel_id", "=", channel.id), ("dirty", "=", True)], limit=1
            )
        )

    @api.model
    def _get_work_domain(self, channel):
        return [
            ("channel_id", "=", channel.id),
            ("product_tmpl_id", "!=", False),
            ("dirty", "=", True),
            ("state", "in", ("new", "to_send", "same", "error")),
            ("error_code", "!=", "catalog_gone"),  # made anew when a person says “send”
        ]

    @api.model
    def _mark_dirty(self, domain):
        """Compile these anew at the next pass; what comes out the same is not sent."""
        # sudo: whoever changes a product need not see the shops.
        listings = self.sudo().search([*domain, ("dirty", "=", False)])
        listings.write({"dirty": True})
        driven = listings.channel_id.filtered(lambda shop: shop.catalog_mode == "drive")
        driven._wake_up()

    @api.model
    def _push(self, channel, catalogue, run, limit=200):
        """:return: whether something was left for later"""
        listings = self.search(self._get_work_domain(channel), limit=limit)
        plans = listings._plan(catalogue)
        listings._send_new(catalogue, plans)
        listings._send_changed(catalogue, plans)
        run.pushed += len(plans)
        return len(listings) == limit

    def _plan(self, catalogue):
        """``{listing: (desired, variants)}`` of those that are not as they were sent last."""
        plans, references = {}, set()
        self._provide_makers(catalogue)
        more, pictures = self._read_more(catalogue), self._read_pictures()
        for listing in self:
            try:
                desired, variants = listing._compile(catalogue, more[listing])
                desired.pictures = pictures[listing]
                reference = desired.values["reference"]
                if reference in references:
                    raise DataError("catalog_same_reference", reference=reference)
                references.add(reference)
            except ShopError as error:
                listing._refuse(error)
                continue
            digest = listing._get_digest(desired, variants)
            if digest == listing.digest and listing.state == "same":
                listing.dirty = False
            else:
                plans[listing] = desired, variants
        return plans

    def _provide_makers(self, catalogue):
        """The shop has to know suppliers and brands before products bear them."""
        told = self.filtered(lambda one: one.channel_id.catalog_makers == "odoo")
        names = [listing._get_maker_names() for listing in told]
        for field in names[0] if names else ():
            catalogue.makers.provide(field, [own[field] for own in names])

    def _provide_features(self, catalogue, plans, listings):
        """The shop has to know each feature and value before a product bears it.

        :return: those of the listings whose features it took
        """
        if not catalogue.features:
            return listings
        words = {pair: one for listing in listings for pair, one in plans[listing][0].words.items()}
        refused = set(catalogue.features.provide(words))
        for listing in listings:
            for feature, value in refused.intersection(plans[listing][0].words):
                error = DataError("catalog_no_feature", feature=feature, value=value)
                listing._refuse(error)
        return [one for one in listings if not refused.intersection(plans[one][0].words)]

    def _send_new(self, catalogue, plans):
        new = [listing for listing in plans if not listing.external_key]
        new = self._provide_features(catalogue, plans, new)
        rows = [plans[listing][0].values for listing in new]
        for listing, sent in zip(new, catalogue.make(rows), strict=True):
            if sent.error:
                listing._refuse(sent.error)
            else:
                listing.external_key = sent.key
                listing.shown = sent.shown
        made = self.browse([listing.id for listing in new if listing.external_key])
        if made:
            # What waited to lead to one of these.
            self.search(
                [
                    ("channel_id", "in", made.channel_id.ids),
                    ("redirect_tmpl_id", "in", made.product_tmpl_id.ids),
                    ("error_code", "=", "catalog_no_redirect"),
                ]
            ).dirty = True

    def _send_changed(self, catalogue, plans):
        """Those that are in the shop: whatever differs from what stands there now."""
        there = {x: plan for x, plan in plans.items() if x.external_key and x.state != "error"}
        there |= {x: plan for x, plan in plans.items() if x.external_key and x not in there}
        shown = catalogue.fetch([listing.external_key for listing in there])
        changes = {}
        for listing, (desired, _variants) in list(there.items()):
            now = shown.get(listing.external_key)
            if now is None:
                listing._refuse(DataError("catalog_gone"))
                del there[listing]
            elif listing._is_edited(desired, now):
                del there[listing]
            elif found := listing._get_differences(desired, now):
                changes[listing] = listing._complete(found, desired, now)
        spoken = [one for one, found in changes.items() if "product_features" in found]
        for listing in set(spoken) - set(self._provide_features(catalogue, plans, spoken)):
            del there[listing], changes[listing]
        rows = {listing.external_key: found for listing, found in changes.items()}
        wanted = {one.external_key: plans[one][0].values | found for one, found in changes.items()}
        sent = catalogue.change(rows, wanted) if rows else {}
        for listing, plan in there.items():
            listing._finish(catalogue, plan, sent.get(listing.external_key), shown)

    def _complete(self, changes, desired, now):
        """Features are sent as a whole set: what is not ours goes along."""
        if "product_features" not in changes:
            return changes
        ours = (self.sent or {}).get("product_features") or []
        wanted, shown = desired.values["product_features"], now.get("product_features") or []
        return changes | {"product_features": with_others(wanted, shown, ours)}

    def _is_edited(self, desired, now):
        """Somebody changed what we sent: shown, not overwritten; unless a person said “send”."""
        kept = set(self.kept or [])
        now = self._narrow(desired, now)
        theirs = [
            name
            for name in edited(self.sent or {}, now, desired.values)
            if name not in kept and name in self._get_differences(desired, now)
        ]
        if not theirs or self.state == "to_send":
            return False
        changes = {name: [now.get(name), desired.values[name]] for name in theirs}
        self.write({"state": "conflict", "changes": changes, "shown": now, "dirty": False})
        return True

    def _finish(self, catalogue, plan, sent, shown):
        desired, variants = plan
        if sent is not None and sent.error:
            self._refuse(sent.error)
            return
        try:
            with self.env.cr.savepoint():
                self._send_variants(catalogue, variants)
                self._link(variants)
            # not undone with the rest: a picture that stands in the shop stays known
            if "pictures" not in (self.kept or []):
                self._send_pictures(catalogue, desired.pictures)
        except ShopError as error:
            self._refuse(error)
            return
        now = sent.shown if sent is not None else shown[self.external_key]
        self.write(
            {
                "state": "same",
                "dirty": False,
                "digest": self._get_digest(desired, variants),
                "sent": {n: v for n, v in desired.values.items() if n != "link_rewrite"},
                "shown": now,
                "shown_reference": now.get("reference"),
                "shown_name": next(iter((now.get("name") or {}).values()), ""),
                "changes": False,
                "notes": desired.notes,
                "error_code": False,
                "error_params": False,
                "last_push": fields.Datetime.now(),
            }
        )

    def _refuse(self, error):
        # An empty 500 may be this one product's own; the rest concerns the whole shop.
        if error.kind in ("config", "transient") and error.code != "server_error":
            raise error
        self.write(
            {
                "state": "error",
                "dirty": False,
                "error_code": error.code,
                "error_params": error.params,
            }
        )
