import pytest

from odoo.addons.bookstore_deposit.core.comparison import ComparisonError, differences, read_file

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


def test_a_workbook_is_told_from_a_file_of_figures():
    with pytest.raises(ComparisonError) as caught:
        read_file(b"PK\x03\x04")
    assert caught.value.code == "workbook"


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


def test_a_title_that_one_side_does_not_know_counts_nothing_there():
    ours = {BOOK: {"sold": 2.0, "current": 4.0}}
    theirs = {OTHER: {"sold": 1.0, "current": 0.0}, BOOK: {"sold": 2.0, "current": 3.0}}
    assert differences(ours, theirs) == [(OTHER, "sold", 0.0, 1.0), (BOOK, "current", 4.0, 3.0)]
    assert differences(ours, {OTHER: {"sold": 0.0}}) == [(BOOK, "sold", 2.0, 0.0)]
