import importlib
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..core import content, envelope, keys
from ..core.service import Service
from .fake_bank import FakeBank

CLIENT = (
    "painfree==0.10.1 "
    "--hash=sha256:0153e1cc728fb259280303873ab36e0b57e607d3ee8a22dc851749d8ea7b9563"
)
"""An EBICS program of somebody else (MIT), under its checksum; the test alone fetches and runs it."""


@tagged("post_install", "-at_install", "slow", "-standard")
class TestSecondClient(BaseCase):
    """The bank of the tests, and our messages, in the eyes of a program that shares no code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if sys.version_info < (3, 11):
            raise unittest.SkipTest("painfree needs Python 3.11")
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        wanted = folder / "wanted.txt"
        wanted.write_text(CLIENT, encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
        subprocess.run(
            [*pip, "--no-deps", "--require-hashes", "-r", str(wanted), "-d", str(folder)],
            check=True,
            timeout=300,
        )
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            wheel.extractall(folder / "lib")
        sys.path.insert(0, str(folder / "lib"))
        cls.addClassCleanup(sys.path.remove, str(folder / "lib"))
        cls.other = importlib.import_module("painfree.ebics3")
        schemas = importlib.import_module("painfree.ebics3.envelope_schema")
        cls.find_faults = staticmethod(schemas.schema_failures)

    def test_the_bank_of_the_tests_serves_the_other_program(self):
        other, bank, faults = self.other, FakeBank(size=16), []

        def post(request):
            answer = bank.answer(other.serialize_request(request))
            faults.extend(self.find_faults(answer))
            return answer

        subject = other.subject_name("U", "Acme", "FR")
        sign, authenticate, encrypt = (
            other.EbicsKey.generate(version, subject=subject) for version in keys.VERSIONS
        )
        context = other.RequestContext(bank.host, "PART", "USER")
        init = other.Initialisation(context, sign, authenticate, encrypt)
        for _step in ("INI", "HIA"):
            init.feed(post(init.next_request()))
        letter = [
            other.certificate_fingerprint(key.certificate) for key in (sign, authenticate, encrypt)
        ]
        self.assertTrue(bank.open_letter("PART", "USER", *letter))
        init.feed(post(init.next_request()))
        init.confirm_bank_keys(authentication=bank.fingerprints[0], encryption=bank.fingerprints[1])
        ring = {
            "bank_authentication_key": init.bank_keys.authentication,
            "bank_encryption_key": init.bank_keys.encryption,
        }
        self._upload(bank, post, context, sign, authenticate, ring)
        self._download(bank, post, context, authenticate, encrypt, ring)
        self.assertEqual(faults, [], "every answer is valid under the schemas of H005")

    def _upload(self, bank, post, context, sign, authenticate, ring):
        other, order = self.other, b"hello" * 9
        secured = other.secure_order_data(
            order,
            signature_key=sign,
            bank_encryption_key=ring["bank_encryption_key"],
            partner_id="PART",
            user_id="USER",
        )
        upload = other.UploadTransaction.prepare(
            order, secured, context, authentication_key=authenticate, segment_size=16
        )
        upload.bank_authentication_key = ring["bank_authentication_key"]
        service = other.Service("SCT", "pain.001", scope="FR")
        upload.feed(
            post(
                upload.initialisation_request(service, **ring, file_name="f.xml", request_eds=False)
            )
        )
        while (request := upload.next_request()) is not None:
            upload.feed(post(request))
        [got] = bank.received
        self.assertEqual((got["content"], got["signers"]), (order, [("PART", "USER")]))

    def _download(self, bank, post, context, authenticate, encrypt, ring):
        other, statement = self.other, b"<x/>" * 30
        bank.waiting["camt.053"] = [statement]
        download = other.DownloadTransaction(
            context=context,
            authentication_key=authenticate,
            encryption_key=encrypt,
            bank_authentication_key=ring["bank_authentication_key"],
        )
        service = other.Service("EOP", "camt.053")
        download.feed(post(download.initialisation_request(service, **ring)))
        while (request := download.next_request()) is not None:
            download.feed(post(request))
        self.assertEqual((download.order_data, bank.receipts), (statement, [True]))

    def test_the_other_program_believes_our_messages(self):
        other = self.other
        sign, authenticate, encrypt = (
            keys.make_key(version, "U1", "Acme") for version in keys.VERSIONS
        )
        ring = envelope.Ring(
            authenticate, encrypt, *(keys.make_key(one, "B", "Bank") for one in ("X002", "E002"))
        )
        access = envelope.Access("HOST", "PART", "USER")
        digest, key = content.digest_order(b"hello"), content.make_transaction_key()
        signature = content.sign_order(sign, digest, "PART", "USER")
        signed = content.write_signatures([signature])
        service = Service("EOP", "camt.053", scope="FR", container="ZIP", version="02")
        ini = content.pack(content.write_signature_key(sign, "PART", "USER"))
        hia = content.pack(content.write_transport_keys(authenticate, encrypt, "PART", "USER"))
        unsigned = [
            envelope.write_unsecured(access, "INI", ini),
            envelope.write_unsecured(access, "HIA", hia),
        ]
        messages = [
            envelope.write_bank_keys_request(access, authenticate),
            envelope.write_upload(
                access,
                ring,
                service,
                digest=digest,
                signatures=content.encrypt(signed, key),
                transaction_key=key,
                segments=2,
                filename="a.xml",
            ),
            envelope.write_download(access, ring, service),
            envelope.write_admin_download(access, ring, "HAC"),
            envelope.write_transfer(access, ring, "A" * 32, 1, True, "AAAA"),
            envelope.write_receipt(access, ring, "A" * 32, True),
        ]
        for message in [*unsigned, *messages]:
            self.assertFalse(self.find_faults(message))
        theirs = self._show(authenticate).public_key
        for message in messages:
            self.assertTrue(other.verify_auth_signature(other.parse_xml(message), theirs).ok)
        self.assertTrue(
            other.verify_user_signature(other.parse_xml(signed), digest, self._show(sign))
        )
        self.assertEqual(other.ini_letter_hash(self._show(sign)), sign.fingerprint)

    def _show(self, key):
        """Our key as the other program holds it."""
        return self.other.EbicsKey(key.version, key.public, key.private, key.certificate)

    def test_we_believe_the_messages_of_the_other_program(self):
        other = self.other
        sign, authenticate = (keys.make_key(one, "U1", "Acme") for one in ("A006", "X002"))
        bank = keys.make_key("E002", "B", "Bank")
        context = other.RequestContext("HOST", "PART", "USER")
        request = other.build_hpb_request(context, self._show(authenticate))
        ours = content.parse(other.serialize_request(request))
        self.assertTrue(envelope.verify(ours, authenticate))
        secured = other.secure_order_data(
            b"hello",
            signature_key=self._show(sign),
            bank_encryption_key=self._show(bank),
            partner_id="PART",
            user_id="USER",
        )
        key = bank.unwrap(secured.transaction_key_encrypted)
        self.assertEqual(content.decrypt(secured.encrypt(b"hello"), key), b"hello")
        signed = content.parse(content.decrypt(secured.signature_data, key))
        value = content.find_text(signed, "OrderSignatureData", "SignatureValue")
        self.assertTrue(sign.verify_order(content.digest_order(b"hello"), content.decode(value)))
