"""Who works with what: the apps of the suite, their roles and the first steps in each (data only).

An external id that is not in the database is left out, so the table may name add-ons that are not
installed; nothing here depends on them.
"""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Role(NamedTuple):
    """A group whose members land on ``home`` and use ``apps`` (external ids of root menus)."""

    group: str
    home: str
    label: object
    apps: tuple[str, ...]
    demo_login: str = ""


class Step(NamedTuple):
    """Something to try first: ``action`` opens it."""

    label: object
    action: str


class Trade(NamedTuple):
    """One app of the suite, as the welcome page shows it."""

    menu: str
    summary: object
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    pictured: str = ""
    """The add-on whose picture is shown; empty for that of the menu."""


WELCOME = "suite_home.suite_home_action"
COMMON = (
    "mail.menu_root_discuss",
    "calendar.mail_menu_calendar",
    "contacts.menu_contacts",
    "hr.menu_hr_root",
)
FINANCE_APP = "account.menu_finance"
RENTAL_APP = "rental_booking.menu_rental_root"
BOOKSHOP_APP = "bookstore_deposit.menu_bookstore"
TRANSPORT_APP = "transport_order.menu_transport"
SHOPS_APP = "shop_sync.menu_shop_sync"
TECHNICAL_APP = "crm_technical.menu_root"
SPECIFICATIONS_APP = "crm_technical_spec.menu_root"
SALES_APP = "sale.sale_menu_root"
STOCK_APP = "stock.menu_stock_root"
REPAIR_APP = "repair.menu_repair_order"
TILL_APP = "point_of_sale.menu_point_root"
CRM_APP = "crm.crm_menu_root"
AFTERSALES_APP = "crm_technical_aftersales.menu_root"

RENTAL = Trade(
    menu=RENTAL_APP,
    summary=_lt("Equipment by serial number: availability, bookings, slips, after-sales."),
    roles=(
        Role(
            "rental_booking.group_rental_booking_manager",
            "rental_booking.rental_desk_home_action",
            _lt("Manager"),
            (RENTAL_APP, REPAIR_APP, STOCK_APP),
            "gerante",
        ),
        Role(
            "rental_booking.group_rental_booking_accountant",
            "rental_booking.rental_invoice_action",
            _lt("Accountant"),
            (RENTAL_APP, FINANCE_APP),
            "compta",
        ),
        Role(
            "rental_booking.group_rental_booking_desk",
            "rental_booking.rental_desk_home_action",
            _lt("Counter"),
            (RENTAL_APP,),
            "comptoir",
        ),
        Role(
            "rental_booking.group_rental_booking_technician",
            "rental_booking.rental_ticket_action",
            _lt("Workshop"),
            (RENTAL_APP, REPAIR_APP),
            "atelier",
        ),
    ),
    steps=(
        Step(_lt("See what is free"), "rental_booking.rental_availability_grid_action"),
        Step(_lt("Book for a customer"), "rental_booking.rental_booking_action"),
        Step(_lt("Hand the equipment over"), "rental_booking.rental_slip_action"),
    ),
)

BOOKSHOP = Trade(
    menu=BOOKSHOP_APP,
    summary=_lt("Books bought or held in deposit: parcels, till, owners, statements."),
    roles=(
        Role(
            "bookstore_deposit.group_bookstore_manager",
            "bookstore_deposit.bookstore_today_action",
            _lt("Manager"),
            (
                BOOKSHOP_APP,
                TILL_APP,
                "purchase.menu_purchase_root",
                FINANCE_APP,
            ),
            "gerance",
        ),
        Role(
            "bookstore_deposit.group_bookstore_user",
            "bookstore_deposit.bookstore_today_action",
            _lt("Bookseller"),
            (BOOKSHOP_APP, TILL_APP),
            "libraire",
        ),
    ),
    steps=(
        Step(_lt("Find a title"), "bookstore_deposit.bookstore_title_action"),
        Step(_lt("Receive a parcel"), "bookstore_deposit.bookstore_parcel_action"),
        Step(
            _lt("Say whose copies were sold"),
            "bookstore_deposit.bookstore_allocation_action_pending",
        ),
    ),
)

TRANSPORT = Trade(
    menu=TRANSPORT_APP,
    summary=_lt("Cars from door to door: priced orders, portal, drivers, feeds."),
    roles=(
        Role(
            "transport_order.group_transport_manager",
            "transport_order.transport_order_action_today",
            _lt("Manager"),
            (TRANSPORT_APP, FINANCE_APP),
            "gestionnaire",
        ),
        Role(
            "transport_order.group_transport_user",
            "transport_order.transport_order_action_today",
            _lt("Dispatcher"),
            (TRANSPORT_APP,),
            "exploitant",
        ),
    ),
    steps=(
        Step(_lt("See today's orders"), "transport_order.transport_order_action_today"),
        Step(_lt("Plan the week"), "transport_order.transport_order_action_planning"),
        Step(_lt("Look at a client"), "transport_order.transport_client_action"),
    ),
)

SHOPS = Trade(
    menu=SHOPS_APP,
    summary=_lt("Online shops on one console: orders, stock, payments, decisions."),
    roles=(
        Role(
            "shop_sync.group_shop_sync_manager",
            "shop_sync.shop_channel_action",
            _lt("E-commerce manager"),
            (SHOPS_APP, STOCK_APP, SALES_APP),
            "boutique",
        ),
        Role(
            "shop_sync.group_shop_sync_user",
            "shop_sync.shop_channel_action",
            _lt("Order desk"),
            (SHOPS_APP, STOCK_APP),
        ),
    ),
    steps=(
        Step(_lt("Look at the shops"), "shop_sync.shop_channel_action"),
        Step(_lt("Decide what waits for you"), "shop_sync.shop_message_action"),
        Step(_lt("Follow the payments"), "shop_sync.shop_payment_action"),
    ),
)

TECHNICAL = Trade(
    menu=TECHNICAL_APP,
    summary=_lt("Needs matched with products, with reasons; quotes that hold their limits."),
    roles=(
        Role(
            "sales_team.group_sale_manager",
            "crm_technical.sale_order_action_followup",
            _lt("Sales manager"),
            (
                TECHNICAL_APP,
                SPECIFICATIONS_APP,
                CRM_APP,
                SALES_APP,
            ),
            "isabelle",
        ),
        Role(
            "sales_team.group_sale_salesman",
            "crm_technical.sale_order_action_followup",
            _lt("Technical seller"),
            (TECHNICAL_APP, CRM_APP, SALES_APP),
            "camille",
        ),
    ),
    steps=(
        Step(_lt("Find a product by its figures"), "crm_technical_spec.finder_action"),
        Step(_lt("Write down a need"), "crm_technical.tech_requirement_action"),
        Step(_lt("Follow the quotes"), "crm_technical.sale_order_action_followup"),
    ),
)

AFTERSALES = Trade(
    menu=AFTERSALES_APP,
    summary=_lt("Support, claims, repairs and returns: one case, nothing refunded twice."),
    roles=(
        Role(
            "crm_technical_aftersales.group_aftersales_manager",
            "crm_technical_aftersales.tech_case_action",
            _lt("After-sales manager"),
            (AFTERSALES_APP, REPAIR_APP, STOCK_APP),
            "julie",
        ),
        Role(
            "crm_technical_aftersales.group_aftersales_user",
            "crm_technical_aftersales.tech_case_action",
            _lt("Technician"),
            (AFTERSALES_APP, REPAIR_APP, STOCK_APP),
            "karim",
        ),
        Role(
            "point_of_sale.group_pos_user",
            "point_of_sale.action_pos_config_kanban",
            _lt("Till"),
            (TILL_APP,),
            "sofia",
        ),
    ),
    steps=(
        Step(_lt("See the open cases"), "crm_technical_aftersales.tech_case_action"),
        Step(_lt("Look at what comes back"), "crm_technical_aftersales.tech_case_line_action"),
        Step(_lt("Read the return rates"), "crm_technical_aftersales.tech_return_rates_action"),
    ),
)

FINANCE = Trade(
    menu=FINANCE_APP,
    summary=_lt("Money that is due: reminders, bills of exchange, bank movements and files."),
    roles=(
        Role(
            "account.group_account_invoice",
            "account_dunning_fr.dunning_reminder_action",
            _lt("Accountant"),
            (FINANCE_APP,),
            "comptable",
        ),
    ),
    steps=(
        Step(_lt("Remind late customers"), "account_dunning_fr.dunning_reminder_action"),
        Step(_lt("Read the bank's movements"), "account_statement_fr.statement_line_action"),
        Step(_lt("Follow the bills of exchange"), "account_lcr_fr.account_bill_action"),
    ),
    pictured="account_dunning_fr",
)

# the order counts: who has several roles lands on the home of the first; a salesman's comes late,
# because other roles of the suite imply it, and an accountant's last: many others may invoice
TRADES = (RENTAL, BOOKSHOP, TRANSPORT, SHOPS, AFTERSALES, TECHNICAL, FINANCE)
# Whoever does nothing but the till lands there; a seller or an accountant may stand at one too.
TILL_HOME = "point_of_sale.action_pos_config_kanban"
ROLES = tuple(
    sorted(
        (role for trade in TRADES for role in trade.roles), key=lambda role: role.home == TILL_HOME
    )
)
# only these are ever hidden from somebody: an app that the table does not know stays where it is
APPS_OF_ROLES = frozenset(
    {
        *(app for role in ROLES for app in role.apps),
        SPECIFICATIONS_APP,
        "base.menu_management",
        "commission_oca.menu_commission",
        "website.menu_website_configuration",
        "spreadsheet_dashboard.spreadsheet_dashboard_menu_root",
    }
)
# apps that Odoo shows to every employee: the group whose members work in them
WORKERS_OF_APPS = {
    "website.menu_website_configuration": "website.group_website_restricted_editor",
    "spreadsheet_dashboard.spreadsheet_dashboard_menu_root": (
        "spreadsheet_dashboard.group_dashboard_manager"
    ),
}
