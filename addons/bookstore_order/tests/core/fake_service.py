"""Service messages made up after the published layout; none of Dilicom's."""


def gencod(us, supplier, reference, kind="912", about="023", tail="301126;0905"):
    """A whole message of CNUT 05003 about one message of ours."""
    mark = {"912": "904", "913": "905", "914": "906"}.get(kind, "900")
    return "\r\n".join(
        [
            "05003",
            f"100;{us}",
            "221;3020000000003",
            "176;301126",
            f"198;&&&EDILECTRE;{kind}",
            f"177;{mark};{us};{about};{reference};000001;301126;{supplier};{tail}",
            "199;7",
        ]
    )


def aperak(us, supplier, reference, answer="AB", more=()):
    """An interchange with one APERAK about one message of ours."""
    body = [
        "UNH+1+APERAK:D:96A:UN:EAN004",
        f"BGM+351::9+DOC1+5+{answer}",
        "DTM+137:20261130:102",
        *more,
        f"RFF+ACE:{reference}",
        f"NAD+SU+{supplier}::9",
        f"NAD+BY+{us}::9",
    ]
    body.append(f"UNT+{len(body) + 1}+1")
    head = f"UNB+UNOB:2+3020000000003:14+{us}:14+261130:0638+7"
    return "'\n".join([head, *body, "UNZ+1+7'"])
