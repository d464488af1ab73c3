"""The demonstration shop: real records of the BnF, invented prices, distributors and sales."""

import random
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import file_path

from odoo.addons.suite_base.demo.pictures import draw_cover, hang

from ..core.codes import is_isbn, normalise_code
from ..core.unimarc import parse_records

DISTRIBUTORS = (
    "Harmonia Diffusion",
    "Les Petits Presses",
    "Diffusion du Vercors",
    "Éditions de la Tournelle",
    "Collectif Papier Libre",
    "L'Atelier des Ravines",
    "Presses de l'Oisans",
    "La Dérive éditions",
    "Rue des Bons-Enfants",
    "Diffuseur Belledonne",
    "Éditions du Drac",
    "Le Cheval de papier",
    "Comptoir des indés",
    "Diffusion Méridienne",
    "Éditions Barbotine",
    "Le Goût de l'encre",
    "Grandes Diffusions réunies",
    "Plein Cintre",
    "Éditions du Faubourg",
    "La Presse à bras",
    "Les Carnets de Saturne",
    "Diffusion Archipel",
    "Hors Cadre",
    "L'Escargot savant",
    "Maison des revues",
)
OTHER_ARTICLES = (
    ("Sac en toile « Lire sous la pluie »", 12.0),
    ("Carnet ligné A5", 6.5),
    ("Affiche sérigraphiée", 18.0),
    ("Carte postale de Grenoble", 1.5),
    ("CD « Chansons de Hugo »", 14.9),
    ("T-shirt de la librairie", 20.0),
    ("Jeu de cartes littéraire", 16.0),
    ("Marque-page aimanté", 3.0),
)
LABELS = ("Roman", "Poésie", "Théâtre", "Jeunesse", "Essai", "Beau livre")
PRICES = (3.9, 5.2, 6.9, 7.9, 8.5, 9.9, 11.5, 14.0, 17.5, 19.0, 22.0, 24.9, 29.0, 35.0)
COVERS = ("#ffd8a8", "#d0ebff", "#ffec99", "#d3f9d8", "#eebefa", "#f1f3f5")
DEPOSITS = 12


def open_shop(records):
    """:return: the company of the demonstration shop, and the records as seen from there, quietly"""
    company = records.env.ref("base.main_company")
    return company, records.with_company(company).with_context(
        allowed_company_ids=company.ids, tracking_disable=True, mail_notrack=True
    )


class BookstoreDeposit(models.Model):
    _inherit = "bookstore.deposit"

    @api.model
    def _demo_load(self):
        """Build the demonstration shop in the main company."""
        company, shop = open_shop(self)
        return shop._demo_build(company)

    def _demo_build(self, company):
        chance = random.Random(43848)
        owners = self._demo_distributors()
        places = self._demo_places(company)
        titles = self._demo_titles(chance)
        deposits = self._demo_deposits(company, owners, chance)
        catalogue = self._demo_catalogue(titles, owners, chance)
        self._demo_parcels(catalogue, places, chance)
        self._demo_year(titles, places, chance)
        self._demo_statements(deposits)
        self._demo_ambiguities(titles, deposits, places)
        self._demo_today(titles, deposits, places)
        self._demo_people(company, places[0].warehouse_id)
        self._demo_counter(company, titles, places, chance)
        return True

    # -- who and where -----------------------------------------------------------

    def _demo_distributors(self):
        towns = [
            ("Grenoble", "38000"),
            ("Lyon", "69007"),
            ("Paris", "75011"),
            ("Nantes", "44000"),
            ("Marseille", "13006"),
        ]
        france = self.env.ref("base.fr")
        return self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "bookstore_is_distributor": True,
                    "bookstore_rating": str((position * 7) % 5),
                    "email": f"diffuseur{position + 1}@example.com",
                    "city": towns[position % 5][0],
                    "zip": towns[position % 5][1],
                    "street": f"{3 + position * 2} rue de l'Imprimerie",
                    "country_id": france.id,
                    "lang": self.env.user.lang,
                }
                for position, name in enumerate(DISTRIBUTORS)
            ]
        )

    def _demo_places(self, company):
        """A house of its own: what other trades keep stands in the company's other warehouses."""
        # a bookshop is no counter where things are rented (a field of that add-on)
        warehouses = self.env["stock.warehouse"].with_context(default_is_rental_shop=False)
        address = self.env["res.partner"].create(
            {
                "name": f"{company.name}, librairie",
                "type": "other",
                "street": "6 place Saint-Bruno",
                "zip": "38000",
                "city": "Grenoble",
                "country_id": self.env.ref("base.fr").id,
                "phone": "+33 4 99 00 06 38",
                "lang": self.env.user.lang,
            }
        )
        warehouse = warehouses.create(
            {
                "name": "Librairie",
                "code": "LIB",
                "company_id": company.id,
                "partner_id": address.id,
            }
        )
        shop = warehouse.lot_stock_id
        shop.write({"name": "Boutique", "bookstore_use": "sale_point"})
        reserve, cellar = self.env["stock.location"].create(
            [
                {
                    "name": name,
                    "usage": "internal",
                    "location_id": warehouse.view_location_id.id,
                    "company_id": company.id,
                    "bookstore_use": "reserve",
                }
                for name in ("Réserve", "Cave")
            ]
        )
        return shop, reserve, cellar

    def _demo_people(self, company, warehouse):
        people = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": name,
                        "login": login,
                        "password": login,
                        "company_id": company.id,
                        "company_ids": [Command.set(company.ids)],
                        "group_ids": [
                            Command.link(self.env.ref(f"bookstore_deposit.{group}").id),
                            Command.link(self.env.ref("point_of_sale.group_pos_user").id),
                        ],
                    }
                    for name, login, group in (
                        ("Camille Libraire", "libraire", "group_bookstore_user"),
                        ("Dominique Gérance", "gerance", "group_bookstore_manager"),
                    )
                ]
            )
        )
        people.property_warehouse_id = warehouse

    # -- titles ------------------------------------------------------------------

    def _demo_titles(self, chance):
        records = self._demo_records()
        publishers = self._demo_publishers(records)
        tags = self.env["product.tag"].create([{"name": name} for name in LABELS])
        books, others = self.env["product.category"].create(
            [{"name": "Livres"}, {"name": "Papeterie et objets"}]
        )
        vals_list = [
            self._demo_title_vals(record, publishers, tags, chance) | {"categ_id": books.id}
            for record in records
        ]
        vals_list += [
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "categ_id": others.id,
                "list_price": price,
                "available_in_pos": True,
                "bookstore_interesting": True,
                "bookstore_is_title": True,
            }
            for name, price in OTHER_ARTICLES
        ]
        titles = self.env["product.product"].create(vals_list)
        hang(titles[: len(records)], map(self._demo_cover, records))
        return titles

    def _demo_records(self):
        records, seen = [], set()
        folder = Path(file_path("bookstore_deposit/demo/unimarc_bnf"))
        for path in sorted(folder.glob("*.xml")):
            for record in parse_records(path.read_bytes()):
                key = record["isbn"] or (record["title"], record["publisher"], record["year"])
                if record["title"] and key not in seen:
                    seen.add(key)
                    records.append(record)
        return records[:140]

    def _demo_publishers(self, records):
        names = sorted({record["publisher"] for record in records if record["publisher"]})
        partners = self.env["res.partner"].create(
            [{"name": name, "is_company": True, "bookstore_is_publisher": True} for name in names]
        )
        return dict(zip(names, partners, strict=True))

    def _demo_title_vals(self, record, publishers, tags, chance):
        """A title of a real record; books bear their own VAT, other articles the usual one."""
        isbn = record["isbn"]
        publisher = publishers.get(record["publisher"])
        price = chance.choice(PRICES)
        return {
            "name": record["title"],
            "type": "consu",
            "is_storable": True,
            "available_in_pos": True,
            "bookstore_interesting": True,
            "bookstore_is_title": True,
            "list_price": price,
            "standard_price": round(price / 1.055 * 0.65, 2),
            "barcode": normalise_code(isbn) if is_isbn(isbn) else False,
            "bookstore_authors": record["authors"],
            "bookstore_publisher_id": publisher.id if publisher else False,
            "bookstore_collection": record["collection"],
            "bookstore_year": record["year"],
            "bookstore_pages": record["pages"],
            "bookstore_summary": record["summary"],
            "bookstore_marc": record["raw"],
            "product_tag_ids": [Command.link(chance.choice(tags).id)],
        } | self.env.company._bookstore_prepare_book_tax_vals()

    def _demo_cover(self, record):
        title = record["title"]
        return draw_cover(title, record["authors"] or "", COVERS[len(title) % len(COVERS)])

    # -- deposits and parcels -------------------------------------------------------

    def _demo_deposits(self, company, owners, chance):
        kinds = ("standard", "automatic", "standard", "fixed")
        return self.create(
            [
                {
                    "partner_id": owner.id,
                    "company_id": company.id,
                    "kind": kinds[position % 4],
                    "discount": chance.choice((30.0, 33.0, 35.0, 38.0, 40.0)),
                    "max_days": 365 if position % 3 == 0 else 0,
                    "bill_losses": position % 4 != 2,
                    "next_statement_date": fields.Date.context_today(self)
                    + timedelta(days=position * 9 - 12),
                }
                for position, owner in enumerate(owners[:DEPOSITS])
            ]
        )

    def _demo_catalogue(self, titles, owners, chance):
        """``[(owner or none, days ago, place number, [(title, copies)])]``: a year of parcels."""
        parcels = []
        for position, owner in enumerate(owners[:DEPOSITS]):
            own = titles[position * 9 : position * 9 + 12]
            parcels.append((owner, 350 - position * 4, [(t, chance.randint(2, 5)) for t in own]))
            parcels.append(
                (owner, 120 - position * 3, [(t, chance.randint(1, 3)) for t in own[::3]])
            )
        for position, owner in enumerate(owners[DEPOSITS : DEPOSITS + 6]):
            firm = titles[70 + position * 12 : 84 + position * 12]
            parcels.append((owner, 300 - position * 20, [(t, chance.randint(1, 4)) for t in firm]))
        parcels.append((owners[-1], 200, [(t, 8) for t in titles[-len(OTHER_ARTICLES) :]]))
        return [parcel for parcel in parcels if parcel[2]]

    def _demo_parcels(self, catalogue, places, chance):
        deposits = self.search([("company_id", "=", self.env.company.id)]).partner_id
        for number, (owner, days, lines) in enumerate(sorted(catalogue, key=lambda row: -row[1])):
            parcel = self.env["bookstore.parcel"].create(
                {
                    "kind": "deposit" if owner in deposits else "firm",
                    "partner_id": owner.id,
                    "number": f"BL-{2400 + number * 7}",
                    "date": fields.Date.context_today(self) - timedelta(days=days),
                    "location_id": places[0].id,
                    "discount": 35.0,
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": title.id,
                                "quantity": copies,
                                "location_id": chance.choice((places[0], places[0], places[1])).id,
                            }
                        )
                        for title, copies in lines
                    ],
                }
            )
            parcel.action_validate()
            self._demo_backdate(parcel.picking_ids.move_ids, days)

    def _demo_backdate(self, moves, days):
        """The demonstration tells a year; the software itself never dates back."""
        date = fields.Datetime.now() - timedelta(days=days)
        moves.write({"date": date})
        moves.move_line_ids.write({"date": date})
        moves.allocation_ids.write({"date": date})
        moves.picking_id.write({"date_done": date})

    # -- sales ----------------------------------------------------------------------

    def _demo_sell(self, title, copies, place, days=0):
        moves = self.env["stock.move"]
        move = moves.create(
            moves._prepare_bookstore_move_vals(
                title,
                copies,
                place,
                self.env.ref("stock.stock_location_customers"),
                "sale",
                origin=self.env._("Sale at the counter"),
            )
        )
        move._action_done()
        if days:
            self._demo_backdate(move, days)
        return move

    def _demo_year(self, titles, places, chance):
        in_shop = titles.with_context(location=places[0].id)
        sold = [title for title in in_shop if title.qty_available > 1]
        for title in chance.sample(sold, min(60, len(sold))):
            self._demo_sell(title, 1, places[0], chance.randint(15, 110))
        waiting = self.env["bookstore.allocation"].search([("state", "=", "pending")])
        for allocation in waiting:
            if allocation.state == "pending":
                allocation.action_decide(allocation.advised_owner_id.id)

    def _demo_statements(self, deposits):
        """Two closed and billed, one ready, one blocked later by an ambiguity."""
        for deposit in deposits[8:10]:
            deposit.action_draw_up_statement()
            draft = deposit.statement_ids.filtered(lambda statement: statement.state == "draft")
            draft.action_close()
        deposits[3].action_draw_up_statement()

    def _demo_ambiguities(self, titles, deposits, places):
        """Three copies sold while two distributors had the title."""
        first, second = deposits[0], deposits[1]
        shared = [title for title in titles[:9] if title.barcode or title.bookstore_authors][:3]
        parcel = self.env["bookstore.parcel"].create(
            {
                "kind": "deposit",
                "partner_id": second.partner_id.id,
                "number": "BL-2999",
                "location_id": places[0].id,
                "line_ids": [
                    Command.create({"product_id": title.id, "quantity": 2}) for title in shared
                ],
            }
        )
        parcel.action_validate()
        self.env["bookstore.parcel"].create(
            {
                "kind": "deposit",
                "partner_id": first.partner_id.id,
                "number": "BL-2998",
                "location_id": places[0].id,
                "line_ids": [
                    Command.create({"product_id": title.id, "quantity": 2}) for title in shared
                ],
            }
        ).action_validate()
        for title in shared:
            self._demo_sell(title, 1, places[0])
        first.action_draw_up_statement()

    def _demo_today(self, titles, deposits, places):
        """What waits on the first screen: a parcel, a claim, a shelf to refill, copies below zero."""
        parcels = self.env["bookstore.parcel"]
        claim = parcels.create(
            {
                "kind": "deposit",
                "partner_id": deposits[4].partner_id.id,
                "number": "BL-3001",
                "location_id": places[0].id,
                "line_ids": [
                    Command.create(
                        {
                            "product_id": titles[40].id,
                            "quantity": 3,
                            "missing": 1,
                            "note": "1 annoncé, absent du colis",
                        }
                    ),
                    Command.create(
                        {
                            "product_id": titles[41].id,
                            "quantity": 2,
                            "damaged": 1,
                            "note": "Coin abîmé",
                        }
                    ),
                ],
            }
        )
        claim.action_validate()
        parcels.create(
            {
                "kind": "deposit",
                "partner_id": deposits[5].partner_id.id,
                "number": "BL-3002",
                "location_id": places[0].id,
                "announced_total": 96.4,
                "line_ids": [
                    Command.create({"product_id": titles[50].id, "quantity": 2}),
                    Command.create({"product_id": titles[52].id, "quantity": 1}),
                ],
            }
        )
        self._demo_movement("transfer", titles[60], 1, places[0], places[1])
        self._demo_movement("loss", titles[45], 1, places[0])
        self._demo_sell(titles[-1], 10, places[0])

    def _demo_movement(self, kind, title, copies, source, target=None):
        movement = self.env["bookstore.movement"].create(
            {
                "kind": kind,
                "location_id": source.id,
                "location_dest_id": target.id if target else False,
                "line_ids": [Command.create({"product_id": title.id, "quantity": copies})],
            }
        )
        movement.action_validate()
