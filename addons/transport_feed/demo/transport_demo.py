from datetime import timedelta

from odoo import api, fields, models

MAKES = (("RENAULT", "Clio"), ("PEUGEOT", "3008"), ("VW", "Golf"), ("CITROEN", "Berlingo"))
CAR_COUNT = 40


class TransportDemo(models.AbstractModel):
    """Demo data of the stock feeds: one in each situation."""

    _inherit = "transport.demo"

    @api.model
    def _demo_load_feeds(self):
        demo = self.with_context(
            tracking_disable=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else None,
        )
        demo._demo_feed_up_to_date()
        demo._demo_feed_held()
        demo._demo_feed_failing()

    def _demo_site(self, name):
        return self.env["res.partner"].search([("name", "=", name), ("is_company", "=", True)])

    def _demo_feed(self, name, site, profile, **values):
        return self.env["transport.feed"].create(
            {
                "name": name,
                "partner_id": self._demo_site(site).id,
                "profile_id": self.env.ref(f"transport_feed.feed_profile_{profile}").id,
                "user_id": self.env["res.users"].search([("login", "=", "gestionnaire")]).id,
                # The invented addresses are not called by the demo's cron.
                "next_run": fields.Datetime.now() + timedelta(days=3650),
            }
            | values
        )

    def _demo_feed_up_to_date(self):
        feed = self._demo_feed(
            "Stock Spider-VO de Dijon",
            "Garnier Dijon",
            "spider_vo",
            transport="http",
            url="https://flux.example/export.php?token=demo",
        )
        cars = []
        for number in range(CAR_COUNT):
            make, model = MAKES[number % len(MAKES)]
            status = "En arrivage" if number % 9 == 0 else "Sur parc"
            cars.append(
                f"<vehicule><reference>SP{number:04}</reference><marque>{make}</marque>"
                f"<modele>{model}</modele><immat>GA-{number + 100}-DJ</immat><genre>VP</genre>"
                f"<kilometrage>{21_000 + 731 * number}</kilometrage>"
                f"<disponibilite>{status}</disponibilite><prix_achat>0</prix_achat></vehicule>"
            )
        feed._import(f"<vehicules>{''.join(cars)}</vehicules>".encode(), "scheduled")
        feed._import(f"<vehicules>{''.join(cars[1:])}</vehicules>".encode(), "scheduled")

    def _demo_feed_held(self):
        feed = self._demo_feed("Stock de Nantes", "Ouest Occasions Nantes", "neutral_csv")
        lines = ["reference;immatriculation;marque;modele;kilometrage;statut"]
        for number in range(CAR_COUNT):
            make, model = MAKES[number % len(MAKES)]
            lines.append(
                f"N{number:03};NA-{number + 100}-TS;{make};{model};{9_000 + 917 * number};en stock"
            )
        lines += [";;RENAULT;Twingo;100;en stock", 'N900;NA-900-TS;"RENAULT;Zoe;5000;en stock']
        feed._import("\n".join(lines).encode("cp1252"), "upload", "stock-nantes.csv")
        feed._import("\n".join(lines[:12]).encode("cp1252"), "upload", "stock-nantes.csv")

    def _demo_feed_failing(self):
        feed = self._demo_feed(
            "Stock PlanetVO de Lille",
            "Nord Auto Lille",
            "planetvo",
            transport="http",
            url="https://planetvo.example/export?cle=demo",
        )
        for _attempt in range(3):
            feed._import(b"<!DOCTYPE html><html><body>Connexion</body></html>", "scheduled")
