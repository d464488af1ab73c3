import random

from odoo import api, models

from odoo.addons.suite_base.demo.pictures import draw_thing

from ..core.reading import read_value
from . import catalogue

SEED = 1789
PRODUCTS = 1500
PICTURED = 4
"""Products of a family with a picture: each costs half a tenth of a second."""
SILENT = 0.04
"""Share of the optional values that nobody filled in: a real catalogue has holes."""


class TechSpecDemo(models.AbstractModel):
    """Fills a demonstration database with a believable catalogue; called by demo/spec_demo.xml."""

    _name = "tech.spec.demo"
    _description = "Demonstration Catalogue"

    @api.model
    def _demo_catalogue(self):
        """Create the attributes, the families and the products with their values."""
        attributes = self._demo_attributes()
        families = self._demo_families(attributes)
        chooser = random.Random(SEED)
        products = self._demo_products(families, chooser)
        self._demo_pictures(products)
        self._demo_values(products, attributes, chooser)
        self._demo_history(products, attributes)

    def _name_it(self, records, names):
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"crm_technical_spec.demo_{name}", "record": record, "noupdate": True}
                for record, name in zip(records, names, strict=True)
            ]
        )

    def _demo_attributes(self):
        """Return ``{code: attribute}``, shipped ones included."""
        general = self.env["tech.spec.group"].create({"name": "Généralités", "sequence": 5})
        vals_list = []
        for place, (code, facts) in enumerate(catalogue.ATTRIBUTES.items()):
            label, kind, unit, heading, better, options = facts
            group = general if heading == catalogue.GEN else self._ref(heading)
            vals_list.append(
                {
                    "name": label,
                    "code": f"demo_{code}",
                    "kind": kind,
                    "unit_id": self._ref(unit).id if unit else False,
                    "group_id": group.id,
                    "sequence": 100 + place,
                    "better": better,
                    "decimals": 2,
                    "near_absolute": 5 if unit == "unit_temperature_degc" else 0,
                    "print_on_quote": code not in catalogue.INTERNAL,
                    "print_on_invoice": code in ("torque", "thrust", "supply"),
                    "option_ids": [
                        (0, 0, {"name": name, "sequence": rank})
                        for rank, name in enumerate(options.split("|") if options else ())
                    ],
                }
            )
        attributes = self.env["tech.spec.attribute"].create(vals_list)
        self._name_it(attributes, [f"attribute_{code}" for code in catalogue.ATTRIBUTES])
        shipped = {
            "ip_rating": self._ref("attribute_ip"),
            "ik_rating": self._ref("attribute_ik"),
            "thermal_class": self._ref("attribute_insulation_class"),
        }
        return dict(zip(catalogue.ATTRIBUTES, attributes, strict=True)) | shipped

    def _ref(self, name):
        return self.env.ref(f"crm_technical_spec.{name}")

    def _demo_families(self, attributes):
        """Return ``{code: family}``; those above are created first."""
        families = {}
        for code, (label, above, codes) in catalogue.FAMILIES.items():
            families[code] = self.env["tech.spec.family"].create(
                {
                    "name": label,
                    "parent_id": families[above].id if above else False,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "attribute_id": attributes[name].id,
                                "sequence": place,
                                "required": name in catalogue.REQUIRED,
                                "is_key": name in catalogue.KEYS,
                            },
                        )
                        for place, name in enumerate(codes)
                    ],
                }
            )
        self._name_it(families.values(), [f"family_{code}" for code in families])
        return families

    def _demo_products(self, families, chooser):
        """Return ``[(product, family code, relative size)]``."""
        category = self.env["product.category"].create({"name": "Automatismes"})
        facts, vals_list = [], []
        share = PRODUCTS // len(catalogue.RANGES) + 1
        for code, (name, prefix, low, high, sizes) in catalogue.RANGES.items():
            for place in range(min(share, PRODUCTS - len(vals_list))):
                size = place % len(sizes)
                series = catalogue.SERIES[place // len(sizes) % len(catalogue.SERIES)]
                edition = place // (len(sizes) * len(catalogue.SERIES)) + 1
                rank = (size + chooser.random() * 0.6) / len(sizes)
                price = round(low + (high - low) * rank, 0)
                label = f"{name} {series} {sizes[size]}" + (
                    f" série {edition}" if edition > 1 else ""
                )
                vals_list.append(
                    {
                        "name": label,
                        "default_code": f"{prefix}-{series[:3].upper()}{sizes[size]}-{edition}",
                        "categ_id": category.id,
                        "tech_family_id": families[code].id,
                        "list_price": price,
                        "standard_price": round(price * chooser.uniform(0.5, 0.72), 2),
                    }
                )
                facts.append((code, rank))
        products = (
            self.env["product.template"].with_context(tracking_disable=True).create(vals_list)
        )
        self._name_it(products, [f"product_{place}" for place in range(len(products))])
        return [(product, *rest) for product, rest in zip(products, facts, strict=True)]

    def _demo_pictures(self, products):
        """One drawing a family, drawn here, for the first ones of each."""
        families = {}
        for product, code, _rank in products:
            families.setdefault(code, []).append(product)
        for code, members in families.items():
            first = self.env["product.template"].union(*members[:PICTURED])
            first.image_1920 = draw_thing(catalogue.PICTURES[code], catalogue.GROUND)

    def _demo_values(self, products, attributes, chooser):
        codes = {attribute.id: code for code, attribute in attributes.items()}
        specs = self.env["tech.spec.attribute"]._get_specs()
        book = self.env["tech.spec.unit"]._get_book()
        entries, lines_of = [], {}
        for product, code, rank in products:
            family = product.tech_family_id
            for line in lines_of.setdefault(code, family._get_lines()):
                silent = chooser.random() < SILENT and not line.required
                text = catalogue.write_value(codes[line.attribute_id.id], rank, chooser)
                if text and not silent:
                    reading = read_value(specs[line.attribute_id.id], text, book)
                    entries.append((product.id, None, line.attribute_id.id, reading))
        self.env["tech.spec.value"]._bulk_store(entries)

    def _demo_history(self, products, attributes):
        """Let the manufacturer change a few data sheets: the history has something to tell."""
        warranty = next(one for code, one in attributes.items() if code == "warranty")
        editor = self.with_user(self.env.ref("base.user_admin")).env["tech.spec.value"]
        touched = [product.id for product, _code, _rank in products[::125]]
        domain = [("product_tmpl_id", "in", touched), ("attribute_id", "=", warranty.id)]
        editor.search(domain).write({"value_text": "6 ans"})
