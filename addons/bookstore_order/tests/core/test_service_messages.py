"""Service messages of Dilicom in both notations, and EDIFACT taken apart."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_order.core.edifact import write_orders
from odoo.addons.bookstore_order.core.edifact_read import part, read_messages, read_segments
from odoo.addons.bookstore_order.core.service_messages import (
    EVENTS,
    ServiceFileError,
    order_state,
    read_service_file,
)

US, NET, THEM = "3010000000013", "3020000000003", "3030000000000"
DONE = f"904;{US};023;P00012;000001;301126;{THEM};301126;0905"


def gencod(*comments, kind="912", end="199;7", head=None):
    lines = head or [
        "05003",
        f"100;{US}",
        f"221;{NET}",
        "176;301126",
        f"198;&&&EDILECTRE;{kind}",
    ]
    return "\r\n".join([*lines, *(f"177;{one}" for one in comments), end]).encode("cp1252")


def aperak(*segments, answer="AB", count=None, number="M1", mark="'", kind="APERAK"):
    body = [
        f"UNH+{number}+{kind}:D:96A:UN:EAN004",
        f"BGM+351::9+DOC7+5+{answer}",
        "DTM+137:20261130:102",
        *segments,
    ]
    body.append(f"UNT+{count or len(body) + 1}+{number}")
    head = f"UNB+UNOB:2+{NET}:14+{US}:14+261130:0638+77"
    return (f"{mark}\n".join([head, *body, "UNZ+1+77"]) + mark).encode()


def one(data):
    found = read_service_file(data)
    assert not found.problems
    [message] = found.messages
    return message


def test_taken_and_read_in_gencod():
    taken = one(gencod(DONE))
    assert (taken.notation, taken.kind, taken.event) == ("gencod", "912", "taken")
    assert (taken.recipient, taken.sender, taken.supplier) == (US, NET, THEM)
    assert (taken.about, taken.reference, taken.sending) == ("023", "P00012", "000001")
    assert taken.moment == datetime(2026, 11, 30, 9, 5)
    assert (taken.error, taken.text) == ("", "")
    read = one(gencod(DONE + ";20261201;1130"))
    assert (read.event, read.moment) == ("read", datetime(2026, 12, 1, 11, 30))
    assert one(gencod(DONE + ";;")).event == "taken"
    assert one(gencod(DONE + ";011226;abcd")).moment == datetime(2026, 12, 1)
    assert one(gencod(DONE.replace("301126;0905", "x;y"))).moment == datetime(2026, 11, 30)
    assert one(gencod(DONE + ";011226;2460")).moment == datetime(2026, 12, 1)
    assert one(gencod(DONE + ";00010101;1130")).event == "taken"
    assert "177;904" in read.raw and "198;" in read.raw and "199" not in read.raw


def test_refusals_and_errors_of_structure_keep_their_words():
    error = f"905;{US};023;P00012;000001;301126;{THEM};007;000012;003;QTE;Référence inconnue"
    refused = one(gencod(error, kind="913"))
    assert (refused.event, refused.error) == ("refused", "007")
    assert refused.text == "Référence inconnue – ligne 000012, position 003, zone QTE"
    broken = one(gencod(error.replace("905", "906"), kind="914"))
    assert broken.event == "broken"
    bare = one(gencod(f"905;{US};023;P00012;1;301126;{THEM};007", kind="913"))
    assert (bare.text, bare.error) == ("", "007")
    assert bare.moment == datetime(2026, 11, 30)


def test_each_comment_is_a_message_and_other_kinds_are_kept():
    both = read_service_file(gencod(DONE, DONE.replace("P00012", "P00013")))
    assert [message.reference for message in both.messages] == ["P00012", "P00013"]
    assert "P00013" not in both.messages[0].raw
    other = one(gencod(DONE, kind="955"))
    assert (other.event, other.kind, other.reference) == ("unknown", "955", "P00012")
    two = read_service_file(gencod(DONE) + b"\r\n" + gencod(DONE, kind="914"))
    assert [message.event for message in two.messages] == ["taken", "broken"]


def test_what_was_cut_or_is_empty_is_told():
    assert read_service_file(gencod(DONE, end="")).problems == [(1, "cut")]
    cut = read_service_file(gencod(DONE, end="") + b"\n" + gencod(DONE))
    assert (cut.problems, len(cut.messages)) == ([(1, "cut")], 1)
    assert read_service_file(gencod(DONE, end="199;7\n100;1")).problems == [(1, "cut")]
    assert read_service_file(gencod(DONE, end="199;7\n199;7")).problems == [(1, "cut")]
    assert read_service_file(gencod()).problems == [(1, "empty")]
    for data in (b"", b"EAN;R\xe9ponse", b"0500;1", b"0500312;1"):
        with pytest.raises(ServiceFileError):
            read_service_file(data)
    assert one(gencod(DONE, head=["05003", "198"])).kind == ""


@pytest.mark.parametrize("mark", ["'", ""])
def test_taken_read_and_refused_in_eancom(mark):
    base = ("RFF+ACE:P00012", f"NAD+SU+{THEM}::9", f"NAD+BY+{US}::9")
    taken = one(aperak("DTM+4:202611300905:203", *base, mark=mark))
    assert (taken.notation, taken.kind, taken.event) == ("eancom", "APERAK", "taken")
    assert (taken.recipient, taken.sender, taken.supplier) == (US, NET, THEM)
    assert (taken.reference, taken.sending, taken.about) == ("P00012", "DOC7", "")
    assert taken.moment == datetime(2026, 11, 30, 9, 5)
    read = one(aperak("DTM+4:20261130:102", "DTM+8:20261201:102", *base, mark=mark))
    assert (read.event, read.moment) == ("read", datetime(2026, 12, 1))
    refused = one(
        aperak(*base, "ERC+7:ZZZ", "FTX+AAI+++Référence:inconnue", answer="RE", mark=mark)
    )
    assert (refused.event, refused.error, refused.text) == ("refused", "7", "Référence inconnue")
    assert refused.moment == datetime(2026, 11, 30)
    assert "RFF+ACE:P00012" in refused.raw


def test_other_answers_and_messages_are_kept_and_the_network_is_no_supplier():
    assert one(aperak("RFF+ACE:P1", answer="XX")).event == "unknown"
    invoice = one(aperak("RFF+ON:P1", kind="INVOIC"))
    assert (invoice.event, invoice.kind, invoice.reference) == ("unknown", "INVOIC", "P1")
    answer = read_service_file(aperak("RFF+ON:P1", kind="ORDRSP"))
    assert (answer.messages, answer.problems) == ([], [(1, "answer")])
    assert one(aperak("RFF+ACE:P1", f"NAD+SU+{NET}::9")).supplier == ""
    assert one(aperak("DTM+8:2026:999", "FTX+AAI")).event == "taken"
    assert one(aperak("DTM+8:00010101:102")).event == "taken"
    assert one(aperak()).reference == ""


def test_a_message_that_counts_wrongly_or_has_no_end_is_told():
    assert read_service_file(aperak(count=9)).problems == [(1, "cut")]
    cut = aperak().partition(b"UNT")[0]
    assert read_service_file(cut).problems == [(1, "cut")]
    assert read_service_file(aperak().replace(b"+M1'\nUNZ", b"+M2'\nUNZ")).problems == [(1, "cut")]


def test_order_state_table():
    assert order_state(False, []) == "none"
    assert order_state(True, ["unknown"]) == "sent"
    assert order_state(False, ["taken"]) == "taken"
    assert order_state(True, ["taken", "read"]) == "read"
    assert order_state(True, ["read", "refused"]) == "refused"
    assert order_state(True, ["refused", "broken", "taken"]) == "broken"


@given(st.booleans(), st.lists(st.sampled_from(EVENTS), max_size=6), st.randoms())
def test_messages_say_the_same_in_whatever_order_and_however_often(is_sent, events, random):
    mixed = events * 2
    random.shuffle(mixed)
    assert order_state(is_sent, mixed) == order_state(is_sent, events)


PLAIN = st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc", "Zs", "Cf"]), min_size=1, max_size=12
)


@given(
    PLAIN,
    st.lists(st.tuples(PLAIN, st.integers(1, 999), st.integers(1, 10**6).map(str)), max_size=5),
)
def test_an_order_written_is_read_back_by_another_reader(number, lines):
    text = write_orders(number, datetime(2026, 11, 30, 9, 5), US, THEM, lines)
    [message] = read_messages(text)
    assert message.is_whole
    assert (message.kind, message.sender, message.recipient) == ("ORDERS", US, THEM)
    [head] = message.all("BGM")
    assert (part(head, 1), part(head, 2), part(head, 3)) == ("220", number, "9")
    read = list(
        zip(
            (part(one, 3) for one in message.all("LIN")),
            (int(part(one, 1, 1)) for one in message.all("QTY")),
            (part(one, 1, 1) for one in message.all("RFF")),
            strict=True,
        )
    )
    assert read == lines
    assert [part(one, 1) for one in message.all("LIN")] == [str(n + 1) for n in range(len(lines))]
    assert {part(one, 1): part(one, 2) for one in message.all("NAD")} == {
        "BY": US,
        "SU": THEM,
        "DP": US,
    }
    [total] = message.all("CNT")
    assert part(total, 1, 1) == str(len(lines))
    first, *_rest, last = read_segments(text)
    assert (part(first, 5), part(last, 1), part(last, 2)) == (number, "1", number)


def test_marks_of_una_are_obeyed():
    assert read_segments("UNA|*.! ~UNH*1*A|B~FTX*!~!*!|!!~") == [
        (("UNH",), ("1",), ("A", "B")),
        (("FTX",), ("~*|!",)),
    ]
    assert read_segments("UNA") == [(("UNA",),)]
    assert read_segments("A+b?") == [(("A",), ("b?",))]
    assert read_segments("\ufeff \nA'\r\n'B'") == [(("A",),), (("B",),)]
