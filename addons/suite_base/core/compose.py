"""A letter that a person reads before it leaves: Odoo's composer, filled from a template."""

from typing import Any


def compose_action(record: Any, template: str, name: str = "", **context: Any) -> dict[str, Any]:
    """The action that opens the composer on these records.

    :param template: external id of a ``mail.template`` of their model; empty: a blank letter
    :param name: title of the dialog; empty: Odoo's own
    :param context: more for the composer
    """
    action = {
        "type": "ir.actions.act_window",
        "res_model": "mail.compose.message",
        "views": [(False, "form")],
        "target": "new",
        "context": {
            "default_model": record._name,
            "default_res_ids": record.ids,
            "default_template_id": record.env.ref(template).id if template else False,
            "default_composition_mode": "comment",
            **context,
        },
    }
    return action | {"name": name} if name else action
