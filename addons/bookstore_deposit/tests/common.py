from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.tests import TransactionCase

from ..models import sql


class BookstoreCommon(TransactionCase):
    """A shop with a sale point and a reserve, and distributors A, B and C."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls._build_shop()

    @classmethod
    def _build_shop(cls):
        cls.company = cls._create_company()
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.shop = cls.warehouse.lot_stock_id
        cls.shop.bookstore_use = "sale_point"
        cls.reserve = cls.env["stock.location"].create(
            {
                "name": "Reserve",
                "location_id": cls.warehouse.view_location_id.id,
                "usage": "internal",
                "company_id": cls.company.id,
                "bookstore_use": "reserve",
            }
        )
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.firm = cls.company.partner_id
        cls.customer = cls.env["res.partner"].create({"name": "A customer"})
        cls.tax_sale, cls.tax_purchase = cls._create_taxes()
        cls.owner_a, cls.owner_b, cls.owner_c = cls.env["res.partner"].create(
            [{"name": f"Distributor {letter}", "is_company": True} for letter in "ABC"]
        )
        cls.deposit_a = cls._create_deposit(cls.owner_a, discount=40)
        cls.deposit_b = cls._create_deposit(cls.owner_b, discount=35)
        cls.title = cls._create_title("Les Contemplations", 10.55)

    @classmethod
    def _create_users(cls):
        """Two booksellers and someone who sells at the counter: nobody is the superuser."""
        seller = "sales_team.group_sale_salesman_all_leads"
        bookseller = "bookstore_deposit.group_bookstore_user"
        manager = "bookstore_deposit.group_bookstore_manager"
        people = {
            "bookseller": (bookseller, seller),
            "manager": (manager, seller, "account.group_account_user"),
            "clerk": ("stock.group_stock_user", seller),
        }
        users = cls.env["res.users"].with_context(no_reset_password=True, mail_notrack=True)
        made = users.create(
            [
                {
                    "name": name,
                    "login": f"{cls.__name__}_{name}",
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [Command.set([cls.env.ref(group).id for group in groups])],
                }
                for name, groups in people.items()
            ]
        )
        cls.bookseller, cls.manager, cls.clerk = made

    @classmethod
    def _as(cls, user, record):
        """``record`` as one of the shop's people sees it, in the shop."""
        context = {"allowed_company_ids": cls.company.ids, "tracking_disable": True}
        return record.with_user(user).with_context(**context)

    @classmethod
    def _deliver(cls, user, quantity=1, title=None, price=None):
        """A sales order confirmed and its delivery validated; returns the transfer."""
        title = title or cls.title
        line = {"product_id": title.id, "product_uom_qty": quantity}
        if price is not None:
            line["price_unit"] = price
        order = cls._as(user, cls.env["sale.order"]).create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_confirm()
        return cls._validate(order.picking_ids)

    @classmethod
    def _validate(cls, picking):
        """The *Validate* button, all copies handed over even when the stock has none."""
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking.button_validate()
        assert picking.state == "done", picking.state
        return picking

    @classmethod
    def _press_return(cls, user, picking, quantity=None, exchange=False):
        """The *Return* (or *Exchange*) button of a transfer; returns the new ones, done."""
        wizard = (
            cls._as(user, cls.env["stock.return.picking"])
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
            )
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = quantity or line.move_id.quantity
        before = cls.env["stock.picking"].search([("company_id", "=", cls.company.id)])
        if exchange:
            wizard.action_create_exchanges()
        else:
            wizard.action_create_returns()
        after = cls.env["stock.picking"].search([("company_id", "=", cls.company.id)])
        made = cls._as(user, (after - before).sorted("id"))
        for new in made:
            cls._validate(new)
        return made

    @classmethod
    def _create_company(cls):
        company = cls.env["res.company"].create(
            {
                "name": f"The Bookshop of {cls.__name__}",
                "country_id": cls.env.ref("base.fr").id,
                "currency_id": cls.env.ref("base.EUR").id,
            }
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        return company

    @classmethod
    def _create_taxes(cls):
        vals = {"amount": 5.5, "amount_type": "percent", "company_id": cls.company.id}
        return cls.env["account.tax"].create(
            [
                vals
                | {
                    "name": "VAT 5.5 % incl.",
                    "type_tax_use": "sale",
                    "price_include_override": "tax_included",
                },
                vals | {"name": "VAT 5.5 %", "type_tax_use": "purchase"},
            ]
        )

    @classmethod
    def _create_deposit(cls, partner, **vals):
        return cls.env["bookstore.deposit"].create(
            {"partner_id": partner.id, "company_id": cls.company.id} | vals
        )

    @classmethod
    def _create_title(cls, name, price=10.55, **vals):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "list_price": price,
                "standard_price": 6.0,
                "available_in_pos": True,
                "taxes_id": [Command.set(cls.tax_sale.ids)],
                "supplier_taxes_id": [Command.set(cls.tax_purchase.ids)],
            }
            | vals
        )

    @classmethod
    def _receive(cls, owner, quantity, title=None, place=None, kind=None, **vals):
        """A parcel of ``quantity`` copies of ``owner`` put in stock; the firm's own for ``firm``."""
        is_firm = owner == cls.firm
        parcel = cls.env["bookstore.parcel"].create(
            {
                "kind": kind or ("firm" if is_firm else "deposit"),
                "partner_id": False if is_firm else owner.id,
                "company_id": cls.company.id,
                "location_id": (place or cls.shop).id,
                "line_ids": [
                    Command.create(
                        {
                            "product_id": (title or cls.title).id,
                            "quantity": quantity,
                            "location_id": (place or cls.shop).id,
                        }
                    )
                ],
            }
            | vals
        )
        parcel.action_validate()
        return parcel

    @classmethod
    def _send_back(cls, owner, quantity, title=None):
        parcel = cls.env["bookstore.parcel"].create(
            {
                "kind": "return",
                "partner_id": owner.id,
                "company_id": cls.company.id,
                "line_ids": [
                    Command.create({"product_id": (title or cls.title).id, "quantity": quantity})
                ],
            }
        )
        parcel.action_validate()
        return parcel

    @classmethod
    def _sell(cls, quantity=1, title=None, place=None):
        """A delivery to a customer, as core makes it; returns the movement."""
        move = cls.env["stock.move"].create(
            {
                "product_id": (title or cls.title).id,
                "product_uom": (title or cls.title).uom_id.id,
                "product_uom_qty": quantity,
                "location_id": (place or cls.shop).id,
                "location_dest_id": cls.customers.id,
                "company_id": cls.company.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        return move

    @classmethod
    def _take_back(cls, sale, quantity=1):
        """A customer brings copies of a sale back."""
        move = cls.env["stock.move"].create(
            cls.env["stock.move"]._prepare_bookstore_move_vals(
                sale.product_id,
                quantity,
                sale.location_dest_id,
                sale.location_id,
                "sale",
                origin_returned_move_id=sale.id,
            )
        )
        move._action_done()
        return move

    @classmethod
    def _move(cls, kind, quantity=1, title=None, source=None, target=None, owner=None):
        movement = cls.env["bookstore.movement"].create(
            {
                "kind": kind,
                "company_id": cls.company.id,
                "location_id": (source or cls.shop).id,
                "location_dest_id": target.id if target else False,
                "owner_id": owner.id if owner else False,
                "line_ids": [
                    Command.create({"product_id": (title or cls.title).id, "quantity": quantity})
                ],
            }
        )
        movement.action_validate()
        return movement

    @classmethod
    def _own(cls, title=None):
        """``{owner: copies}`` of a title, without zeros; the firm's under its own partner."""
        totals = {}
        cells = sql.stock_cells(cls.env, cls.company, (title or cls.title).ids)
        for _product, _place, owner_id, quantity in cells:
            owner = cls.env["res.partner"].browse(owner_id)
            totals[owner] = totals.get(owner, 0.0) + quantity
        return {owner: quantity for owner, quantity in totals.items() if quantity}

    @classmethod
    def _pending(cls, title=None):
        return cls.env["bookstore.allocation"].search(
            [("product_id", "in", (title or cls.title).ids), ("state", "=", "pending")]
        )

    @property
    def undecided(self):
        return self.company.bookstore_undecided_partner_id

    def assertOwn(self, expected, title=None):
        self.assertEqual(self._own(title), expected)

    def assertBooksRight(self):
        """Every invariant of the nightly check holds."""
        self.assertEqual(self.env["bookstore.allocation"]._find_broken(self.company), [])

    def _statement(self, deposit):
        deposit.action_draw_up_statement()
        return deposit.env["bookstore.statement"].search(
            [("deposit_id", "=", deposit.id), ("state", "=", "draft")]
        )


class CommittedShop:
    """The shop is committed, so that other transactions see it, and put away at the end."""

    @classmethod
    def setUpClass(cls):
        super(BookstoreCommon, cls).setUpClass()
        cr = cls.registry.cursor()
        cls.addClassCleanup(cr.close)
        cls.env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        cls._build_shop()
        cls._commit()
        cls.addClassCleanup(cls._put_away)

    @classmethod
    def _put_away(cls):
        cls._renew()
        user = cls.env.user
        others = cls.env["res.company"].search([("id", "!=", cls.company.id)], limit=1)
        user.company_id = others
        user.company_ids -= cls.company
        titles = cls.env["product.template"].search([("name", "like", "Thread title")])
        (titles | cls.title.product_tmpl_id).action_archive()
        cls.env["bookstore.deposit"].search([("company_id", "=", cls.company.id)]).active = False
        people = cls.env["res.users"].search([("company_id", "=", cls.company.id)]) - user
        for person in people:
            person.write({"login": f"{person.login} {person.id}", "active": False})
        cls.company.write({"name": f"{cls.company.name} {cls.company.id}", "active": False})
        cls._commit()

    @classmethod
    def _commit(cls):
        cls.env.flush_all()
        # Other cursors must see it.
        cls.env.cr.commit()  # pylint: disable=invalid-commit

    @classmethod
    def _renew(cls):
        cls.env.cr.rollback()
        cls.env.invalidate_all()


class TillCommon(BookstoreCommon):
    """The same shop with a till open."""

    @classmethod
    def _build_shop(cls):
        super()._build_shop()
        journal = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.cash = cls.env["pos.payment.method"].create(
            {"name": "Cash", "journal_id": journal.id, "company_id": cls.company.id}
        )
        cls.till = cls.env["pos.config"].create(
            {
                "name": "Counter",
                "company_id": cls.company.id,
                "payment_method_ids": [(6, 0, cls.cash.ids)],
            }
        )
        cls.till.open_ui()
        cls.till_session = cls.till.current_session_id

    def _ring_up(
        self, quantity=1, refund_of=None, title=None, price=10.55, date=None, number=None, **vals
    ):
        """A paid order as the till sends it."""
        title = title or self.title
        amount = price * quantity
        number = number or self.env["pos.order"].search_count([]) + 1
        line = {
            "product_id": title.id,
            "price_unit": price,
            "discount": 0,
            "qty": quantity,
            "tax_ids": [(6, 0, title.taxes_id.ids)],
            "price_subtotal": amount / 1.055,
            "price_subtotal_incl": amount,
            "pack_lot_ids": [],
        }
        if refund_of:
            line["refunded_orderline_id"] = refund_of.lines[0].id
        data = {
            "amount_paid": amount,
            "amount_return": 0,
            "amount_tax": amount - amount / 1.055,
            "amount_total": amount,
            "date_order": fields.Datetime.to_string(date or fields.Datetime.now()),
            "fiscal_position_id": False,
            "lines": [(0, 0, line)],
            "name": f"Order {number:05}-001-0001",
            "partner_id": False,
            "session_id": self.till_session.id,
            "sequence_number": number,
            "payment_ids": [
                (
                    0,
                    0,
                    {
                        "amount": amount,
                        "name": fields.Datetime.now(),
                        "payment_method_id": self.cash.id,
                    },
                )
            ],
            "uuid": f"{number:05}-001-0001",
            "user_id": self.env.uid,
        }
        result = self.env["pos.order"].sync_from_ui([data | vals])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])
