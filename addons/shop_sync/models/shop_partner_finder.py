import hashlib

from stdnum.exceptions import ValidationError as NumberError
from stdnum.util import get_cc_module

from odoo import api, models
from odoo.tools import email_normalize

from ..core import canonical

ADDRESS_FIELDS = (
    "company",
    "firstname",
    "lastname",
    "street",
    "street2",
    "zip",
    "city",
    "state",
    "country",
    "phone",
    "mobile",
    "other",
)


class ShopPartnerFinder(models.AbstractModel):
    """Finds or makes the customers and addresses of a batch of orders.

    A known customer is never overwritten. An address becomes a contact of its own for each
    different content: editing it in the shop leaves earlier orders as they were.
    """

    _name = "shop.partner.finder"
    _description = "Customers of Shop Orders"

    @api.model
    def _find(self, channel, documents, choices):
        """``{order key: (customer, invoice address, delivery address)}`` (partners)."""
        countries = self._countries(documents)
        customers = self._customers(channel, documents, countries, choices)
        wanted = {}
        for document in documents.values():
            customer = customers[self._customer_key(document)]
            for kind in ("invoice", "delivery"):
                address = document[f"{kind}_address"]
                wanted.setdefault((customer.id, self._digest(address)), (customer, kind, address))
        contacts = self._contacts(channel, wanted, countries)
        return {
            key: self._roles(customers, contacts, document) for key, document in documents.items()
        }

    def _roles(self, customers, contacts, document):
        customer = customers[self._customer_key(document)]
        invoice = contacts[customer.id, self._digest(document["invoice_address"])]
        delivery = contacts[customer.id, self._digest(document["delivery_address"])]
        if invoice.type == "delivery" and customer in (invoice.parent_id, invoice.shop_customer_id):
            invoice = customer if self._is_main(customer, document["invoice_address"]) else invoice
        return customer, invoice, delivery

    @staticmethod
    def _is_main(customer, address):
        return (customer.street or "") == address["street"] and (customer.zip or "") == address[
            "zip"
        ]

    # -- customers ----------------------------------------------------------------------------------

    @staticmethod
    def _customer_key(document):
        customer = document["customer"]
        return (
            customer["id"] or f"mail:{customer['email']}"
            if customer["id"] or customer["email"]
            else f"order:{document['id']}"
        )

    @api.model
    def _customers(self, channel, documents, countries, choices):
        by_key = {self._customer_key(document): document for document in documents.values()}
        linked = self.env["shop.binding"]._targets(channel, "customer", list(by_key))
        found = {key: self.env["res.partner"].browse(linked[key]) for key in linked}
        missing = {key: document for key, document in by_key.items() if key not in found}
        known = self._by_email(channel, missing)
        created = self._create_customers(channel, missing, known, countries, choices)
        found |= created
        self.env["shop.binding"]._bind(
            channel, "customer", {key: (created[key], created[key].name) for key in missing}
        )
        return found

    @api.model
    def _by_email(self, channel, documents):
        emails = {email_normalize(d["customer"]["email"]) for d in documents.values()} - {False}
        if not emails or not channel.match_email:
            return {}
        partners = self.env["res.partner"].search_fetch(
            [
                ("email_normalized", "in", list(emails)),
                ("parent_id", "=", False),
                ("company_id", "in", (False, channel.company_id.id)),
            ],
            ["email_normalized"],
        )
        groups = partners.grouped("email_normalized")
        ours = self._of_this_shop(channel, partners) if len(groups) < len(partners) else partners
        found = {
            email: group if len(group) == 1 else (group & ours).sorted("id")[:1]
            for email, group in groups.items()
        }
        return {email: partner for email, partner in found.items() if partner}

    @api.model
    def _of_this_shop(self, channel, partners):
        """Those of these partners that this shop is linked to: among several with one e-mail
        address the one it has already, not yet another one for each guest order."""
        bindings = self.env["shop.binding"].search_fetch(
            [
                ("channel_id", "=", channel.id),
                ("model", "=", "res.partner"),
                ("res_id", "in", partners.ids),
            ],
            ["res_id"],
        )
        return partners.browse(bindings.mapped("res_id"))

    @api.model
    def _create_customers(self, channel, documents, known, countries, choices):
        """Partners for these customers, one for each e-mail address."""
        found, todo, values = {}, {}, []
        for key, document in documents.items():
            email = email_normalize(document["customer"]["email"])
            same = email if email and channel.match_email else key
            if email in known:
                found[key] = known[email]
            elif same in todo:
                todo[same].append(key)
            else:
                todo[same] = [key]
                values.append(self._prepare_customer_vals(document, countries, choices))
        if channel.match_email:
            emails = {email_normalize(value["email"] or "") for value in values}
            self.env["shop.claim"]._take(channel.company_id, "customer", emails)
        partners = self.env["res.partner"].create(values)
        for keys, partner in zip(todo.values(), partners, strict=True):
            found |= dict.fromkeys(keys, partner)
        return found

    @api.model
    def _prepare_customer_vals(self, document, countries, choices):
        customer, address = document["customer"], document["invoice_address"]
        company = address["company"] or customer["company"]
        values = self._prepare_address_vals(address, countries)
        person = self._person(address) or self._person(customer)
        values |= {
            "name": company or person or customer["email"] or self.env._("Shop customer"),
            "is_company": bool(company),
            "email": customer["email"] or False,
            "lang": choices.language(document["language"]),
            "company_id": False,
            "customer_rank": 1,
            "category_id": choices.tags(customer["group"]),
        }
        if not company:
            values["shop_address_digest"] = self._digest(address)
        return values | self._prepare_vat_vals(address, customer, values)

    @staticmethod
    def _person(source):
        return " ".join(filter(None, [source["firstname"], source["lastname"]]))

    @api.model
    def _prepare_vat_vals(self, address, customer, values):
        """The VAT number if it is one; a wrong one is kept as a note and never blocks an order."""
        number = address["vat_number"].replace(" ", "").upper()
        notes = [self.env._("SIRET: %s", customer["siret"])] if customer["siret"] else []
        vals = {}
        if number and self._is_vat(number):
            vals["vat"] = number
        elif number:
            notes.append(self.env._("VAT number as entered in the shop: %s", number))
        if notes:
            vals["comment"] = "<p>{}</p>".format("<br/>".join(notes))
        return vals

    @staticmethod
    def _is_vat(number):
        module = get_cc_module(number[:2].lower().replace("el", "gr"), "vat")
        try:
            return bool(module and module.validate(number))
        except NumberError:
            return False

    # -- addresses ----------------------------------------------------------------------------------

    @staticmethod
    def _digest(address):
        content = {name: address[name] for name in ADDRESS_FIELDS}
        return hashlib.sha256(canonical.dumps(content).encode()).hexdigest()[:32]

    @api.model
    def _contacts(self, channel, wanted, countries):
        digests = [digest for _customer, digest in wanted]
        partner_ids = [customer for customer, _digest in wanted]
        candidates = self.env["res.partner"].search(
            [
                ("shop_address_digest", "in", digests),
                "|",
                "|",
                ("parent_id", "in", partner_ids),
                ("id", "in", partner_ids),
                ("shop_customer_id", "in", partner_ids),
            ]
        )
        found = {}
        for partner in candidates:
            owner = partner.shop_customer_id or partner.parent_id or partner
            key = (owner.id, partner.shop_address_digest)
            if key in wanted and self._still_is(partner, *wanted[key][1:]):
                found[key] = partner
        missing = [key for key in wanted if key not in found]
        created = self.env["res.partner"].create(
            [self._prepare_contact_vals(*wanted[key], key[1], countries) for key in missing]
        )
        return found | dict(zip(missing, created, strict=True))

    @staticmethod
    def _still_is(partner, kind, address):
        """Nobody edited the contact since: its fingerprint alone proves nothing."""
        company = address["company"] if kind == "delivery" else ""
        if company and company not in (partner.commercial_company_name, partner.name):
            return False
        return (
            (partner.street or "") == address["street"]
            and (partner.street2 or "") == address["street2"]
            and (partner.zip or "") == address["zip"]
            and (partner.city or "") == address["city"]
        )

    @api.model
    def _prepare_contact_vals(self, customer, kind, address, digest, countries):
        vals = self._prepare_address_vals(address, countries) | {
            "parent_id": customer.id,
            "type": kind,
            "name": self._person(address) or address["company"] or customer.name,
            "company_name": False,
            "lang": customer.lang,
            "shop_address_digest": digest,
        }
        company = address["company"]
        if kind == "delivery" and company and company != customer.name:
            # A label prints the company of the contact's own parent: one that goes to another
            # company hangs on none, and says whose it is in a field of its own.
            vals |= {"company_name": company, "shop_customer_id": customer.id}
            if customer.is_company:
                vals |= {"parent_id": False, "company_id": customer.company_id.id}
        return vals

    @api.model
    def _prepare_address_vals(self, address, countries):
        country = countries.get(address["country"], self.env["res.country"])
        state = country.state_ids.filtered(lambda s: s.code == address["state"].split("-")[-1])
        vals = {
            "street": address["street"],
            "street2": address["street2"],
            "zip": address["zip"],
            "city": address["city"],
            "country_id": country.id,
            "state_id": state[:1].id,
            "phone": address["mobile"] or address["phone"],
        }
        if address["other"]:
            vals["comment"] = address["other"]
        return vals

    @api.model
    def _countries(self, documents):
        codes = {
            d[f"{kind}_address"]["country"]
            for d in documents.values()
            for kind in ("invoice", "delivery")
        }
        countries = self.env["res.country"].search_fetch([("code", "in", list(codes))], ["code"])
        return {country.code: country for country in countries}
