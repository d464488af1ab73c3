"""The shop as its own price oracle: ``price[x][use_tax]=1&price[x][quantity]=10``."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# Of the tax rules that the fake knows by their number.
TAX = {"1": Decimal("1.2")}


def prices(store, resource, row, params):
    """``{"price:x": text}`` of what a request asks about a product."""
    names = {name.split("[")[1].rstrip("]") for name in params if name.startswith("price[")}
    if resource != "products" or not names:
        return {}
    return {f"price:{name}": f"{_Asked(store, row, params, name).price():.6f}" for name in names}


class _Asked:
    """One price as one customer sees it."""

    def __init__(self, store, row, params, name):
        self.store, self.row = store, row
        self._params, self._name = params, name
        self.quantity = int(self.get("quantity", 1))
        self.combination = self.get("product_attribute", self._usual_combination())
        self.taxed = self.get("use_tax", "1") == "1"
        self.tax = TAX.get(str(row["id_tax_rules_group"]), Decimal(1))

    def get(self, option, usual):
        return self._params.get(f"price[{self._name}][{option}]", usual)

    def _usual_combination(self):
        """The one that a customer sees first."""
        table = self.store.tables["combinations"]
        rows = [table.rows[key] for key in table.where("id_product", [str(self.row["id"])])]
        return next((str(row["id"]) for row in rows if str(row["default_on"]) == "1"), "0")

    def price(self):
        special = self._special()
        full = self._full(special)
        reduction = self._reduction(special, full)
        if self.get("only_reduction", "0") == "1":
            full, reduction = reduction, Decimal(0)
        elif self.get("use_reduction", "1") == "0":
            reduction = Decimal(0)
        return (full - reduction).quantize(CENT, ROUND_HALF_UP)

    def _full(self, special):
        price = Decimal(self.row["price"] or 0)
        if special is not None and Decimal(special["price"]) >= 0:
            price = Decimal(special["price"])
        if self.combination != "0":
            combination = self.store.tables["combinations"].rows[int(self.combination)]
            price += Decimal(combination["price"] or 0)
        return price * self.tax if self.taxed else price

    def _reduction(self, special, full):
        if special is None:
            return Decimal(0)
        amount = Decimal(special["reduction"])
        if special["reduction_type"] == "percentage":
            return full * amount
        with_tax = str(special.get("reduction_tax", "1")) != "0"
        if with_tax and not self.taxed:
            return amount / self.tax
        return amount if with_tax or not self.taxed else amount * self.tax

    def _special(self):
        """The more particular group, then the highest quantity that is reached: dearer or not."""
        table = self.store.tables["specific_prices"]
        group = self.get("group", "3")
        rows = [table.rows[key] for key in table.where("id_product", [str(self.row["id"])])]
        return max(
            (row for row in rows if self._is_for(row, group)),
            key=lambda row: (row["id_group"] == group, int(row["from_quantity"])),
            default=None,
        )

    def _is_for(self, special, group):
        now = self.store.now()
        begins, ends = special["from"] or "0000", special["to"] or "0000"
        return (
            special["id_group"] in ("", "0", group)
            and special["id_product_attribute"] in ("", "0", self.combination)
            and int(special["from_quantity"]) <= self.quantity
            and (begins.startswith("0000") or begins <= now)
            and (ends.startswith("0000") or now <= ends)
        )
