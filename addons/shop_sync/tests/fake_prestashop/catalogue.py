"""What a PrestaShop does when its catalogue is written: the traps that were recorded among them."""

import re

CATEGORY_FIELDS = ("id", "id_parent", "level_depth", "nb_products_recursive", "active",
                   "id_shop_default", "is_root_category", "position", "date_add", "date_upd", "name",
                   "link_rewrite", "description", "meta_title", "meta_description")  # fmt: skip
SCHEMA = {
    "categories": {"node": "category", "fields": list(CATEGORY_FIELDS)},
    "product_options": {
        "node": "product_option",
        "fields": ["id", "is_color_group", "group_type", "position", "name", "public_name"],
    },
    "suppliers": {
        "node": "supplier",
        "fields": ["id", "name", "active", "link_rewrite", "description", "date_add", "date_upd"],
    },
    "product_features": {"node": "product_feature", "fields": ["id", "position", "name"]},
    "product_feature_values": {
        "node": "product_feature_value",
        "fields": ["id", "id_feature", "custom", "position", "value"],
    },
}
TRANSLATED = {
    "categories": {"name", "link_rewrite", "description", "meta_title", "meta_description"},
    "product_options": {"name", "public_name"},
    "product_features": {"name"},
    "product_feature_values": {"value"},
}
NODES = {"categories": "category"}
# Several ids of one row in one body, too: the whole body is refused.
TOO_LONG = {"reference": 64, "meta_title": 255}
BAD_VALUE = re.compile("[<>={}]")
BAD_NAME = re.compile("[<>;=#{}]")
BAD_HTML = re.compile(r"<\s*(script|iframe)|\son\w+\s*=", re.I)


def texts(value):
    """All languages of a field."""
    return [entry["value"] for entry in value] if isinstance(value, list) else [str(value)]


def check(resource, values, creating, modern):
    """:return: ``(status, code, message)`` of what PrestaShop refuses, or None"""
    rules = {
        "products": _check_product,
        "categories": _check_category,
        "combinations": _check_combination,
        "product_feature_values": _check_feature_value,
        "cart_rules": _check_voucher,
    }
    if resource not in rules:
        return None
    return _check_texts(resource, values) or rules[resource](values, creating, modern)


def _check_texts(resource, values):
    for field, limit in TOO_LONG.items():
        if any(len(text) > limit for text in texts(values.get(field, ""))):
            return 400, 85, f"Validation error: {field}"
    named = resource in ("products", "categories")
    if named and any(BAD_NAME.search(text) for text in texts(values.get("name", ""))):
        return 400, 84, "Validation error: name"
    if any(BAD_HTML.search(text) for text in texts(values.get("description", ""))):
        return 400, 84, "Validation error: description"
    return None


def _check_product(values, creating, modern):
    """``creating`` is also a whole row put on 1.6."""
    price = values.get("price", "0")
    if price and not re.fullmatch(r"\d+(\.\d+)?", price):
        return 400, 85, "Validation error: price"
    if creating and not modern and not (values.get("name") and values.get("link_rewrite")):
        return 400, 84, "Validation error: link_rewrite"
    if creating and not values.get("name"):
        return 500, 3, "[PHP Warning #2] Only the first byte will be assigned to the string offset"
    return None


def _check_category(values, creating, modern):
    if creating and not values.get("link_rewrite"):
        if modern:
            return (
                500,
                3,
                "[PHP Warning #2] Only the first byte will be assigned to the string offset",
            )
        return 400, 84, "Validation error: link_rewrite"
    return None


def _check_combination(values, creating, modern):
    if creating and not values.get("minimal_quantity"):
        return 400, 41, 'parameter "minimal_quantity" required'
    return None


def _check_feature_value(values, creating, modern):
    if any(BAD_VALUE.search(text) for text in texts(values.get("value", ""))):
        return 400, 84, "Validation error: value"
    return None


def _check_voucher(values, creating, modern):
    if not 0 <= float(values.get("reduction_percent") or 0) <= 100:
        return 400, 85, "Validation error: reduction_percent"
    if creating and not (values.get("date_from") and values.get("date_to")):
        return 400, 41, 'parameter "date_from" required'
    if creating and modern and not values.get("quantity"):
        return 500, 46, "Unable to save resource"
    return None


def all_languages(languages, translated, values, before=None):
    """A field that is sent in one language loses the others; a plain text becomes all of them.

    :param before: the row as it was, where the shop keeps (1.6) or makes up what is not sent
    """
    for field, value in list(values.items()):
        if field.startswith("@") or (field not in translated and not isinstance(value, list)):
            continue
        if len(languages) < 2 or field not in translated:
            values[field] = texts(value)[0]
            continue
        if not isinstance(values[field], list):
            values[field] = [{"id": key, "value": values[field]} for key in languages]
        given = {str(entry["id"]): entry["value"] for entry in values[field]}
        kept = {}
        if before is not None:
            held = before.get(field)
            held = held if isinstance(held, list) else []
            kept = dict.fromkeys(languages, next(iter(given.values()), ""))
            kept |= {str(entry["id"]): entry["value"] for entry in held}
        values[field] = [
            {"id": key, "value": given.get(key, kept.get(key, ""))} for key in languages
        ]
    return values
