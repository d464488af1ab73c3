"""What the document of a slip says of its goods, without saying the same thirty times."""

from typing import Any

ALIKE = ("product", "kit", "status", "price", "accessories")
OF_ITS_OWN = ("unit", "sold", "comment", "before", "photos", "photos_before")

Line = dict[str, Any]


def merge_alike(lines: list[Line]) -> list[Line]:
    """Neighbours that are told alike and bear nothing of their own become one line.

    >>> cables = [{"product": "Cable", "status": "Back", "index": n, "quantity": 1} for n in (1, 2, 3)]
    >>> merge_alike(cables)
    [{'product': 'Cable', 'status': 'Back', 'index': '1–3', 'quantity': 3}]
    >>> merge_alike([cables[0], {**cables[1], "comment": "Cut"}, cables[2]])[1]["index"]
    2

    :return: new lines; `index` is a text ("1–3") where several were merged
    """
    told: list[Line] = []
    first = 0
    for line in lines:
        if told and _is_alike(told[-1], line):
            last = told[-1]
            told[-1] = {
                **last,
                "quantity": last["quantity"] + line["quantity"],
                "index": f"{first}–{line['index']}",
            }
        else:
            told.append(dict(line))
            first = line["index"]
    return told


def _is_alike(one: Line, other: Line) -> bool:
    if any(line.get(name) for line in (one, other) for name in OF_ITS_OWN):
        return False
    return all(one.get(name) == other.get(name) for name in ALIKE)
