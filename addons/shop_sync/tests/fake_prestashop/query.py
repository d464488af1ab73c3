"""filter, sort, limit and display of the web service, as WebserviceRequest.php reads them."""

import re

from .store import DATES, INDEXED, Refusal

SHAPE = re.compile(r"^(.*)\[(.*)\](.*)$", re.S)
INTERVAL = re.compile(r"^([\d\.:\-\s]+),([\d\.:\-\s]+)$")


def select(store, resource, params):
    """Rows of a list request, filtered, sorted and cut."""
    table = store.tables[resource]
    allowed = store.fields(resource)
    filters = {
        match.group(1): value
        for name, value in params.items()
        if (match := re.match(r"^filter\[(\w+)\]$", name))
    }
    known = [field for field in allowed if field not in DATES or params.get("date") == "1"]
    for field in filters:
        if field not in known:
            raise Refusal(_misspelt(store), (32, _no_filter(allowed)))
    rows = _of_shop(_candidates(table, filters), resource, params.get("id_shop"))
    for field, value in filters.items():
        rows = [row for row in rows if _matches(row.get(field, ""), value)]
    rows = _sort(rows, params.get("sort"), known, _misspelt(store))
    return _limit(rows, params.get("limit"))


def _of_shop(rows, resource, shop):
    """``id_shop=2``: stock of that shop, and what its group shares (id_shop 0)."""
    if resource != "stock_availables" or not shop:
        return rows
    return [row for row in rows if str(row["id_shop"]) in (shop, "0")]


def _no_filter(allowed):
    full = ", ".join(f'"{field}"' for field in allowed if field not in DATES)
    return f'This filter does not exist. Did you mean: "{allowed[-1]}"? The full list is: {full}'


def _candidates(table, filters):
    for field, value in filters.items():
        match = SHAPE.match(value)
        plain = match and not match.group(1) and not match.group(3)
        if field in (*INDEXED, "id") and plain and not INTERVAL.match(match.group(2)):
            keys = table.where(field, match.group(2).split("|"))
            return [table.rows[key] for key in sorted(set(keys))]
    return list(table.rows.values())


def _matches(value, condition):
    match = SHAPE.match(condition)
    if not match:
        return str(value) == condition
    before, inner, after = match.groups()
    value = str(value)
    if before in ("%",) or after in ("%",):
        return _like(value.lower(), inner.lower(), before, after)
    if before == ">":
        return _order(value) > _order(inner)
    if before == "<":
        return _order(value) < _order(inner)
    if before == "!":
        return value not in inner.split("|")
    if before or after:
        return False
    interval = INTERVAL.match(inner)
    if interval and "|" not in inner:
        low, high = sorted(interval.groups(), key=_order)
        return _order(low) <= _order(value) <= _order(high)
    return value.lower() in {option.lower() for option in inner.split("|")}


def _like(value, inner, before, after):
    if before and after:
        return inner in value
    return value.endswith(inner) if before else value.startswith(inner)


def _order(text):
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, str(text))


def _misspelt(store):
    """Status of a misspelt field: a server error since 1.7, a bad request before."""
    return 500 if store.modern else 400


def _sort(rows, sort, allowed, status):
    if not sort:
        return rows
    keys = []
    for part in sort.strip("[]").split(","):
        field, _sep, direction = part.rpartition("_")
        if field not in allowed or direction not in ("ASC", "DESC"):
            raise Refusal(
                status,
                (
                    38,
                    f"Unable to filter by this field. However, these are available: {', '.join(allowed)}",
                ),
            )
        keys.append((field, direction == "DESC"))
    for field, reverse in reversed(keys):
        rows = sorted(
            rows, key=lambda row, field=field: _order(row.get(field, "")), reverse=reverse
        )
    return rows


def _limit(rows, limit):
    if not limit:
        return rows
    numbers = [int(number) for number in limit.split(",")]
    start, count = numbers if len(numbers) == 2 else (0, numbers[0])
    return rows[start : start + count]


def display_of(store, resource, params):
    """``(fields, associations)``: None = ids only, "full" or lists of names."""
    display = params.get("display")
    if display is None:
        return None
    allowed = store.fields(resource)
    if display == "full":
        return allowed, "full"
    names, nested = [], []
    for name in re.findall(r"[\w]+(?:\[[^\]]*\])?", display[1:-1]):
        base = name.split("[")[0]
        if "[" in name:
            nested.append(base)
        elif base in allowed:
            names.append(base)
        elif any(given.startswith(f"price[{base}]") for given in params):
            continue
        else:
            raise Refusal(
                _misspelt(store),
                (
                    35,
                    f'Unable to display this field "{base}". However, these are available: {", ".join(allowed)}',
                ),
            )
    return names, nested
