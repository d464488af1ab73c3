"""Who supplies and who makes a product: known to a shop by name, made where it lacks."""

from collections.abc import Iterable
from typing import Any

from odoo.addons.shop_sync.core.errors import DataError
from odoo.addons.shop_sync.core.xmlwriter import write_rows

from .texts import clean_name, folded

# Field of a product, resource and node.
RESOURCES = {
    "id_supplier": ("suppliers", "supplier"),
    "id_manufacturer": ("manufacturers", "manufacturer"),
}
NAME_LIMIT = 64


class MakerBook:
    """The suppliers and brands that a shop knows, read when they are first asked for."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._known: dict[str, dict[str, str]] = {}
        self._refused: dict[tuple[str, str], DataError] = {}

    def _table(self, field: str) -> dict[str, str]:
        """Of two with one name the older one counts."""
        if field not in self._known:
            rows = self._client.rows(RESOURCES[field][0], display="[id,name]", sort="[id_ASC]")
            found: dict[str, str] = {}
            for row in rows:
                found.setdefault(folded(row["name"]), str(row["id"]))
            self._known[field] = found
        return self._known[field]

    def key(self, field: str, name: str) -> str:
        """Its number in the shop; its name where the shop does not know it yet; "0" for nobody.

        :raises DataError: the shop refused to make it
        """
        name = clean_name(name, NAME_LIMIT)
        if error := self._refused.get((field, folded(name))):
            raise error
        return self._table(field).get(folded(name), name) if name else "0"

    def provide(self, field: str, names: Iterable[str]) -> None:
        """Make those that the shop lacks: it would take the same name twice. One that it refuses
        concerns the products that bear it, see ``key``."""
        for name in dict.fromkeys(clean_name(name, NAME_LIMIT) for name in names):
            if name and folded(name) not in self._table(field):
                resource, node = RESOURCES[field]
                body = write_rows(node, [{"name": name, "active": "1"}])
                try:
                    self._client.write_body("POST", resource, node, body)
                except DataError as error:
                    self._refused[field, folded(name)] = error
                else:
                    del self._known[field]
