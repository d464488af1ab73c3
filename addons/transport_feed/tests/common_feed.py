"""Builders of the feed tests: files on an invented Spider-VO layout."""

from odoo.addons.transport_order.tests.common import TransportCommon

SPIDER_TAGS = ("prix_achat", "prix_marchand", "nom_agent", "mail_agent", "tel_agent")


def spider_xml(cars, encoding="utf-8"):
    """An export on the layout of Spider-VO with confidential and personal tags.

    :param list cars: dicts of tags
    :return: bytes
    """
    parts = [f'<?xml version="1.0" encoding="{encoding}"?>\n<vehicules>\n']
    for car in cars:
        tags = dict.fromkeys(SPIDER_TAGS, "12345,67") | {
            "mail_agent": "agent@garage.example",
            "tel_agent": "06 11 22 33 44",
            "date_mec": "2019-03-02",
            "genre": "VP",
            "disponibilite": "Sur parc",
            "reservation": "NON",
            "longueur": "1",
            "poids_a_vide": "0",
            "lieu_stockage": "",
        }
        tags |= car
        body = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in tags.items())
        parts.append(f"<vehicule>{body}</vehicule>\n")
    parts.append("</vehicules>")
    return "".join(parts).encode(encoding)


def spider_car(number, **tags):
    return {
        "reference": f"S{number:05}",
        "immat": f"AA-{number % 1000:03}-{chr(65 + number // 1000 % 26)}Z",
        "numero_serie": "",
        "marque": "RENAULT",
        "modele": "Clio",
        "kilometrage": f"{10000 + number}",
    } | tags


def neutral_csv(rows, encoding="utf-8"):
    """A stock in the neutral CSV.

    :param list rows: (reference, plate, vin, make, model, status)
    """
    lines = ["reference;immatriculation;vin;marque;modele;statut"]
    lines += [";".join(row) for row in rows]
    return "\n".join(lines).encode(encoding)


class FeedCommon(TransportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spider = cls.env.ref("transport_feed.feed_profile_spider_vo")
        cls.neutral = cls.env.ref("transport_feed.feed_profile_neutral_csv")
        cls.feed = cls._create_feed()
        cls.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")

    @classmethod
    def _create_feed(cls, **values):
        return cls.env["transport.feed"].create(
            {"name": "Stock Martin", "partner_id": cls.site.id, "profile_id": cls.spider.id}
            | values
        )

    def _stock(self, feed=None, active=True):
        return (
            self.env["transport.vehicle"]
            .with_context(active_test=active)
            .search([("feed_id", "=", (feed or self.feed).id)], order="ext_ref")
        )

    def _import_spider(self, cars, **options):
        return self.feed._import(spider_xml(cars), "manual", **options)
