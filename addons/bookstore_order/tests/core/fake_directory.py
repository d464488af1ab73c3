"""Directories made up after the published layout; nobody in them exists."""


def gln(number):
    """A GLN with its check digit."""
    twelve = f"301{number:09}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return twelve + str(-total % 10)


def line(
    code,
    movement="03",
    name="LES EDITIONS DU TEST",
    contact=("12", "RUE DES ESSAIS", "", "", "75011", "PARIS", "FRANCE", "01 40 00 00 01"),
    mail=("commandes@example.com", "www.example.com"),
    successor=("", ""),
    orders=("01", "01", "1530", "1111100", "02", "02", "01"),
    marks="00110010001000",
    number=1,
):
    """One line of 45 cells."""
    house, street, second, third, postcode, city, country, phone = contact
    who = [name, "", house, street, second, third, postcode, city, country]
    reach = ["", phone, "", *mail, "51244645100035", "", *successor, "01", "0"]
    cells = [f"L{number:06}", movement, code, *who, *reach, *orders, *marks, "FIN"]
    return ";".join(cells)


def directory(*lines, end="F999999"):
    return "\r\n".join(["L000000;Distrib_DLC_30112026;30112026", *lines, end]).encode("cp1252")
