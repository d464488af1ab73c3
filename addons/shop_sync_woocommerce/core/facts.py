"""What a WooCommerce is: its version, settings and tables, and what a key may do there."""

import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from odoo.addons.shop_sync.core.channel import Findings
from odoo.addons.shop_sync.core.errors import ConfigError, ShopError

from . import normaliser
from .client import API
from .scan import PAGE

Row = dict[str, Any]

# The first version whose lists can be asked for what changed (modified_after).
OLDEST = (5, 8)
SETTINGS = {
    "general": {
        "woocommerce_default_country": "country",
        "woocommerce_currency": "currency",
        "woocommerce_calc_taxes": "calc_taxes",
        "woocommerce_price_num_decimals": "decimals",
    },
    "tax": {"woocommerce_prices_include_tax": "prices_include_tax"},
}
# Shipping methods that somebody without more than this may have; more are met in orders.
ZONES = 20

text = normaliser.text


class ShopFacts:
    """The part of the WooCommerce channel that knows the shop. Expects ``client``,
    ``references``."""

    client: Any
    references: Row

    def preflight(self) -> Any:
        found = Findings()
        try:
            self._look_at_wordpress(found)
            self.client.page("orders", per_page=1, orderby="id", order="asc", _fields="id")
        except ShopError as error:
            found.errors.append(error)
            return found
        found.key_in_url = self.client.key_in_url
        if self.client.shop_time:
            found.clock_skew = round(self.client.shop_time - time.time())
        self._look_at_rights(found)
        for step in (
            self._load_environment,
            self._load_settings,
            self._load_states,
            self._load_carriers,
            self._load_taxes,
        ):
            self._try(found, step)
        self._tell(found)
        return found

    # -- may it be asked at all -----------------------------------------------------------------

    def _look_at_wordpress(self, found: Findings) -> None:
        """:raises ConfigError: no WordPress, no permalinks, no WooCommerce"""
        try:
            index = self.client.index()
        except ConfigError as error:
            if error.code in ("woo_wrong_key", "woo_forbidden", "woo_page"):
                return  # a plugin hides it from visitors; the key may well be let in
            raise self._why_not_found(error) from error
        if API not in (index.get("namespaces") or ()):
            raise ConfigError("woo_no_woocommerce")
        found.name = normaliser.plain(index.get("name"))
        found.time_zone = _zone(index.get("timezone_string"))
        self.references["shop_name"] = found.name

    def _why_not_found(self, error: ConfigError) -> ConfigError:
        """WordPress answers in its old way of writing addresses: only its permalinks are missing."""
        if error.code not in ("woo_not_found", "woo_no_woocommerce"):
            return error
        try:
            index = self.client.index("/?rest_route=/")
        except ShopError:
            return ConfigError("woo_no_wordpress", host=self.client.site)
        known = isinstance(index.get("namespaces"), list)
        return ConfigError("woo_no_permalinks") if known else error

    def _look_at_rights(self, found: Findings) -> None:
        """A batch of nothing changes nothing, and needs the right to write."""
        try:
            self.client.send("POST", "products/batch", {}, writes=False)
        except ConfigError as error:
            if error.code == "woo_read_only":
                found.missing.append(("stock", "POST"))
            else:
                found.errors.append(error)
        except ShopError as error:
            found.errors.append(error)

    def _try(self, found: Findings, step: Callable[[], None]) -> None:
        """A table that this key may not read is found out from the orders."""
        try:
            step()
        except ConfigError as error:
            if error.code not in ("woo_forbidden", "woo_wrong_key", "woo_no_woocommerce"):
                found.errors.append(error)
        except ShopError as error:
            found.errors.append(error)

    def _tell(self, found: Findings) -> None:
        settings = self.references.get("settings", {})
        found.version = text(settings.get("version"))
        if found.version and _version(found.version) < OLDEST:
            found.errors.append(ConfigError("woo_too_old", version=found.version))
        language = text(settings.get("language"))[:2]
        found.languages = [language] if language else []
        found.currencies = [settings["currency"]] if settings.get("currency") else []
        self._table("languages")
        found.references = self.references

    # -- tables ---------------------------------------------------------------------------------

    def _table(self, name: str) -> dict[str, Row]:
        table: dict[str, Row] = self.references.setdefault("tables", {}).setdefault(name, {})
        return table

    def _keep(self, **values: str) -> None:
        self.references.setdefault("settings", {}).update(values)

    def _load_environment(self) -> None:
        status = self.client.get("system_status", _fields="environment")
        environment = status.get("environment") or {}
        language = text(environment.get("language"))
        self._keep(version=text(environment.get("version")), language=language)
        if language:
            iso = language[:2].lower()
            self._table("languages")[iso] = {"id": iso, "iso_code": iso, "name": language}

    def _load_settings(self) -> None:
        for group, names in SETTINGS.items():
            for row in self.client.page(f"settings/{group}", per_page=PAGE).rows:
                if row.get("id") in names:
                    self._keep(**{names[row["id"]]: text(row.get("value"))})
        settings = self.references.get("settings", {})
        # "FR", or "US:CA" where the state counts.
        settings["country"] = text(settings.get("country")).partition(":")[0]
        if settings.get("currency"):
            self._table("currencies")[settings["currency"]] = {"iso_code": settings["currency"]}

    def _load_states(self) -> None:
        """Every state that orders may have, those of plugins too, as the shop calls them."""
        for row in self.client.page("reports/orders/totals").rows:
            key = text(row.get("slug"))
            self._table("order_states")[key] = {"id": key, "name": normaliser.plain(row["name"])}

    def _load_carriers(self) -> None:
        for zone in self.client.page("shipping/zones").rows[:ZONES]:
            for row in self.client.page(f"shipping/zones/{zone['id']}/methods").rows:
                key = normaliser.carrier_key(row)
                name = normaliser.plain(row.get("title"))
                self._table("carriers")[key] = {"id": key, "name": name}

    def _load_taxes(self) -> None:
        number, taxes = 1, {}
        while True:
            page = self.client.page("taxes", per_page=PAGE, page=number, orderby="id", order="asc")
            for row in page.rows:
                taxes[text(row["id"])] = {
                    "rate": normaliser.amount(row.get("rate")),
                    "class": text(row.get("class")),
                    "country": text(row.get("country")),
                    "narrow": any(map(row.get, ("state", "postcodes", "cities"))),
                }
            if number * PAGE >= page.total:
                break
            number += 1
        self.references.setdefault("tables", {})["taxes"] = taxes

    def _know_tables(self, row: Row) -> None:
        """Read the tax table again when an order names a rate that neither it nor we know."""
        unknown = {
            text(entry.get("rate_id"))
            for entry in row.get("tax_lines") or ()
            if entry.get("rate_percent") in (None, "")
        }
        if unknown - set(self._table("taxes")) and not unknown <= self._asked_taxes:
            self._asked_taxes |= unknown
            self._try(Findings(), self._load_taxes)

    _asked_taxes: set[str]


def _version(version: str) -> tuple[int, ...]:
    """
    >>> _version("10.4.2-beta.1"), _version("9")
    ((10, 4), (9,))
    """
    parts = version.split(".")[:2]
    return tuple(int(part) for part in parts if part.isdigit())


def _zone(name: Any) -> str:
    """The shop's time zone, where it has one and not only hours."""
    zone = str(text(name))
    try:
        ZoneInfo(zone or "none")
    except (KeyError, ValueError, OSError):
        return ""
    return zone
