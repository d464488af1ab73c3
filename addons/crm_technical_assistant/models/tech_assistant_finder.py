import re

from odoo import api, models

from ..core.needs import read_need
from ..core.text import fold
from .tech_assistant import SHOWN
from .tech_assistant_names import ANY_ACCENT


class TechAssistant(models.AbstractModel):
    """What is in stock, and which product fits a need that is said in a sentence."""

    _inherit = "tech.assistant"

    @api.model
    def _answer_stock(self, reading):
        if not reading.name:
            return self._say(self.env._("Of which product? For example: Stock of MT-400"))
        products = self._find_products(reading.name)
        if not products:
            return self._say_which(reading.name, products)
        finder = self.env["tech.spec.finder"]
        facts, names = finder._get_facts(products[:SHOWN]), finder._get_fact_names()
        rows = [
            self._row(one, *self._write_facts(names, facts[one.id])) for one in products[:SHOWN]
        ]
        return self._list(self.env._("In stock:"), rows, len(products))

    @api.model
    def _find_products(self, name):
        """Return the products that a name means; a word of their kind may stand before it."""
        scope = [("sale_ok", "=", True)]
        products = self.env["product.product"]
        words = name.split()
        for place in range(len(words)):
            part = " ".join(words[place:])
            if not place or re.search(r"\d", part):
                code = re.sub(r"[\\%_]", "", part)
                if exact := products.search([*scope, ("default_code", "=ilike", code)], limit=1):
                    return exact
                found = products.name_search(part, scope, "ilike", SHOWN + 1)
                if found:
                    return products.browse([key for key, _name in found])
        return self._find_named("product.product", name, scope)

    @api.model
    def _write_facts(self, names, facts):
        return [f"{name} {fact}" for name, fact in zip(names, facts, strict=True) if fact]

    @api.model
    def _answer_need(self, channel, sentence, chosen):
        """Return the products that meet what a sentence names, nothing when it names nothing.

        :param chosen: ``{text: attribute id}``, what the asker said of it already
        """
        if self._get_refusal("find"):
            return None
        need = self._read_need(sentence)
        if not need.terms:
            return None
        finder = self.env["tech.spec.finder"]
        family = self._find_family(need.words)
        read = finder.read_sentence(need.text, family.id)
        if read["unknown"]:
            return self._list(self.env._("Say it another way:"), read["reasons"])
        requests, told, asked = self._settle_meanings(read, family, chosen)
        if asked:
            return self._ask_meaning(channel, sentence, chosen, asked)
        found = self._list_products(finder, family, requests)
        return self._ask_meaning(channel, sentence, chosen, told) + found if told else found

    @api.model
    def _read_need(self, sentence):
        book = self.env["tech.spec.unit"]._get_book()
        infos = self.env["tech.spec.attribute"]._get_infos().values()

        def get_labels(symbol):
            quantities = {unit.quantity for unit in book.candidates(symbol)}
            return [name for info in infos if info.quantity in quantities for name in info.names]

        return read_need(sentence, lambda unit: bool(book.candidates(unit)), get_labels)

    @api.model
    def _find_family(self, words):
        """Return the family that the first telling word names, with those below it.

        A word that names several ("gate" of gate motors and of gate sensors) tells nothing.
        """
        families = self.env["tech.spec.family"]
        for word in words:
            start = ANY_ACCENT.sub("_", fold(word)[: max(3, (len(word) + 1) // 2)])
            found = families.search(
                ["|", ("name", "=ilike", f"{start}%"), ("name", "=ilike", f"% {start}%")]
            )
            paths = tuple(family.parent_path for family in found)
            top = found.filtered(
                lambda family: (
                    not any(
                        family.parent_path != path and family.parent_path.startswith(path)
                        for path in paths  # noqa: B023  # asked at once
                    )
                )
            )
            if len(word) > 2 and len(top) == 1:
                return top
        return families

    @api.model
    def _list_products(self, finder, family, requests):
        page = finder.find_products(family.id, requests)
        asked = ", ".join(f"{one['name']} {one['label']}" for one in requests)
        scope = f"{family.name} – {asked}" if family else asked
        if not page["total"]:
            return self._say(
                self.env._("No product is known to meet all of it (%(need)s).", need=scope)
            )
        products = self.env["product.product"]
        currency = self.env.company.currency_id
        rows = [
            self._row(
                products.browse(row["id"]),
                self._amount(row["price"], currency),
                *self._write_facts(page["facts"], row["facts"]),
            )
            for row in page["products"][:SHOWN]
        ]
        title = self.env._("%(count)s products meet %(need)s:", count=page["total"], need=scope)
        return self._list(title, rows, page["total"])
