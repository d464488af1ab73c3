"""Our side and a bank of the specification talk to each other; what is wrong is refused."""

import importlib.util
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.account_ebics.core import codes, content, envelope, exchange, keys
from odoo.addons.account_ebics.core.errors import BankRefusal, EbicsError
from odoo.addons.account_ebics.core.service import Service

_path = Path(__file__).parents[1] / "fake_bank.py"
_spec = importlib.util.spec_from_file_location("fake_bank", _path)
fake = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fake)

LCR = Service("SCI", "cfonb160", scope="FR", option="DCO")
STATEMENT = Service("EOP", "cfonb120", scope="FR")
ACCESS = envelope.Access("FRTESTBK", "PARTNER1", "USER1")
SECOND = envelope.Access("FRTESTBK", "PARTNER1", "USER2")


@pytest.fixture(scope="module")
def own():
    """The keys of two persons."""
    return {
        who: {v: keys.make_key(v, who, "Motorisations du Midi") for v in keys.VERSIONS}
        for who in ("USER1", "USER2")
    }


@pytest.fixture(scope="module")
def base(own):
    bank = fake.FakeBank()
    for access in (ACCESS, SECOND):
        ring = own[access.user]
        post = lambda _step, octets: bank.answer(octets)  # noqa: E731
        exchange.send_signature_key(post, access, ring["A006"])
        exchange.send_transport_keys(post, access, ring["X002"], ring["E002"])
        letter = [ring[version].fingerprint for version in keys.VERSIONS]
        assert bank.open_letter(access.partner, access.user, *letter)
    return bank


@pytest.fixture
def bank(base):
    base.received, base.receipts, base.log = [], [], []
    base.accidents, base.needed, base.size = {}, 1, None
    base.open.clear()
    base.waiting.clear()
    return base


@pytest.fixture
def post(bank):
    return lambda _step, octets: bank.answer(octets)


@pytest.fixture
def ring(bank, own, post):
    mine = own["USER1"]
    bank_keys = exchange.fetch_bank_keys(post, ACCESS, mine["X002"], mine["E002"])
    bank.log.clear()
    return envelope.Ring(mine["X002"], mine["E002"], *bank_keys)


def make_order(own, text=b"LCR" * 1000, people=("USER1",)):
    digest = content.digest_order(text)
    signed = [content.sign_order(own[who]["A006"], digest, "PARTNER1", who) for who in people]
    return exchange.Order(LCR, text, signed, "remise.txt")


def send(post, ring, order, state=None, size=None):
    kept = []
    try:
        state = exchange.upload(
            post,
            ACCESS,
            ring,
            order,
            state or exchange.UploadState(),
            lambda now: kept.append(exchange.UploadState(**now.as_dict())),
            size,
        )
    except Exception as error:
        return (kept or [state])[-1], error
    return state, None


# --- keys ---------------------------------------------------------------------------------------


def test_the_banks_keys_are_those_of_its_letter(bank, own, post):
    mine = own["USER1"]
    found = exchange.fetch_bank_keys(post, ACCESS, mine["X002"], mine["E002"])
    for key, fingerprint in zip(found, bank.fingerprints, strict=True):
        keys.check_fingerprint(key, keys.show_fingerprint(fingerprint))
        wrong = ("1" if fingerprint[0] == "0" else "0") + fingerprint[1:]
        with pytest.raises(EbicsError) as caught:
            keys.check_fingerprint(key, wrong)
        assert caught.value.code == "fingerprint"


@pytest.mark.parametrize("text", ["", "12", "0" * 63, "0" * 65, "g" * 64, "é" * 64])
def test_what_is_no_fingerprint_is_told(text):
    with pytest.raises(EbicsError) as caught:
        keys.read_fingerprint(text)
    assert caught.value.code == "fingerprint_form"


def test_keys_are_taken_once(bank, own, post):
    with pytest.raises(BankRefusal) as caught:
        exchange.send_signature_key(post, ACCESS, own["USER1"]["A006"])
    assert caught.value.number == "091002"


def test_nobody_comes_in_before_his_letter(bank, own, post):
    stranger = envelope.Access("FRTESTBK", "PARTNER1", "STRANGER")
    mine = own["USER1"]
    exchange.send_signature_key(post, stranger, mine["A006"])
    exchange.send_transport_keys(post, stranger, mine["X002"], mine["E002"])
    assert not bank.open_letter("PARTNER1", "STRANGER", "0" * 64, "0" * 64, "0" * 64)
    with pytest.raises(BankRefusal) as caught:
        exchange.fetch_bank_keys(post, stranger, mine["X002"], mine["E002"])
    assert caught.value.number == "091002"


def test_a_sealed_key_opens_with_its_secret_only(own):
    key = own["USER1"]["A006"]
    sealed = keys.seal(key, "un long secret")
    again = keys.unseal("A006", key.der, sealed, "un long secret")
    assert again.private.private_numbers() == key.private.private_numbers()
    for text, secret, code in (
        (sealed, "un autre", "passphrase"),
        (sealed[:-8], "un long secret", "passphrase"),
        ("x", "un long secret", "seal"),
    ):
        with pytest.raises(EbicsError) as caught:
            keys.unseal("A006", key.der, text, secret)
        assert caught.value.code == code
    other = own["USER2"]["A006"]
    with pytest.raises(EbicsError):
        keys.unseal("A006", other.der, sealed, "un long secret")


def test_a_key_without_private_half_signs_nothing(own):
    shown = keys.read_certificate("A006", own["USER1"]["A006"].der)
    with pytest.raises(EbicsError):
        shown.sign_order(b"x")
    with pytest.raises(EbicsError):
        keys.read_certificate("A006", b"no certificate")


def test_a_certificate_says_what_its_key_is_for(own):
    usages = {
        version: key.certificate.extensions.get_extension_for_class(keys.x509.KeyUsage).value
        for version, key in own["USER1"].items()
    }
    assert usages["A006"].content_commitment and not usages["A006"].digital_signature
    assert usages["X002"].digital_signature and not usages["X002"].key_encipherment
    assert usages["E002"].key_encipherment and not usages["E002"].content_commitment


# --- upload -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [None, 4, 64])
def test_an_order_arrives_whole_and_signed(bank, own, post, ring, size):
    order = make_order(own)
    state, error = send(post, ring, order, size=size)
    assert error is None and state.done and state.order == "A001"
    [got] = bank.received
    assert got["content"] == order.content
    assert (got["service"], got["filename"]) == ("SCI", "remise.txt")
    assert got["signers"] == [("PARTNER1", "USER1")]


def test_two_signatures_are_of_two_persons(bank, own, post, ring):
    bank.needed = 2
    _state, error = send(post, ring, make_order(own))
    assert error.number == "091301"
    _state, error = send(post, ring, make_order(own, people=("USER1", "USER1")))
    assert error.number == "091301"
    assert not bank.received
    state, error = send(post, ring, make_order(own, people=("USER1", "USER2")))
    assert error is None and state.done
    assert bank.received[0]["signers"] == [("PARTNER1", "USER1"), ("PARTNER1", "USER2")]


def test_a_changed_order_is_refused(bank, own, post, ring):
    order = make_order(own)
    forged = exchange.Order(LCR, order.content + b"1", order.signatures)
    _state, error = send(post, ring, forged)
    assert error.number == "091301" and not bank.received


@given(
    cuts=st.lists(st.sampled_from(["lost before", "lost after"]), max_size=4),
    places=st.lists(st.integers(1, 4), max_size=4),
    first=st.sampled_from([None, "lost before", "lost after"]),
)
@settings(max_examples=30, deadline=None)
def test_whatever_is_cut_the_order_arrives_once(base, own, cuts, places, first):
    bank = base
    bank.received, bank.log, bank.accidents = [], [], {}
    bank.open.clear()
    post = lambda _step, octets: bank.answer(octets)  # noqa: E731
    mine = own["USER1"]
    bank_keys = exchange.fetch_bank_keys(post, ACCESS, mine["X002"], mine["E002"])
    ring = envelope.Ring(mine["X002"], mine["E002"], *bank_keys)
    order = make_order(own, bytes(range(256)) * 2)
    size = 4 * (-(-len(content.encrypt(order.content, bytes(16))) // 16))
    bank.accidents = {f"Transfer {place}": cut for place, cut in zip(places, cuts, strict=False)}
    if first:
        bank.accidents["BTU Initialisation"] = first
    state, error = send(post, ring, order, size=size)
    for _attempt in range(10):
        if error is None:
            break
        assert isinstance(error, fake.Hangup)
        state, error = send(post, ring, order, state, size)
    assert error is None and state.done
    assert [one["content"] for one in bank.received] == [order.content]


def test_an_order_that_the_bank_may_have_is_never_begun_again(bank, own, post, ring):
    bank.accidents["Transfer 1"] = "lost after"
    state, error = send(post, ring, make_order(own))
    assert isinstance(error, fake.Hangup) and state.uncertain and len(bank.received) == 1
    bank.forget()
    state, error = send(post, ring, make_order(own), state)
    assert isinstance(error, exchange.Lost) and state.uncertain
    assert len(bank.received) == 1
    assert bank.log.count("BTU Initialisation") == 1


def test_an_order_that_the_bank_cannot_have_is_begun_again(bank, own, post, ring):
    order = make_order(own, bytes(range(256)))
    bank.accidents["Transfer 2"] = "lost before"
    state, error = send(post, ring, order, size=64)
    assert isinstance(error, fake.Hangup) and state.segments > 2 and not state.uncertain
    bank.forget()
    state, error = send(post, ring, order, state, size=64)
    assert error is None and state.done and len(bank.received) == 1
    assert bank.log.count("BTU Initialisation") == 2


def test_a_bank_cannot_send_us_beyond_what_we_sent(bank, own, post, ring):
    order = make_order(own, bytes(range(256)))

    def leap(_answer):
        return bank._say(True, "061101", transaction="A" * 32, phase="Transfer", segment=(3, False))

    bank.accidents["Transfer 1"] = leap
    _state, error = send(post, ring, order, size=64)
    assert error.code == "segment" and not bank.received


# --- download -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [None, 4, 52])
def test_a_statement_is_fetched_kept_and_acknowledged(bank, post, ring, size):
    bank.size = size
    bank.waiting["cfonb120"] = [b"01 statement" * 20, b"01 another" * 9]
    kept = []

    def store(octets):
        assert len(bank.receipts) == len(kept)  # what is kept comes before what is said
        kept.append(octets)

    while exchange.download(post, ACCESS, ring, STATEMENT, store):
        pass
    assert kept == [b"01 statement" * 20, b"01 another" * 9]
    assert bank.receipts == [True, True]


def test_what_cannot_be_kept_is_offered_again(bank, post, ring):
    bank.waiting["cfonb120"] = [b"01"]
    with pytest.raises(OSError):
        exchange.download(post, ACCESS, ring, STATEMENT, _fail)
    assert bank.receipts == [] and bank.waiting["cfonb120"]


def _fail(_octets):
    raise OSError


@pytest.mark.parametrize("step", ["BTD Initialisation", "Transfer 2", "Transfer 3"])
def test_a_broken_segment_is_refused_and_offered_again(bank, post, ring, step):
    bank.size, bank.waiting["cfonb120"] = 8, [bytes(range(12))]
    kept = []

    def swap(answer):
        """What a segment holds is not signed: only the order as a whole shows what is missing."""
        found = re.search(rb"<OrderData>(.*?)</OrderData>", answer)
        return answer.replace(found[0], b"<OrderData>%s</OrderData>" % found[1][::-1])

    bank.accidents[step] = swap
    with pytest.raises(EbicsError) as caught:
        exchange.download(post, ACCESS, ring, STATEMENT, kept.append)
    assert caught.value.code == "content"
    assert kept == [] and bank.receipts == [False]
    assert exchange.download(post, ACCESS, ring, STATEMENT, kept.append)
    assert kept == [bytes(range(12))]


def test_a_segment_of_another_place_is_refused(bank, post, ring):
    bank.size, bank.waiting["cfonb120"] = 8, [bytes(range(12))]
    bank.accidents["Transfer 2"] = lambda _answer: bank._say(
        True,
        "000000",
        transaction="A" * 32,
        phase="Transfer",
        count=3,
        segment=(3, True),
        part="AAAA",
    )
    with pytest.raises(EbicsError) as caught:
        exchange.download(post, ACCESS, ring, STATEMENT, _fail)
    assert (caught.value.code, caught.value.values) == ("segment", {"expected": 2, "found": 3})


def test_what_became_of_orders_is_fetched(bank, post, ring):
    kept = []
    assert not exchange.download_admin(post, ACCESS, ring, "HAC", kept.append)
    bank.waiting["HAC"] = [b"<Document/>"]
    assert exchange.download_admin(post, ACCESS, ring, "HAC", kept.append)
    assert kept == [b"<Document/>"]


def test_days_may_be_asked_for(bank, post, ring):
    day = datetime(2026, 11, 2).date()
    request = envelope.write_download(ACCESS, ring, STATEMENT, day, day)
    root = content.parse(request)
    params = ("header", "static", "OrderDetails", "BTDOrderParams")
    assert content.find_text(root, *params, "DateRange", "Start") == "2026-11-02"
    assert content.find_text(root, *params, "Service", "MsgName") == "cfonb120"


# --- hostile ------------------------------------------------------------------------------------


def test_a_replayed_message_is_refused(bank, post, ring):
    message = envelope.write_download(ACCESS, ring, STATEMENT)
    post("", message)
    answer = envelope.read_answer(post("", message), ring.bank_authentication)
    assert answer.number == "091103"
    with pytest.raises(BankRefusal):
        answer.check()


def test_an_expired_key_is_refused_on_both_sides(bank, own, post, ring):
    old = datetime.now(timezone.utc) - timedelta(days=365 * keys.YEARS + 2)
    expired = keys.make_key("X002", "USER1", "Old", now=old)
    with pytest.raises(EbicsError) as caught:
        expired.check_valid()
    assert caught.value.code == "expired"
    late = envelope.Ring(expired, ring.encryption, ring.bank_authentication, ring.bank_encryption)
    with pytest.raises(EbicsError):
        exchange.download(_fail, ACCESS, late, STATEMENT, _fail)
    known = bank.users["PARTNER1", "USER1"]
    valid, known["X002"] = known["X002"], expired.certificate
    message = envelope.write_download(ACCESS, late, STATEMENT)
    assert envelope.read_answer(post("", message), ring.bank_authentication).number == "091208"
    known["X002"] = valid
    early = keys.make_key(
        "X002", "USER1", "New", now=datetime.now(timezone.utc) + timedelta(days=9)
    )
    with pytest.raises(EbicsError) as caught:
        early.check_valid()
    assert caught.value.code == "early"


def test_a_bank_with_other_keys_is_not_believed(bank, own, post, ring):
    other = fake.FakeBank()
    with pytest.raises(EbicsError) as caught:
        envelope.read_answer(other._say(True, "000000"), ring.bank_authentication)
    assert caught.value.code == "bank_signature"


def test_a_message_with_another_persons_keys_is_refused(bank, own, post, ring):
    foreign = envelope.Ring(
        own["USER2"]["X002"], ring.encryption, ring.bank_authentication, ring.bank_encryption
    )
    message = envelope.write_download(ACCESS, foreign, STATEMENT)
    assert envelope.read_answer(post("", message), ring.bank_authentication).number == "061001"


def test_a_bank_that_changed_its_keys_says_so(bank, own, post, ring):
    mine = own["USER1"]
    stale = envelope.Ring(mine["X002"], mine["E002"], ring.bank_authentication, mine["E002"])
    message = envelope.write_download(ACCESS, stale, STATEMENT)
    assert envelope.read_answer(post("", message), ring.bank_authentication).number == "091008"


def unsign(answer):
    return answer.replace(b' authenticate="true"', b"")


def unsign_code(answer):
    return answer.replace(b'<ReturnCode authenticate="true">', b"<ReturnCode>")


def change_code(answer):
    return answer.replace(b"<ReturnCode>090005", b"<ReturnCode>000000")


def double_header(answer):
    header = re.search(rb"<header.*?</header>", answer, re.DOTALL)[0]
    return answer.replace(header, header.replace(b"090005", b"000000") + header)


@pytest.mark.parametrize("forge", [unsign, unsign_code, change_code, double_header])
def test_a_forged_answer_is_not_believed(bank, post, ring, forge):
    answer = post("", envelope.write_download(ACCESS, ring, STATEMENT))
    assert envelope.read_answer(answer, ring.bank_authentication).meaning == codes.NOTHING
    with pytest.raises(EbicsError) as caught:
        envelope.read_answer(forge(answer), ring.bank_authentication)
    assert caught.value.code == "bank_signature"


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"<html>Maintenance</html>",
        b"\xff\xfe",
        b'<!DOCTYPE x [<!ENTITY a "b">]><ebicsResponse>&a;</ebicsResponse>',
        b"<ebicsResponse",
    ],
)
def test_what_is_no_answer_is_told(octets, own):
    with pytest.raises(EbicsError) as caught:
        envelope.read_answer(octets, own["USER1"]["X002"])
    assert caught.value.code in ("document", "bank_signature")


@given(st.binary(max_size=300), st.binary(min_size=16, max_size=16))
def test_content_comes_back_as_it_was(octets, key):
    assert content.decrypt(content.encrypt(octets, key), key) == octets


@given(st.binary(min_size=1, max_size=300), st.integers(0, 10**6))
def test_content_that_lost_something_is_told(octets, place):
    key = bytes(range(16))
    text = content.encrypt(octets, key)
    with pytest.raises(EbicsError):
        content.decrypt(text[: 4 * (place % (len(text) // 4))], key)


def test_a_bomb_is_not_inflated(monkeypatch):
    monkeypatch.setattr(content, "LARGEST", 1000)
    with pytest.raises(EbicsError):
        content.decrypt(content.encrypt(bytes(1001), bytes(16)), bytes(16))
    assert len(content.decrypt(content.encrypt(bytes(1000), bytes(16)), bytes(16))) == 1000


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("name", "sct"),
        ("message", "PAIN"),
        ("scope", "FRAN"),
        ("option", "A"),
        ("container", "TAR"),
        ("variant", "1"),
        ("version", "x"),
        ("format", "XML55"),
    ],
)
def test_a_service_that_the_standard_does_not_know_is_told(part, text):
    with pytest.raises(EbicsError) as caught:
        Service(**{"name": "SCT", "message": "pain.001", part: text})
    assert caught.value.values == {"part": part, "text": text}


def test_an_unknown_code_is_a_refusal():
    assert codes.find_meaning("123456") == codes.REFUSED
    assert codes.find_name("123456") == "123456"
    assert {codes.find_meaning(code) for code in ("061099", "091119")} == {codes.AGAIN}
    assert codes.find_meaning("011000") == codes.DONE
    assert codes.find_meaning("061101") == codes.RESUME


# --- segment by segment --------------------------------------------------------------------------


def segment_asked(octets):
    """(number, whether it is called the last) of a message that asks for a segment or sends one."""
    place = content.parse(octets).xpath("//*[local-name()='SegmentNumber']")
    return (int(place[0].text), place[0].get("lastSegment")) if place else None


def test_only_the_last_segment_is_called_the_last(bank, own, ring):
    sent = []

    def post(_step, octets):
        sent.append(segment_asked(octets))
        return bank.answer(octets)

    bank.size, bank.waiting["cfonb120"] = 8, [bytes(range(12))]
    assert exchange.download(post, ACCESS, ring, STATEMENT, lambda _octets: None)
    asked = [one for one in sent if one]
    total = asked[-1][0]
    assert total > 2
    assert asked == [(n, str(n == total).lower()) for n in range(2, total + 1)]
    sent.clear()
    order = make_order(own, bytes(range(256)))
    state, error = send(post, ring, order, size=64)
    assert error is None
    assert [one for one in sent if one] == [
        (n, str(n == state.segments).lower()) for n in range(1, state.segments + 1)
    ]


def test_a_segment_without_content_is_refused_and_offered_again(bank, post, ring):
    bank.size, bank.waiting["cfonb120"] = 8, [bytes(range(12))]
    bank.accidents["Transfer 2"] = lambda answer: re.sub(
        rb"<OrderData>.*?</OrderData>", b"<OrderData></OrderData>", answer
    )
    with pytest.raises(EbicsError) as caught:
        exchange.download(post, ACCESS, ring, STATEMENT, _fail)
    found = caught.value.values
    assert (caught.value.code, found["expected"]) == ("segment", found["found"])
    assert bank.receipts == [False]


def test_a_last_segment_that_comes_too_early_is_refused(bank, post, ring):
    bank.size, bank.waiting["cfonb120"] = 8, [bytes(range(12))]
    bank.accidents["Transfer 2"] = lambda _answer: bank._say(
        True, "000000", transaction="A" * 32, phase="Transfer", segment=(2, True), part="AAAA"
    )
    with pytest.raises(EbicsError) as caught:
        exchange.download(post, ACCESS, ring, STATEMENT, _fail)
    assert caught.value.code == "segment"
    assert caught.value.values["found"] == 2
