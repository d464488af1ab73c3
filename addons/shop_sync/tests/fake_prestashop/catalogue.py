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
}
TRANSLATED = {
    "categories": {"name", "link_rewrite", "description", "meta_title", "meta_description"},
    "product_options": {"name", "public_name"},
}
NODES = {"categories": "category"}
# Several ids of one row in one body, too: the whole body is refused.
TOO_LONG = {"reference": 64, "meta_title": 255}
BAD_NAME = re.compile("[<>;=#{}]")
BAD_HTML = re.compile(r"<\s*(script|iframe)|\son\w+\s*=", re.I)


def texts(value):
    """All languages of a field."""
    return [entry["value"] for entry in value] if isinstance(value, list) else [str(value)]


def check(resource, values, creating):
    """:return: ``(status, code, message)`` of what PrestaShop refuses, or None"""
    if resource not in ("products", "categories", "combinations"):
        return None
    for field, limit in TOO_LONG.items():
        if any(len(text) > limit for text in texts(values.get(field, ""))):
            return 400, 84, f"Validation error: {field}"
    if resource != "combinations" and any(
        BAD_NAME.search(t) for t in texts(values.get("name", ""))
    ):
        return 400, 84, "Validation error: name"
    if any(BAD_HTML.search(text) for text in texts(values.get("description", ""))):
        return 400, 84, "Validation error: description"
    if resource == "categories" and creating and not values.get("link_rewrite"):
        return 500, 3, "[PHP Warning #2] Only the first byte will be assigned to the string offset"
    if resource == "combinations" and creating and not values.get("minimal_quantity"):
        return 400, 41, 'parameter "minimal_quantity" required'
    return None


def all_languages(languages, translated, values):
    """A field that is sent in one language loses the others; a plain text becomes all of them."""
    for field, value in list(values.items()):
        if field.startswith("@") or (field not in translated and not isinstance(value, list)):
            continue
        if len(languages) < 2 or field not in translated:
            values[field] = texts(value)[0]
            continue
        if not isinstance(values[field], list):
            values[field] = [{"id": key, "value": values[field]} for key in languages]
        given = {str(entry["id"]): entry["value"] for entry in values[field]}
        values[field] = [{"id": key, "value": given.get(key, "")} for key in languages]
    return values
