import io
import resource
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from odoo.addons.transport_feed.core.feed_bytes import Limits
from odoo.addons.transport_feed.core.feed_errors import FeedError
from odoo.addons.transport_feed.core.feed_records import guess_delimiter, read_csv, read_xlsx
from odoo.addons.transport_feed.core.feed_trees import (
    cell_text,
    read_json,
    read_xml,
    refuse_doctype,
)

BOMB = """<?xml version="1.0"?><!-- <vehicules> -->
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<vehicules><vehicule><reference>&b;</reference></vehicule></vehicules>"""


def records(reader, content, **options):
    issues = []
    return [record for _line, record in reader(content, issues, **options)], issues


def code_of(reader, content, **options):
    with pytest.raises(FeedError) as caught:
        records(reader, content, **options)
    return caught.value


# --- CSV


def test_delimiters_are_guessed_outside_quotes():
    assert guess_delimiter('a;b;c\n"x, y, z";2;3') == ";"
    assert guess_delimiter("a,b\n1,2") == ","
    assert guess_delimiter("a\tb") == "\t"
    assert guess_delimiter("a|b|c") == "|"


def test_quotes_hold_delimiters_quotes_and_line_breaks():
    found, issues = records(read_csv, 'ref;nom\n1;"Clio ""RS""; 5p\nessence"\n2;Zoe\n')
    assert found == [{"ref": "1", "nom": 'Clio "RS"; 5p\nessence'}, {"ref": "2", "nom": "Zoe"}]
    assert not issues


def test_an_unclosed_quote_costs_its_line_only():
    found, issues = records(read_csv, 'ref;nom\n1;"Clio\n2;Zoe\n3;Twingo')
    assert [record["ref"] for record in found] == ["2", "3"]
    assert [(issue.code, issue.line) for issue in issues] == [("unclosed_quote", 2)]


def test_a_line_with_too_many_or_too_few_cells_is_told():
    found, issues = records(read_csv, "a;b\n1;2;3\n4\n5;6\n7;8;;\n")
    assert found == [{"a": "5", "b": "6"}, {"a": "7", "b": "8"}]
    assert [(issue.line, issue.details["found"]) for issue in issues] == [(2, 3), (3, 1)]


def test_columns_without_header_are_numbered_and_double_names_are_kept_apart():
    assert records(read_csv, "x;y\n", header=False)[0] == [{"1": "x", "2": "y"}]
    assert records(read_csv, "a;a\nx;y\n")[0] == [{"a": "x", "a#2": "y"}]


def test_too_many_rows_are_refused():
    assert code_of(read_csv, "a\n" + "1\n" * 20, limits=Limits(max_rows=10)).line == 12


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_written_as_csv_is_read_back(rows):
    text = "a;b;c\n" + "".join(
        ";".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows
    )
    if any(cell.count("\n") > 20 for row in rows for cell in row):
        return
    found, issues = records(read_csv, text, delimiter=";")
    assert not issues
    assert found == [dict(zip("abc", row, strict=True)) for row in rows]


# --- XML


def test_records_are_flattened_with_paths_attributes_and_lists():
    text = (
        '<s:stock xmlns:s="x"><s:car id="7"><make>Kia</make><size unit="mm"><l>4000</l></size>'
        "<photo>a</photo><photo>b</photo></s:car></s:stock>"
    )
    assert records(read_xml, text, record_path="stock/car")[0] == [
        {"@id": "7", "make": "Kia", "size/@unit": "mm", "size/l": "4000", "photo": "a|b"}
    ]


def test_the_record_tag_is_guessed_when_no_path_is_given():
    text = "<vehicules><vehicule><r>1</r></vehicule><vehicule><r>2</r></vehicule></vehicules>"
    assert records(read_xml, text, record_path="")[0] == [{"r": "1"}, {"r": "2"}]


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE v SYSTEM "file:///etc/passwd"><v/>',
        "\ufeff<!-- a --><?pi x?><!-- <root> --> <!doctype v><v/>",
    ],
)
def test_a_document_type_is_refused_before_parsing(text):
    assert code_of(read_xml, text, record_path="vehicule").code == "doctype"


def test_a_doctype_inside_a_description_is_only_text():
    text = "<v><c><d><![CDATA[<!DOCTYPE html>]]></d></c></v>"
    assert records(read_xml, text, record_path="c")[0] == [{"d": "<!DOCTYPE html>"}]


def test_bare_ampersands_html_entities_and_control_signs_are_mended():
    text = "<v><c><m>Bang & Olufsen &eacute;&nbsp;\x0b&amp;</m><d><![CDATA[a & b]]></d></c></v>"
    found, issues = records(read_xml, text, record_path="c")
    assert found == [{"m": "Bang & Olufsen é\xa0&", "d": "a & b"}]
    assert [(issue.code, issue.level) for issue in issues] == [("xml_repaired", "repaired")]


def test_a_cut_file_is_refused_with_its_line_and_gives_no_record():
    text = "<v>\n<c><r>1</r></c>\n<c><r>2</r>"
    issues, seen = [], []
    with pytest.raises(FeedError) as caught:
        seen.extend(read_xml(text, issues, record_path="c"))
    assert (caught.value.code, caught.value.line, seen) == ("broken_xml", 3, [])


def test_a_path_that_matches_nothing_is_told():
    assert code_of(read_xml, "<v><c/></v>", record_path="car").code == "no_records"


def test_too_deep_xml_is_refused():
    deep = "<c>" + "<a>" * 100 + "</a>" * 100 + "</c>"
    assert code_of(read_xml, deep, record_path="c").code == "too_deep"


@given(st.text(max_size=60))
def test_the_prolog_check_always_ends(text):
    try:
        refuse_doctype(text)
    except FeedError as error:
        assert error.code == "doctype"


# --- JSON


def test_json_is_flattened_and_its_list_is_found():
    text = '{"count": 1, "cars": [{"id": 7, "size": {"l": 4.0}, "tags": ["a", 2], "x": null}]}'
    expected = [{"id": "7", "size/l": "4", "tags": "a|2", "x": ""}]
    assert records(read_json, text, record_path="")[0] == expected
    assert records(read_json, text, record_path="cars")[0] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": [1,', "broken_json"),
        ("[" * 100_000, "too_deep"),
        ('[{"a": ' + "9" * 5000 + "}]", "broken_json"),
        ('{"a": 1}', "no_records"),
        ('[{"a":' + '{"a":' * 50 + "1" + "}" * 51 + "]", "too_deep"),
    ],
)
def test_broken_json_is_refused(text, code):
    assert code_of(read_json, text, record_path="").code == code


def test_an_entry_that_is_no_object_is_one_issue():
    found, issues = records(read_json, '[{"a": 1}, 5]', record_path="")
    assert (found, [issue.line for issue in issues]) == ([{"a": "1"}], [2])


# --- XLSX


def workbook(rows, title="Stock"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rewritten(raw, name, change):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member, change(content) if member.filename == name else content)
    return buffer.getvalue()


def test_a_workbook_is_read_as_texts():
    raw = workbook([["ref", "km", "date"], ["A1", 12000.0, datetime(2020, 5, 1)], [], ["A2"]])
    found, issues = records(read_xlsx, raw)
    assert found == [
        {"ref": "A1", "km": "12000", "date": "2020-05-01"},
        {"ref": "A2", "km": "", "date": ""},
    ]
    assert not issues


def test_an_unknown_sheet_is_told():
    assert code_of(read_xlsx, workbook([["a"]]), sheet="Parc").details["sheets"] == "Stock"


def test_an_entity_bomb_inside_a_workbook_is_refused():
    raw = workbook([["ref"], ["A1"]])
    bombed = rewritten(
        raw,
        "xl/worksheets/sheet1.xml",
        lambda content: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content,
    )
    assert code_of(read_xlsx, bombed).code == "doctype"


def test_a_workbook_that_inflates_too_much_is_refused():
    buffer = io.BytesIO(workbook([["ref"], ["A1"]]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"0" * 40_000_000)
    assert code_of(read_xlsx, buffer.getvalue()).code == "bomb"


def test_a_broken_sheet_is_refused():
    raw = rewritten(
        workbook([["ref"], ["A1"]]), "xl/worksheets/sheet1.xml", lambda content: content[:-60]
    )
    assert code_of(read_xlsx, raw).code == "broken_xlsx"


def test_typed_values_become_plain_text():
    values = [None, True, 12.0, 1.5, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4)]
    assert [cell_text(value) for value in values] == [
        "",
        "1",
        "12",
        "1.5",
        "2020-01-02",
        "2020-01-02 03:04:00",
    ]


def test_a_large_foreign_xml_file_is_refused_without_a_tree():
    foreign = "<v>" + "<a/>" * 500_000 + "</v>"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert code_of(read_xml, foreign, record_path="car").code == "no_records"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kB
