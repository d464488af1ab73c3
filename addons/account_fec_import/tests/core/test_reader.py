import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_fec_import.core import amounts, reader
from odoo.addons.account_fec_import.core.problems import FecError

TITLES = list(reader.TITLES.values())
TWO = [title for title in TITLES if title not in ("Montant", "Sens")]
SIDED = [title for title in TITLES if title not in ("Debit", "Credit")]
ROW = {
    "JournalCode": "VE",
    "JournalLib": "Ventes",
    "EcritureNum": "1",
    "EcritureDate": "20210315",
    "CompteNum": "411000",
    "CompteLib": "Clients",
    "CompAuxNum": "C1",
    "CompAuxLib": "Dupré",
    "PieceRef": "F1",
    "PieceDate": "20210314",
    "EcritureLib": "Facture",
    "Debit": "120,00",
    "Credit": "0,00",
    "Montant": "120,00",
    "Sens": "D",
    "EcritureLet": "A",
    "DateLet": "20210401",
    "ValidDate": "20210401",
    "Montantdevise": "",
    "Idevise": "",
}


def write(rows, titles=TWO, separator="|", end="\r\n", encoding="utf-8"):
    lines = [separator.join(titles)]
    lines += [separator.join({**ROW, **row}[title] for title in titles) for row in rows]
    return end.join(lines).encode(encoding)


def codes(file):
    return [(problem.line, problem.code) for problem in file.problems]


@pytest.mark.parametrize("separator", ["|", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_separators_and_line_ends(separator, encoding, end):
    file = reader.read(
        write(
            [{}, {"CompAuxLib": "Œuvre’" if encoding == "cp1252" else "Été"}],
            separator=separator,
            end=end,
            encoding=encoding,
        )
    )
    assert not file.problems
    assert file.lines[0].partner_name == "Dupré"
    assert file.separator == separator
    assert file.lines[0].number == 2


def test_every_column_is_read():
    row = {"Montantdevise": "-130,5", "Idevise": "usd"}
    line = reader.read(write([row])).lines[0]
    assert line == reader.FecLine(
        number=2,
        journal="VE",
        journal_name="Ventes",
        entry="1",
        day=date(2021, 3, 15),
        account="411000",
        account_name="Clients",
        partner="C1",
        partner_name="Dupré",
        piece="F1",
        piece_day=date(2021, 3, 14),
        label="Facture",
        balance=12000,
        letter="A",
        currency="USD",
        currency_amount=-13050,
    )


@given(st.permutations(TWO), st.permutations(SIDED))
def test_the_order_of_columns_and_the_form_do_not_matter(two, sided):
    rows = [{}, {"Debit": "0", "Credit": "7,5", "Montant": "7,5", "Sens": "C"}]
    first, second = reader.read(write(rows, two)), reader.read(write(rows, sided))
    assert first.lines == second.lines
    assert [line.balance for line in first.lines] == [12000, -750]
    assert first.form != second.form


@pytest.mark.parametrize(
    ("side", "balance"),
    [("D", 12000), ("c", -12000), ("+1", 12000), ("-1", -12000), ("1", 12000), ("-", -12000)],
)
def test_sides(side, balance):
    assert reader.read(write([{"Sens": side}], SIDED)).lines[0].balance == balance


def test_a_negative_debit_is_a_credit():
    assert reader.read(write([{"Debit": "-5,00"}])).lines[0].balance == -500


@given(st.integers(-(10**14), 10**14), st.integers(0, 4), st.sampled_from(",."))
def test_an_amount_is_read_back(cents, zeros, comma):
    sign = "-" if cents < 0 else ""
    text = f"{sign}{'0' * zeros}{abs(cents) // 100}{comma}{abs(cents) % 100:02}"
    assert amounts.read_amount(text) == cents
    assert amounts.read_amount(f"  {text} ") == cents


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,234", "amount_unclear"),
        ("1.000", "amount_unclear"),
        ("12,3456", "amount_cents"),
        ("12 34,00", "amount"),
        ("1,2,3", "amount"),
        ("abc", "amount"),
        (",", "amount"),
        ("-", "amount"),
        ("1e5", "amount"),
        ("٣", "amount"),
        ("1" * 16, "amount_long"),
        ("NaN", "amount"),
        ("1.234.567", "amount"),
    ],
)
def test_amounts_that_are_refused(text, code):
    with pytest.raises(FecError) as fault:
        amounts.read_amount(text)
    assert fault.value.code == code
    assert fault.value.values == {"text": text}


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,3400", 1234),
        ("1.234,56", 123456),
        ("1\u202f234", 123400),
        ("5-", -500),
        ("+5", 500),
        (",5", 50),
        ("5,", 500),
        ("0" * 30 + "1", 100),
        ("1" * 15, int("1" * 15) * 100),
    ],
)
def test_amounts_that_are_clear(text, cents):
    assert amounts.read_amount(text) == cents


@pytest.mark.parametrize("text", ["20210230", "2021-0301", "15/03/2021", "", "2021315", "٢٠٢١٠٣١٥"])
def test_days_that_are_refused(text):
    with pytest.raises(FecError, match="day"):
        amounts.read_day(text)
    assert amounts.read_day("2021-03-01") == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("row", "code", "values"),
    [
        ({"EcritureDate": "20211331"}, "day", {"text": "20211331", "column": "EcritureDate"}),
        ({"PieceDate": "hier"}, "day", {"text": "hier", "column": "PieceDate"}),
        ({"Debit": "1,234"}, "amount_unclear", {"text": "1,234", "column": "Debit"}),
        ({"Credit": "5"}, "both_sides", {}),
        ({"JournalCode": " "}, "cell_empty", {"column": "JournalCode"}),
        ({"EcritureNum": ""}, "cell_empty", {"column": "EcritureNum"}),
        ({"CompteNum": ""}, "cell_empty", {"column": "CompteNum"}),
        ({"EcritureLib": "a\x00b"}, "control", {"sign": "U+0000"}),
        ({"EcritureLib": "a\x0cb"}, "control", {"sign": "U+000C"}),
        ({"EcritureLib": "a|b"}, "cells", {"found": 19, "expected": 18}),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(row, code, values):
    file = reader.read(write([{}, row, {}]))
    assert codes(file) == [(3, code)]
    assert file.problems[0].values == values
    assert file.problems[0].blocking
    assert [line.number for line in file.lines] == [2, 4]


def test_a_bad_side_is_named():
    assert codes(reader.read(write([{"Sens": "X"}], SIDED))) == [(2, "side")]


def test_empty_cells_that_may_be_empty():
    line = reader.read(write([{"PieceDate": "", "CompAuxNum": "", "EcritureLet": ""}])).lines[0]
    assert (line.piece_day, line.partner, line.letter) == (None, "", "")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "separator"),
        (b"JournalCode|JournalLib", "separator"),
        (write([]), "no_lines"),
        (write([]) + b"\r\n\r\n", "no_lines"),
        (write([{}], [title for title in TWO if title != "ValidDate"]), "titles_missing"),
        (write([{}], [title for title in TWO if title != "Credit"]), "titles_missing"),
        (write([{}], [*TWO, "Debit"]), "titles_twice"),
        (write([{}], TITLES), "titles_two_forms"),
        (b"\xff\xfea", "encoding"),
        (b"PK\x03\x04 not a text", "separator"),
    ],
)
def test_files_that_are_refused(content, code):
    with pytest.raises(FecError) as fault:
        reader.read(content)
    assert fault.value.code == code


def test_missing_columns_are_named():
    with pytest.raises(FecError) as fault:
        reader.read(write([{}], [title for title in TWO if title not in ("Credit", "PieceRef")]))
    assert fault.value.values == {"titles": "PieceRef, Credit"}


def test_an_empty_line_within_is_a_problem_at_the_end_it_is_not():
    assert codes(reader.read(write([{}]) + b"\r\n\r\n" + write([{}]).split(b"\r\n")[1])) == [
        (3, "empty_line")
    ]
    assert codes(reader.read(write([{}]) + b"\r\n\r\n\r\n")) == []
    assert codes(reader.read(write([{}]) + b"\r\n\x1a")) == []


def test_more_columns_are_left_out_and_titles_may_be_written_otherwise():
    content = write([{"DateRglt": "20210101"}], [*TWO, "DateRglt"])
    content = content.replace(b"Debit", "Débit".encode()).replace(b"JournalCode", b"JOURNALCODE ")
    assert reader.read(content).lines[0].balance == 12000


def test_quotes_of_a_csv_writer_come_off_and_others_stay():
    file = reader.read(write([{"EcritureLib": label} for label in ('"a ""b"""', '"PROMO', 'x" y')]))
    assert [line.label for line in file.lines] == ['a "b"', '"PROMO', 'x" y']


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(content):
    """Whatever comes, there is a file or a reason."""
    try:
        reader.read(content)
    except FecError as fault:
        assert fault.code in {
            "encoding",
            "separator",
            "titles_missing",
            "titles_twice",
            "no_lines",
            "titles_two_forms",
        }


@given(st.data(), st.randoms(use_true_random=False))
def test_cut_and_damaged_files_give_reasons_not_errors(data, chance: random.Random):
    content = bytearray(write([{}] * 3))
    head = content.index(b"\r\n") + 2
    for _time in range(data.draw(st.integers(1, 5))):
        content[chance.randrange(head, len(content))] = chance.randrange(256)
    try:
        file = reader.read(bytes(content[: data.draw(st.integers(head, len(content)))]))
    except FecError as fault:
        assert fault.code in {"no_lines", "encoding"}
    else:
        for problem in file.problems:
            assert problem.line >= 2


def test_names_of_files():
    assert reader.read_name("/x/303265045fec20211231.TXT") == ("303265045", date(2021, 12, 31))
    assert reader.read_name("303265045FEC20211331.txt") is None
    assert reader.read_name("ventes.txt") is None


@pytest.mark.parametrize(("length", "shown"), [(59, 59), (60, 60), (61, 61)])
def test_a_long_title_line_is_shown_in_part(length, shown):
    with pytest.raises(FecError) as caught:
        reader.find_separator("x" * length)
    text = caught.value.values["text"]
    assert len(text) == shown
    assert text.endswith("…") == (length > 60)


def test_few_separators_are_no_title_line():
    assert reader.find_separator("|" * 5) == "|"
    with pytest.raises(FecError):
        reader.find_separator("|" * 4)
