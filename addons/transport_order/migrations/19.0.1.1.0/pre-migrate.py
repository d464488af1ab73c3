"""The add-on was cut in four: what feeds, API and remote ERP own goes to their add-ons, which are
installed in the same upgrade. Nothing of a database is lost, nothing is made a second time."""

from odoo.tools import SQL

# What moves to which add-on, as patterns of external ids (the names stay as they are).
MOVED = {
    "transport_feed": (
        "%transport\\_feed%",
        "feed\\_profile\\_%",
        "feed\\_rule\\_%",
        "constraint\\_transport\\_vehicle\\_feed\\_%",
        "field\\_transport\\_vehicle\\_\\_duplicate\\_of\\_id",
        "field\\_transport\\_vehicle\\_\\_ext\\_ref",
        "field\\_transport\\_vehicle\\_\\_feed\\_id",
        "field\\_transport\\_vehicle\\_\\_first\\_registration",
        "field\\_transport\\_vehicle\\_\\_gone\\_on",
        "field\\_transport\\_vehicle\\_\\_last\\_seen",
        "field\\_transport\\_vehicle\\_\\_location",
        "field\\_transport\\_vehicle\\_\\_row\\_hash",
        "transport\\_vehicle\\_view\\_form\\_feed",
        "ir\\_cron\\_stock\\_feeds%",
    ),
    "transport_api": (
        "%transport\\_api%",
        "%transport\\_webhook%",
        "ir\\_cron\\_webhooks%",
    ),
    "transport_remote": (
        "field\\_res\\_company\\_\\_transport\\_remote\\_%",
        "field\\_res\\_config\\_settings\\_\\_transport\\_remote\\_%",
        "field\\_transport\\_order\\_\\_remote\\_%",
        "selection\\_\\_res\\_company\\_\\_transport\\_estimate\\_provider\\_\\_http",
        "selection\\_\\_transport\\_order\\_\\_remote\\_%",
        "res\\_config\\_settings\\_view\\_form\\_remote",
        "transport\\_order\\_view\\_form\\_remote",
        "ir\\_cron\\_remote",
        "ir\\_cron\\_remote\\_ir\\_actions\\_server",
    ),
}
# Constraints, indexes and tables between two models are noted by the name that PostgreSQL knows.
MOVED_CONSTRAINTS = {
    "transport_feed": (
        "transport\\_feed%",
        "transport\\_vehicle\\_feed\\_%",
        "transport\\_vehicle\\_duplicate\\_%",
    ),
    "transport_api": ("transport\\_api%", "transport\\_webhook%"),
}


def migrate(cr, version):
    for addon, patterns in MOVED.items():
        cr.execute(
            SQL(
                "UPDATE ir_model_data SET module = %s WHERE module = 'transport_order' "
                "AND name LIKE ANY(%s)",
                addon,
                list(patterns),
            )
        )
    for addon, patterns in MOVED_CONSTRAINTS.items():
        cr.execute(
            SQL(
                """UPDATE ir_model_constraint SET module = new.id
                FROM ir_module_module AS old, ir_module_module AS new
                WHERE ir_model_constraint.module = old.id AND old.name = 'transport_order'
                    AND new.name = %s AND ir_model_constraint.name LIKE ANY(%s)""",
                addon,
                list(patterns),
            )
        )
    # As an upgrade, not as an installation: what a person changed in data that is loaded once stays.
    cr.execute(
        SQL(
            """UPDATE ir_module_module AS new
            SET state = 'to upgrade', latest_version = %s, demo = old.demo
            FROM ir_module_module AS old
            WHERE old.name = 'transport_order' AND new.name IN %s AND new.state = 'uninstalled'""",
            version,
            tuple(MOVED),
        )
    )
