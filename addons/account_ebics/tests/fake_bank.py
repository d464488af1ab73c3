"""A bank that speaks EBICS 3.0 (H005), written from the specification for the tests.

It shares no code with the add-on: it has its own canonical form, its own ciphers and its own idea
of what a subscriber may do. ``answer`` takes a request and returns a response; ``serve`` does so
over HTTP. What a test wants to go wrong is said in ``accidents``.
"""

import base64
import hashlib
import http.server
import secrets
import threading
import zlib
from collections import defaultdict
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.x509.oid import NameOID
from lxml import etree

H5 = "{urn:org:ebics:H005}"
DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
SIG = "{http://www.ebics.org/S002}"


class Hangup(Exception):
    """The line is cut: the client gets no answer."""


class Refusal(Exception):
    def __init__(self, code, order=False):
        super().__init__(code)
        self.code, self.order = code, order


# --- what every EBICS program needs, written once more ------------------------------------------


def canonical(element, outer=None):
    """Inclusive C14N 1.0 of elements without comments, attributes of a namespace or odd prefixes."""
    scope = {prefix: uri for prefix, uri in element.nsmap.items() if uri}
    fresh = {prefix: uri for prefix, uri in scope.items() if (outer or {}).get(prefix) != uri}
    tag = etree.QName(element)
    prefix = next(p for p, uri in sorted(scope.items(), key=str) if uri == tag.namespace)
    name = f"{prefix}:{tag.localname}" if prefix else tag.localname
    spaces = sorted((f"xmlns:{p}" if p else "xmlns", uri) for p, uri in fresh.items())
    marks = [*spaces, *sorted(element.attrib.items())]
    text = "".join(f' {key}="{value}"' for key, value in marks)
    inner = _escape(element.text) + "".join(
        canonical(child, scope) + _escape(child.tail) for child in element
    )
    return f"<{name}{text}>{inner}</{name}>"


def _escape(text):
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def digest_of(root):
    parts = [one for one in root.iter() if one.get("authenticate") == "true"]
    return hashlib.sha256("".join(map(canonical, parts)).encode()).digest()


def lock(data, key):
    data = zlib.compress(data)
    rest = 16 - len(data) % 16
    data += secrets.token_bytes(rest - 1) + bytes([rest])  # any filling, as ISO 10126
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return base64.b64encode(cipher.update(data) + cipher.finalize()).decode()


def unlock(text, key):
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).decryptor()
    data = cipher.update(base64.b64decode(text)) + cipher.finalize()
    return zlib.decompress(data[: -data[-1]])


def make_pair(name):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=900))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def thumb(certificate):
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


# --- the bank -----------------------------------------------------------------------------------


class FakeBank:
    """One host with its subscribers, what they sent and what waits for them."""

    def __init__(self, host="FRTESTBK", signatures=1, size=None):
        self.host, self.needed, self.size = host, signatures, size
        self.auth, self.auth_certificate = make_pair("bank X002")
        self.enc, self.enc_certificate = make_pair("bank E002")
        self.users = defaultdict(dict)
        self.nonces, self.open = set(), {}
        self.received, self.waiting, self.receipts = [], defaultdict(list), []
        self.accidents = {}
        self.log = []
        self.turn = threading.RLock()

    @property
    def fingerprints(self):
        """What the bank's own letter shows."""
        return thumb(self.auth_certificate), thumb(self.enc_certificate)

    def open_letter(self, partner, user, *fingerprints):
        """The letter came: a clerk compares it with the keys and lets the subscriber in."""
        known = self.users[partner, user]
        keys = [known.get(name) for name in ("A006", "X002", "E002")]
        if None in keys or [thumb(key) for key in keys] != list(fingerprints):
            return False
        known["ready"] = True
        return True

    def answer(self, octets):
        """One message after the other, whoever sends them."""
        with self.turn:
            return self._answer(octets)

    def _answer(self, octets):
        root = etree.fromstring(octets)
        name = etree.QName(root).localname
        step = self._name_step(root)
        self.log.append(step)
        if self.accidents.get(step) == "lost before":
            del self.accidents[step]
            raise Hangup
        work = {
            "ebicsUnsecuredRequest": self._take_keys,
            "ebicsNoPubKeyDigestsRequest": self._give_keys,
            "ebicsRequest": self._converse,
        }[name]
        try:
            answer = work(root)
        except Refusal as refusal:
            answer = self._say(name == "ebicsRequest", refusal.code, order=refusal.order)
        accident = self.accidents.pop(step, None)
        if accident == "lost after":
            raise Hangup
        return accident(answer) if callable(accident) else answer

    @staticmethod
    def _name_step(root):
        kind = root.findtext(f".//{H5}AdminOrderType") or ""
        phase = root.findtext(f".//{H5}TransactionPhase") or ""
        number = root.findtext(f".//{H5}SegmentNumber") or ""
        return " ".join(filter(None, [kind, phase, number]))

    # --- keys -------------------------------------------------------------------------------------

    def _get_user(self, root):
        if root.findtext(f".//{H5}HostID") != self.host:
            raise Refusal("091011")
        return root.findtext(f".//{H5}PartnerID"), root.findtext(f".//{H5}UserID")

    def _take_keys(self, root):
        who = self._get_user(root)
        data = etree.fromstring(
            zlib.decompress(base64.b64decode(root.findtext(f".//{H5}OrderData")))
        )
        for element in data.iter(f"{DSIG}X509Certificate"):
            info = element.getparent().getparent()
            version = next(
                one.text for one in info if etree.QName(one).localname.endswith("Version")
            )
            if version in self.users[who]:
                raise Refusal("091002")
            certificate = x509.load_der_x509_certificate(base64.b64decode(element.text))
            self.users[who][version] = certificate
        return self._say(False, "000000")

    def _give_keys(self, root):
        who = self._get_user(root)
        self._authenticate(root, who)
        self._once(root)
        data = (
            f'<HPBResponseOrderData xmlns="{H5[1:-1]}" xmlns:ds="{DSIG[1:-1]}">'
            + self._show_key("Authentication", "X002", self.auth_certificate)
            + self._show_key("Encryption", "E002", self.enc_certificate)
            + f"<HostID>{self.host}</HostID></HPBResponseOrderData>"
        ).encode()
        return self._say(False, "000000", data=data, reader=self.users[who]["E002"])

    @staticmethod
    def _show_key(role, version, certificate):
        der = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
        return (
            f"<{role}PubKeyInfo><ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate>"
            f"</ds:X509Data><{role}Version>{version}</{role}Version></{role}PubKeyInfo>"
        )

    # --- who speaks -------------------------------------------------------------------------------

    def _authenticate(self, root, who):
        known = self.users.get(who, {})
        if not known.get("ready"):
            raise Refusal("091002")
        now = datetime.now(timezone.utc)
        if any(now > known[name].not_valid_after_utc for name in ("A006", "X002", "E002")):
            raise Refusal("091208")
        info = root.find(f".//{DSIG}SignedInfo")
        signature = base64.b64decode(root.findtext(f".//{DSIG}SignatureValue"))
        if base64.b64decode(info.findtext(f".//{DSIG}DigestValue")) != digest_of(root):
            raise Refusal("061001")
        try:
            known["X002"].public_key().verify(
                signature, canonical(info).encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            raise Refusal("061001") from None

    def _once(self, root):
        nonce, stamp = root.findtext(f".//{H5}Nonce"), root.findtext(f".//{H5}Timestamp")
        moment = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
        late = abs(datetime.now(timezone.utc) - moment) > timedelta(hours=1)
        if nonce in self.nonces or late:
            raise Refusal("091103")
        self.nonces.add(nonce)

    # --- transactions -----------------------------------------------------------------------------

    def _converse(self, root):
        phase = root.findtext(f".//{H5}TransactionPhase")
        if phase == "Initialisation":
            who = self._get_user(root)
            self._authenticate(root, who)
            self._once(root)
            self._compare_digests(root)
            if root.findtext(f".//{H5}AdminOrderType") == "BTU":
                return self._begin_upload(root, who)
            return self._begin_download(root, who)
        transaction = self.open.get(root.findtext(f".//{H5}TransactionID"))
        if not transaction:
            raise Refusal("091101")
        self._authenticate(root, transaction["who"])
        if phase == "Receipt":
            return self._end_download(root, transaction)
        if transaction["kind"] == "up":
            return self._take_segment(root, transaction)
        return self._give_segment(root, transaction)

    def _compare_digests(self, root):
        told = root.find(f".//{H5}BankPubKeyDigests")
        ours = [base64.b64encode(bytes.fromhex(one)).decode() for one in self.fingerprints]
        if [element.text for element in told] != ours:
            raise Refusal("091008")

    def _begin_upload(self, root, who):
        wrapped = base64.b64decode(root.findtext(f".//{H5}TransactionKey"))
        key = self.enc.decrypt(wrapped, padding.PKCS1v15())
        document = etree.fromstring(unlock(root.findtext(f".//{H5}SignatureData"), key))
        digest = base64.b64decode(root.findtext(f".//{H5}DataDigest"))
        signers = [self._check_signature(one, digest) for one in document]
        if len(set(signers)) < max(self.needed, 1):
            raise Refusal("091301")
        name = secrets.token_hex(16).upper()
        self.open[name] = {
            "kind": "up",
            "name": name,
            "who": who,
            "key": key,
            "digest": digest,
            "parts": [],
            "count": int(root.findtext(f".//{H5}NumSegments")),
            "service": root.find(f".//{H5}Service"),
            "filename": root.find(f".//{H5}BTUOrderParams").get("fileName"),
            "signers": signers,
        }
        return self._say(True, "000000", transaction=name, phase="Initialisation", order_id="A001")

    def _check_signature(self, data, digest):
        who = data.findtext(f"{SIG}PartnerID"), data.findtext(f"{SIG}UserID")
        known = self.users.get(who, {})
        if not known.get("ready"):
            raise Refusal("091304")
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        value = base64.b64decode(data.findtext(f"{SIG}SignatureValue"))
        try:
            known["A006"].public_key().verify(value, digest, pss, hashes.SHA256())
        except InvalidSignature:
            raise Refusal("091301") from None
        return who

    def _take_segment(self, root, transaction):
        place = root.find(f".//{H5}SegmentNumber")
        number, parts = int(place.text), transaction["parts"]
        if number > transaction["count"]:
            raise Refusal("091104")
        if number != len(parts) + 1:  # recovery: go on from what we have
            return self._say(
                True,
                "061101",
                transaction=transaction["name"],
                phase="Transfer",
                segment=(len(parts), False),
            )
        if (place.get("lastSegment") == "true") != (number == transaction["count"]):
            raise Refusal("011101")
        parts.append(root.findtext(f".//{H5}OrderData"))
        if number == transaction["count"]:
            self._finish_upload(transaction)
        return self._say(
            True,
            "000000",
            transaction=transaction["name"],
            phase="Transfer",
            segment=(number, number == transaction["count"]),
            order_id="A001",
        )

    def _finish_upload(self, transaction):
        try:
            content = unlock("".join(transaction["parts"]), transaction["key"])
        except (ValueError, zlib.error):
            raise Refusal("090004", order=True) from None
        if hashlib.sha256(content).digest() != transaction["digest"]:
            raise Refusal("091301", order=True)
        if any(one["content"] == content for one in self.received):
            raise Refusal("091306", order=True)
        self.received.append(
            {
                "content": content,
                "service": transaction["service"].findtext(f"{H5}ServiceName"),
                "filename": transaction["filename"],
                "signers": transaction["signers"],
            }
        )

    def forget(self):
        """A night passes: transactions that were open are gone."""
        self.open.clear()

    def _begin_download(self, root, who):
        kind = root.findtext(f".//{H5}AdminOrderType")
        if kind == "BTD":
            kind = root.findtext(f".//{H5}MsgName")
        if not self.waiting[kind]:
            raise Refusal("090005")
        key, name = secrets.token_bytes(16), secrets.token_hex(16).upper()
        text = lock(self.waiting[kind][0], key)
        size = self.size or len(text)
        parts = [text[place : place + size] for place in range(0, len(text), size)]
        self.open[name] = {"kind": "down", "name": name, "who": who, "parts": parts, "what": kind}
        return self._say(
            True,
            "000000",
            transaction=name,
            phase="Initialisation",
            count=len(parts),
            segment=(1, len(parts) == 1),
            part=parts[0],
            key=key,
            reader=self.users[who]["E002"],
        )

    def _give_segment(self, root, transaction):
        number, parts = int(root.findtext(f".//{H5}SegmentNumber")), transaction["parts"]
        if not 1 <= number <= len(parts):
            raise Refusal("091104")
        return self._say(
            True,
            "000000",
            transaction=transaction["name"],
            phase="Transfer",
            count=len(parts),
            segment=(number, number == len(parts)),
            part=parts[number - 1],
        )

    def _end_download(self, root, transaction):
        good = root.findtext(f".//{H5}ReceiptCode") == "0"
        self.receipts.append(good)
        del self.open[transaction["name"]]
        if good:
            self.waiting[transaction["what"]].pop(0)
        code = "011000" if good else "011001"
        return self._say(True, code, transaction=transaction["name"], phase="Receipt")

    # --- words ------------------------------------------------------------------------------------

    def _say(
        self,
        signed,
        code,
        *,
        order=False,
        transaction="",
        phase="",
        segment=(),
        order_id="",
        count=0,
        part="",
        data=b"",
        key=b"",
        reader=None,
    ):
        name = "ebicsResponse" if signed else "ebicsKeyManagementResponse"
        space = {None: H5[1:-1], "ds": DSIG[1:-1]}
        root = etree.Element(H5 + name, nsmap=space, Version="H005", Revision="1")
        header = etree.SubElement(root, H5 + "header", authenticate="true")
        static = etree.SubElement(header, H5 + "static")
        mutable = etree.SubElement(header, H5 + "mutable")
        self._put(static, "TransactionID", transaction)
        self._put(static, "NumSegments", str(count or ""))
        self._put(mutable, "TransactionPhase", phase or ("Initialisation" if signed else ""))
        if segment:
            mark = {"lastSegment": str(segment[1]).lower()}
            etree.SubElement(mutable, H5 + "SegmentNumber", mark).text = str(segment[0])
        self._put(mutable, "OrderID", order_id)
        self._put(mutable, "ReturnCode", "000000" if order else code)
        self._put(mutable, "ReportText", "[EBICS_OK] OK" if code == "000000" else f"[{code}]")
        body = etree.SubElement(root, H5 + "body")
        if data:
            key = secrets.token_bytes(16)
            part = lock(data, key)
        if part:
            self._add_transfer(body, part, key, reader)
        last = etree.SubElement(body, H5 + "ReturnCode", authenticate="true")
        last.text = code if order or not signed else "000000"
        if signed:
            self._sign(root, header)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    @staticmethod
    def _put(parent, name, text):
        if text:
            etree.SubElement(parent, H5 + name).text = text

    @staticmethod
    def _add_transfer(body, part, key, reader):
        transfer = etree.SubElement(body, H5 + "DataTransfer")
        if reader:
            info = etree.SubElement(transfer, H5 + "DataEncryptionInfo", authenticate="true")
            told = etree.SubElement(
                info,
                H5 + "EncryptionPubKeyDigest",
                Version="E002",
                Algorithm="http://www.w3.org/2001/04/xmlenc#sha256",
            )
            told.text = base64.b64encode(bytes.fromhex(thumb(reader))).decode()
            wrapped = reader.public_key().encrypt(key, padding.PKCS1v15())
            etree.SubElement(info, H5 + "TransactionKey").text = base64.b64encode(wrapped).decode()
        etree.SubElement(transfer, H5 + "OrderData").text = part

    def _sign(self, root, header):
        c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
        sha = "http://www.w3.org/2001/04/xmlenc#sha256"
        signature = etree.Element(H5 + "AuthSignature")
        header.addnext(signature)
        info = etree.SubElement(signature, DSIG + "SignedInfo")
        etree.SubElement(info, DSIG + "CanonicalizationMethod", Algorithm=c14n)
        method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
        etree.SubElement(info, DSIG + "SignatureMethod", Algorithm=method)
        what = "#xpointer(//*[@authenticate='true'])"
        reference = etree.SubElement(info, DSIG + "Reference", URI=what)
        transforms = etree.SubElement(reference, DSIG + "Transforms")
        etree.SubElement(transforms, DSIG + "Transform", Algorithm=c14n)
        etree.SubElement(reference, DSIG + "DigestMethod", Algorithm=sha)
        digest = etree.SubElement(reference, DSIG + "DigestValue")
        digest.text = base64.b64encode(digest_of(root)).decode()
        value = self.auth.sign(canonical(info).encode(), padding.PKCS1v15(), hashes.SHA256())
        etree.SubElement(signature, DSIG + "SignatureValue").text = base64.b64encode(value).decode()

    # --- HTTP -------------------------------------------------------------------------------------

    @contextmanager
    def serve(self):
        """The address of this bank on the machine of the tests."""
        bank = self

        class Counter(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                octets = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    answer = bank.answer(octets)
                except Hangup:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/xml; charset=UTF-8")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counter)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/ebics"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
