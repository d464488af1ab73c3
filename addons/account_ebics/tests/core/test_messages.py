"""What stands in the messages and in the certificates, element by element."""

import base64
import re
from datetime import date, datetime, timedelta, timezone

import pytest

from odoo.addons.account_ebics.core import codes, content, envelope, exchange, keys, reports
from odoo.addons.account_ebics.core.errors import BankRefusal, EbicsError, Elsewhere
from odoo.addons.account_ebics.core.service import Service

ACCESS = envelope.Access("HOST", "PARTNER", "USER")
NOW = datetime(2026, 11, 2, 10, 20, 30, 987_654, tzinfo=timezone.utc)
PLAIN = Service("EOP", "camt.053")
WHOLE = Service("SCT", "pain.001", "FR", "URG", "XML", "001", "03", "XML")


@pytest.fixture(scope="module")
def key():
    return {
        version: keys.make_key(version, "U" * 70, "C" * 70, now=NOW) for version in keys.VERSIONS
    }


@pytest.fixture(scope="module")
def ring(key):
    return envelope.Ring(key["X002"], key["E002"], key["X002"], key["E002"])


@pytest.fixture(autouse=True)
def _moment(monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return NOW.astimezone(tz)

    monkeypatch.setattr(envelope, "datetime", Clock)


def texts(octets, name):
    return [one.text for one in content.parse(octets).xpath(f"//*[local-name()='{name}']")]


def refused(function, *args):
    with pytest.raises(EbicsError) as caught:
        function(*args)
    return caught.value


# --- codes


def test_numbers_of_codes_are_those_of_their_class():
    """Annex 1: two figures of class (00 done, 01 told, 03 warned, 06 technical, 09 refused)."""
    assert list(codes.NAMES) == sorted(codes.NAMES)
    assert all(re.fullmatch(r"0[01369]\d{4}", number) for number in codes.NAMES)
    assert len(set(codes.NAMES.values())) == len(codes.NAMES)
    assert [number for number in codes.NAMES if number[:2] == "00"] == ["000000"]
    assert codes._MEANINGS.keys() <= codes.NAMES.keys()
    assert {*codes.LOST_TRANSACTION} <= codes.NAMES.keys()
    for number, name in codes.NAMES.items():
        assert codes.find_name(number) == name
        if number.startswith("09") and number != "090005":
            assert codes.find_meaning(number) in (codes.REFUSED, codes.AGAIN)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("EBICS_OK", codes.OK),
        ("EBICS_NO_ONLINE_CHECKS", codes.OK),
        ("EBICS_ORDER_PARAMS_IGNORED", codes.OK),
        ("EBICS_DOWNLOAD_POSTPROCESS_DONE", codes.DONE),
        ("EBICS_DOWNLOAD_POSTPROCESS_SKIPPED", codes.DONE),
        ("EBICS_NO_DOWNLOAD_DATA_AVAILABLE", codes.NOTHING),
        ("EBICS_INTERNAL_ERROR", codes.AGAIN),
        ("EBICS_MAX_TRANSACTIONS_EXCEEDED", codes.AGAIN),
        ("EBICS_TX_RECOVERY_SYNC", codes.RESUME),
        ("EBICS_TX_UNKNOWN_TXID", codes.REFUSED),
        ("EBICS_AUTHENTICATION_FAILED", codes.REFUSED),
    ],
)
def test_what_follows_from_a_code(name, meaning):
    [number] = [number for number, known in codes.NAMES.items() if known == name]
    assert (codes.find_meaning(number), codes.find_name(number)) == (meaning, name)


# --- messages


def test_the_exchange_of_keys_is_as_old_as_it_was_written():
    octets = envelope.write_unsecured(ACCESS, "INI", "DATA")
    assert texts(octets, "Nonce") == texts(octets, "Timestamp") == []
    assert [texts(octets, name) for name in ("HostID", "PartnerID", "UserID")] == [
        ["HOST"],
        ["PARTNER"],
        ["USER"],
    ]
    assert texts(octets, "AdminOrderType") == ["INI"]
    assert texts(octets, "OrderData") == ["DATA"]
    assert texts(octets, "SecurityMedium") == ["0000"]
    assert b"AuthSignature" not in octets


def test_a_request_has_its_moment_and_a_number_of_its_own(key, ring):
    first = envelope.write_bank_keys_request(ACCESS, key["X002"])
    second = envelope.write_admin_download(ACCESS, ring, "HTD")
    for octets in (first, second):
        assert texts(octets, "Timestamp") == ["2026-11-02T10:20:30.987Z"]
        assert re.fullmatch("[0-9A-F]{32}", texts(octets, "Nonce")[0])
        assert envelope.verify(content.parse(octets), key["X002"])
        assert not envelope.verify(content.parse(octets), key["E002"])
    assert texts(first, "Nonce") != texts(second, "Nonce")
    assert (texts(first, "AdminOrderType"), texts(second, "AdminOrderType")) == (["HPB"], ["HTD"])
    assert texts(second, "NumSegments") == []
    root = content.parse(second)
    assert (root.get("Version"), root.get("Revision")) == ("H005", "1")
    assert texts(second, "TransactionPhase") == ["Initialisation"]


@pytest.mark.parametrize("release", [True, False])
@pytest.mark.parametrize("filename", ["a.xml", ""])
def test_an_upload_says_what_comes(key, ring, release, filename):
    octets = envelope.write_upload(
        ACCESS,
        ring,
        WHOLE,
        digest=b"d" * 32,
        signatures="SIGS",
        transaction_key=b"k" * 16,
        segments=3,
        filename=filename,
        release=release,
    )
    assert len(texts(octets, "SignatureFlag")) == release
    assert texts(octets, "NumSegments") == ["3"]
    root = content.parse(octets)
    [params] = root.xpath("//*[local-name()='BTUOrderParams']")
    assert params.get("fileName") == (filename or None)
    names = ("ServiceName", "Scope", "ServiceOption", "MsgName")
    assert [texts(octets, name) for name in names] == [["SCT"], ["FR"], ["URG"], ["pain.001"]]
    [container] = root.xpath("//*[local-name()='Container']")
    assert dict(container.attrib) == {"containerType": "XML"}
    [message] = root.xpath("//*[local-name()='MsgName']")
    assert dict(message.attrib) == {"variant": "001", "version": "03", "format": "XML"}
    wrapped = base64.b64decode(texts(octets, "TransactionKey")[0])
    assert key["E002"].unwrap(wrapped) == b"k" * 16
    assert texts(octets, "SignatureData") == ["SIGS"]
    [digest] = root.xpath("//*[local-name()='DataDigest']")
    assert (base64.b64decode(digest.text), digest.get("SignatureVersion")) == (b"d" * 32, "A006")


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [
        (None, None, ([], [])),
        (date(2026, 1, 2), None, ([], [])),
        (None, date(2026, 1, 2), ([], [])),
        (date(2026, 1, 2), date(2026, 2, 3), (["2026-01-02"], ["2026-02-03"])),
    ],
)
def test_days_are_asked_for_when_both_are_known(ring, first, last, asked):
    octets = envelope.write_download(ACCESS, ring, PLAIN, first, last)
    assert (texts(octets, "Start"), texts(octets, "End")) == asked
    for part in ("Scope", "ServiceOption", "Container"):
        assert texts(octets, part) == []
    [message] = content.parse(octets).xpath("//*[local-name()='MsgName']")
    assert dict(message.attrib) == {}


@pytest.mark.parametrize(("good", "code"), [(True, "0"), (False, "1")])
def test_a_receipt_says_whether_we_have_it(ring, good, code):
    octets = envelope.write_receipt(ACCESS, ring, "T" * 32, good)
    assert texts(octets, "ReceiptCode") == [code]
    assert texts(octets, "TransactionPhase") == ["Receipt"]
    assert texts(octets, "TransactionID") == ["T" * 32]


@pytest.mark.parametrize(("data", "sent"), [("DATA", ["DATA"]), ("", [None]), (None, [])])
def test_a_segment_is_sent_or_asked_for(ring, data, sent):
    octets = envelope.write_transfer(ACCESS, ring, "T", 2, False, data)
    assert texts(octets, "OrderData") == sent
    [place] = content.parse(octets).xpath("//*[local-name()='SegmentNumber']")
    assert (place.text, place.get("lastSegment")) == ("2", "false")


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("0", 0), ("7", 7), ("123456789", 123_456_789)]
    + [(text, None) for text in ("1234567890", "-1", "1.0", "²", "x", "+1")],
)
def test_counts_of_a_bank_are_figures(text, count):
    if count is None:
        assert refused(envelope._read_count, text).code == "document"
    else:
        assert envelope._read_count(text) == count


ANSWER = """<ebicsKeyManagementResponse><header authenticate="true"><static/><mutable>
<ReturnCode>%s</ReturnCode><ReportText> why <!-- c -->not </ReportText></mutable></header>
<body>%s</body></ebicsKeyManagementResponse>"""
BODY = '<ReturnCode authenticate="true">%s</ReturnCode>'


@pytest.mark.parametrize(
    ("header", "body", "number"),
    [
        ("000000", BODY % "000000", "000000"),
        ("000000", BODY % "090005", "090005"),
        ("031001", BODY % "091002", "091002"),
        ("061001", BODY % "000000", "061001"),
        ("011000", BODY % "091002", "011000"),
        ("000000", "", "000000"),
    ],
)
def test_the_code_that_counts(header, body, number):
    answer = envelope.read_answer((ANSWER % (header, body)).encode(), None)
    assert (answer.number, answer.text) == (number, "why not")
    assert (answer.segments, answer.segment, answer.last, answer.data) == (0, 0, False, "")


def test_a_refusal_has_its_name_and_its_text():
    for number, name in (
        ("091002", "EBICS_INVALID_USER_OR_USER_STATE"),
        ("061099", "EBICS_INTERNAL_ERROR"),
    ):
        answer = envelope.read_answer((ANSWER % ("000000", BODY % number)).encode(), None)
        error = refused(answer.check)
        assert isinstance(error, BankRefusal)
        told = {"number": number, "name": name, "text": "why not"}
        assert (error.number, error.name, error.text, error.values) == (*told.values(), told)
    for number in ("000000", "090005", "011000", "061101"):
        answer = envelope.read_answer((ANSWER % ("000000", BODY % number)).encode(), None)
        assert answer.check() is answer
    assert refused(envelope.read_answer, (ANSWER % ("", "")).encode(), None).code == "document"
    assert Elsewhere().code == "elsewhere"


def test_comments_are_no_part_of_a_text():
    root = content.parse(b"<a><!-- x --><b>one<!-- two -->three</b></a>")
    assert [content.find_text(root, "b"), content.find_text(root, "c")] == ["onethree", ""]
    assert len(root) == 1


# --- uploads


@pytest.mark.parametrize(
    ("state", "started", "done", "uncertain"),
    [
        ({}, False, False, False),
        ({"transaction": "T", "segments": 2}, True, False, False),
        ({"transaction": "T", "segments": 2, "tried": 1}, True, False, False),
        ({"transaction": "T", "segments": 2, "tried": 2, "taken": 1}, True, False, True),
        ({"transaction": "T", "segments": 2, "tried": 2, "taken": 2}, True, True, False),
        ({"tried": 2, "taken": 2}, False, False, False),
    ],
)
def test_how_far_an_upload_is(state, started, done, uncertain):
    found = exchange.UploadState(**state)
    assert (found.started, found.done, found.uncertain) == (started, done, uncertain)
    assert exchange.UploadState(**found.as_dict()) == found


# --- certificates


@pytest.fixture
def make(key, monkeypatch):
    """Makes a key in no time: its private half is there already."""
    monkeypatch.setattr(keys.rsa, "generate_private_key", lambda **_size: key["X002"].private)
    return lambda version: keys.make_key(version, "U" * 70, "C" * 70, now=NOW)


def test_a_certificate_is_of_its_owner_for_five_years(key, make):
    made = make("X002")
    certificate = made.certificate
    assert certificate.not_valid_before_utc == (NOW - timedelta(days=1)).replace(microsecond=0)
    assert made.expires == (NOW + timedelta(days=5 * 365)).replace(microsecond=0)
    assert certificate.subject == certificate.issuer
    assert certificate.subject.rfc4514_string() == f"C=FR,O={'C' * 64},CN={'U' * 64}"
    assert key["X002"].public.key_size == 2048
    assert 0 < certificate.serial_number <= 2**100
    constraints = certificate.extensions.get_extension_for_class(keys.x509.BasicConstraints)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (
        True,
        False,
        None,
    )


@pytest.mark.parametrize(
    ("version", "usage"),
    [("A006", "content_commitment"), ("X002", "digital_signature"), ("E002", "key_encipherment")],
)
def test_a_key_has_one_usage(make, version, usage):
    found = make(version).certificate.extensions.get_extension_for_class(keys.x509.KeyUsage)
    assert found.critical
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
    )
    assert [name for name in names if getattr(found.value, name)] == [usage]


def test_a_certificate_holds_from_its_first_to_its_last_second(key):
    one = key["A006"]
    begin, end, second = one.certificate.not_valid_before_utc, one.expires, timedelta(seconds=1)
    one.check_valid(begin)
    one.check_valid(end)
    for moment, code, day in ((begin - second, "early", begin), (end + second, "expired", end)):
        error = refused(one.check_valid, moment)
        assert (error.code, error.values) == (code, {"version": "A006", "day": day.date()})


def test_a_sealed_key_is_a_salt_and_a_token(key):
    sealed = keys.seal(key["A006"], "secret")
    name, salt, token = sealed.split("$")
    assert (name, len(base64.b64decode(salt))) == ("scrypt1", 16)
    assert keys.seal(key["A006"], "secret").split("$")[1] != salt
    der = key["A006"].der
    for text in (f"other${salt}${token}", f"scrypt1${salt}$", f"scrypt1${salt}", "scrypt1", ""):
        assert refused(keys.unseal, "A006", der, text, "secret").code == "seal"
    assert refused(keys.unseal, "X002", key["X002"].der, sealed, "secret").code == "seal"


def test_signatures_hold_for_what_was_signed(key):
    one = key["A006"]
    assert one.verify_order(b"d", one.sign_order(b"d"))
    assert not one.verify_order(b"e", one.sign_order(b"d"))
    assert one.verify_message(b"d", one.sign_message(b"d"))
    assert not one.verify_message(b"e", one.sign_message(b"d"))
    assert not one.verify_order(b"d", one.sign_message(b"d"))
    assert refused(one.unwrap, b"x").code == "content"


def test_a_fingerprint_is_compared_whole(key):
    one = key["E002"]
    shown = keys.show_fingerprint(one.fingerprint)
    assert [len(line) for line in shown.splitlines()] == [47, 47]
    for typed in (shown, shown.replace(" ", ":"), one.fingerprint.upper(), shown.replace(" ", "-")):
        keys.check_fingerprint(one, typed)
    error = refused(keys.read_fingerprint, "0" * 63)
    assert error.values == {"count": 63}
    error = refused(keys.check_fingerprint, one, "0" * 64)
    assert (error.code, error.values) == ("fingerprint", {"version": "E002"})


# --- files


def test_the_first_name_of_a_message_is_its_name():
    two = (
        b"<D><X><GrpHdr><MsgId> A </MsgId></GrpHdr></X><Y><GrpHdr><MsgId>B</MsgId></GrpHdr></Y></D>"
    )
    assert reports.read_message_name(two) == "A"
    assert reports.read_message_name(b"<D><GrpHdr><MsgId>A</MsgId></GrpHdr></D>") == ""
    assert reports.read_message_name(b"<D><X><GrpHdr><MsgId/></GrpHdr></X></D>") == ""
    assert reports.read_message_name(b" <D>") == reports.read_message_name(b"0360") == ""


def test_segments_are_of_a_megabyte():
    text = "A" * (2 * 1024 * 1024 + 4)
    assert [len(part) for part in content.cut(text)] == [1024 * 1024, 1024 * 1024, 4]
    assert content.cut("") == []
