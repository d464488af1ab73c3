import pytest

from odoo.addons.bookstore_deposit.core.comparison import ComparisonError, read_file
from odoo.addons.suite_base.core.tables import write_xlsx

BOOK, OTHER = "9782070360024", "9782070251902"


def figures(content, encoding="utf-8"):
    return read_file(content.encode(encoding)).figures


def test_a_title_above_the_header_and_totals_below_are_no_lines():
    content = f"Relevé de dépôt;;\n\nISBN;Vendu;Stock\n{BOOK};2;4\n{OTHER};;4\nTotal;2;8\n"
    assert figures(content) == {
        BOOK: {"sold": 2.0, "current": 4.0},
        OTHER: {"sold": 0.0, "current": 4.0},
    }


@pytest.mark.parametrize(
    "header",
    ["Qté vendue", "Quantité vendue", "QTE VENDUES", "Ventes", "Sold", "Exemplaires vendus"],
)
def test_the_column_of_sales_has_many_names(header):
    assert figures(f"EAN;{header}\n{BOOK};3\n") == {BOOK: {"sold": 3.0}}


def test_columns_that_are_something_else_are_told():
    reading = read_file(f"EAN;Prix de vente;Vendu;Montant des ventes\n{BOOK};9;3;27\n".encode())
    assert reading.figures == {BOOK: {"sold": 3.0}}
    assert reading.ignored == ["Prix de vente", "Montant des ventes"]


@pytest.mark.parametrize("code", [f'="{BOOK}"', f"'{BOOK}", "978-2-07-036002-4", f"{BOOK}.0"])
def test_a_code_kept_as_text_is_the_code(code):
    quoted = code.replace('"', '""')
    assert figures(f'EAN;Vendu\n"{quoted}";3\n') == {BOOK: {"sold": 3.0}}


@pytest.mark.parametrize("code", ["9,7821E+12", "9.78207E+12", "9782070000000"])
def test_a_code_the_spreadsheet_lost_is_said_so(code):
    with pytest.raises(ComparisonError) as caught:
        read_file(f"EAN;Vendu\n{code};3\n".encode())
    assert caught.value.code == "lost_code"


def test_a_mistyped_code_is_a_line_not_read():
    reading = read_file(f"EAN;Vendu\n9782070360025;3\n{BOOK};1\n".encode())
    assert reading.figures == {BOOK: {"sold": 1.0}}
    assert reading.rejected == [(2, "9782070360025 3")]


def test_a_title_without_isbn_is_known_by_its_name():
    reading = read_file("ISBN;Titre;Vendu\n;Les Châtiments;2\n;LES CHATIMENTS;1\n".encode())
    assert reading.by_title == {"les chatiments": {"sold": 3.0}}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_spreadsheet_writes_in_several_encodings(encoding):
    assert figures(f"EAN\tQté vendue\n{BOOK}\t2\n", encoding) == {BOOK: {"sold": 2.0}}


def test_a_workbook_is_read_as_it_comes():
    rows = [
        ["Relevé de dépôt"],
        ["ISBN", "Titre", "Qté vendue", "Stock"],
        [9782070360024, "Un titre", 2, 4.0],
        [OTHER, "Un autre", None, "3"],
        ["Total", None, 2, 7],
    ]
    reading = read_file(write_xlsx(rows), "releve.xlsx")
    assert reading.figures == {
        BOOK: {"sold": 2.0, "current": 4.0},
        OTHER: {"sold": 0.0, "current": 3.0},
    }
    assert reading.rejected == []


@pytest.mark.parametrize("content", [b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0\xa1", b"\0\1\2\0\0"])
def test_what_is_no_table_is_told(content):
    with pytest.raises(ComparisonError) as caught:
        read_file(content)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"ISBN;Vendu\n", "empty"),
        (b"a;b\n1;2\n", "no_isbn"),
        (b"isbn;x\n1;2\n", "no_figure"),
    ],
)
def test_a_file_that_says_nothing_is_explained(content, code):
    with pytest.raises(ComparisonError) as caught:
        read_file(content)
    assert caught.value.code == code


def test_one_code_in_two_spellings_is_one_title():
    assert figures(f"EAN,Ventes\n2070360024,1\n{BOOK},2\n") == {BOOK: {"sold": 3.0}}


def test_a_figure_is_read_as_its_column_is_written():
    content = f"EAN;Vendu;Stock\n{BOOK};1,000;−1\n{OTHER};0,500;1 234\n"
    assert figures(content) == {
        BOOK: {"sold": 1.0, "current": -1.0},
        OTHER: {"sold": 0.5, "current": 1234.0},
    }


def test_a_figure_of_two_readings_is_a_line_not_read():
    reading = read_file(f"EAN;Vendu\n{BOOK};1,000\n{OTHER};2\n".encode())
    assert reading.figures == {OTHER: {"sold": 2.0}}
    assert reading.rejected == [(2, f"{BOOK} 1,000")]


def test_commas_within_titles_are_no_columns():
    content = f"Titre;EAN;Vendu;Prix\nLui, elle, eux, nous;{BOOK};2;12,50\n"
    assert figures(content) == {BOOK: {"sold": 2.0}}


def test_what_is_no_number_is_a_line_not_read():
    reading = read_file(f"EAN;Vendu\n{BOOK};deux\n".encode())
    assert reading.rejected == [(2, f"{BOOK} deux")]
    assert reading.columns == ["sold"]


def test_a_column_is_known_by_four_words_at_most():
    assert figures(f"EAN;Nombre de livres vendus\n{BOOK};3\n") == {BOOK: {"sold": 3.0}}
    with pytest.raises(ComparisonError) as caught:
        read_file(f"EAN;Nombre de vos livres vendus\n{BOOK};3\n".encode())
    assert caught.value.code == "no_figure"


def test_a_line_shorter_than_its_header_has_nothing_there():
    reading = read_file(f"Vendu;EAN;Titre\n3;{BOOK}\n2;{OTHER};Un titre\n".encode())
    assert reading.figures == {BOOK: {"sold": 3.0}, OTHER: {"sold": 2.0}}


def test_a_file_without_titles_does_not_take_another_column_for_them():
    reading = read_file(b"Remarque;Vendu;EAN\nabc;1;\n")
    assert reading.by_title == {}
    assert reading.rejected == [(2, "abc 1 ")]
