"""What is mapped in a shop, for one batch of documents."""

from ..core.errors import DataError


class Choices:
    """What is mapped in one shop, asked once for each key of a batch instead of once a line."""

    def __init__(self, mappings, channel):
        self._mappings = mappings
        self._channel = channel
        self._found = {}

    def _once(self, method, key, *args):
        if (method, key) not in self._found:
            self._found[method, key] = getattr(self._mappings, method)(self._channel, *args)
        return self._found[method, key]

    def rates(self, country):
        return self._once("_get_rates", country, country)

    def currency(self, code):
        if ("currency", code) not in self._found:
            self._found["currency", code] = self._mappings.env["res.currency"]._shop_by_code(code)
        return self._found["currency", code]

    def state(self, state):
        return self._once("_get_state", state["id"], state)

    def carrier(self, shipping):
        return self._once("_get_carrier", shipping["carrier_id"], shipping)

    def language(self, iso):
        return self._once("_get_language", iso, iso)

    def tags(self, group):
        return self._once("_get_tags", group, group)

    def tax(self, rate, country):
        return self._once("_get_tax", (rate, country), rate, country)


def waiting_for(code, mapping, **params):
    """An error that ends as soon as `mapping` is chosen. It carries the mapping's key, because
    the mapping itself goes with the savepoint that the error rolls back."""
    error = DataError(code, **params)
    error.mapping = (mapping.kind, mapping.external_key, mapping.external_name)
    return error
