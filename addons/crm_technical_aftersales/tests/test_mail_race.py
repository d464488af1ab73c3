import secrets
import threading

from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.suite_base.tests.concurrency import committed

MAIL = """\
From: Gardien <gardien-{mark}@example.com>
To: after-sales@example.com
Cc: Syndic <syndic-{mark}@example.com>
Subject: Re: {title}
Message-Id: <answer-{mark}@example.com>
In-Reply-To: {parent}
Content-Type: text/plain; charset=utf-8

It still stays open."""


@tagged("post_install", "-at_install")
class TestMailRace(BaseCase):
    """A mail arrives while somebody else has its case, each in a transaction that commits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.mark = secrets.token_hex(4)
        with committed(self.registry) as env:
            case = env["tech.case"].create({"title": f"Gate {self.mark}"})
            asked = case.message_post(
                body="Which motor?", subtype_xmlid="mail.mt_comment", message_type="comment"
            )
            case.action_wait()
            self.case_id, self.parent = case.id, asked.message_id
        self.addCleanup(self._put_away)

    def _put_away(self):
        with committed(self.registry) as env:
            env["tech.case.unheard"].search([("message_id.res_id", "=", self.case_id)]).unlink()
            env.cr.execute("DELETE FROM tech_case WHERE id = %s", (self.case_id,))
            env["mail.message"].search(
                [("model", "=", "tech.case"), ("res_id", "=", self.case_id)]
            ).unlink()

    def _receive(self, began=None, go=None):
        """As Odoo's fetchmail does: one try, its own transaction, no second one."""
        with committed(self.registry) as env:
            env["tech.case"].browse(self.case_id).state  # noqa: B018 - the snapshot is taken here
            if began:
                began.set()
                go.wait(timeout=60)
            mail = MAIL.format(mark=self.mark, title=f"Gate {self.mark}", parent=self.parent)
            env["mail.thread"].message_process("tech.case", mail)

    def _in_a_thread(self, **events):
        failed = []

        def work():
            try:
                self._receive(**events)
            except Exception as error:  # told by the test, whatever it is
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        return thread, failed

    def _check(self, state, unheard):
        with committed(self.registry) as env:
            case = env["tech.case"].browse(self.case_id)
            self.assertIn("It still stays open", "".join(case.message_ids.mapped("body")))
            waiting = env["tech.case.unheard"].search([("message_id.res_id", "=", self.case_id)])
            self.assertEqual(
                (case.state, len(waiting), f"syndic-{self.mark}" in (case.email_cc or "")),
                (state, unheard, not unheard),
            )

    def _hear(self):
        with committed(self.registry) as env:
            env["tech.case"]._cron_hear()

    def test_nobody_else_is_at_it(self):
        self._receive()
        self._check("progress", 0)

    def test_somebody_holds_the_case(self):
        with committed(self.registry) as env:
            held = env["tech.case"].browse(self.case_id)
            held.note = "<p>Being written</p>"
            env.flush_all()
            thread, failed = self._in_a_thread()
            thread.join(timeout=60)
            self.assertFalse(thread.is_alive(), "the mail does not wait for the case")
            self.assertEqual(failed, [])
            self._hear()  # too early: the case is still held, the word stays
        self._check("waiting", 1)
        self._hear()
        self._check("progress", 0)

    @mute_logger("odoo.sql_db")
    def test_somebody_changed_the_case_since_the_mail_was_read(self):
        began, go = threading.Event(), threading.Event()
        thread, failed = self._in_a_thread(began=began, go=go)
        self.assertTrue(began.wait(timeout=60))
        with committed(self.registry) as env:
            env["tech.case"].browse(self.case_id).note = "<p>Changed meanwhile</p>"
        go.set()
        thread.join(timeout=60)
        self.assertEqual(failed, [])
        self._check("waiting", 1)
        self._hear()
        self._check("progress", 0)
        with committed(self.registry) as env:
            self.assertIn("Changed meanwhile", env["tech.case"].browse(self.case_id).note)

    def test_who_waits_again_having_read_it_is_not_disturbed(self):
        with committed(self.registry) as env:
            held = env["tech.case"].browse(self.case_id)
            held.note = "<p>Being written</p>"
            env.flush_all()
            thread, failed = self._in_a_thread()
            thread.join(timeout=60)
            self.assertEqual(failed, [])
        with committed(self.registry) as env:
            env.cr.execute(
                "UPDATE tech_case_unheard SET create_date = create_date - interval '5 minutes'"
                " WHERE message_id IN (SELECT id FROM mail_message"
                " WHERE model = 'tech.case' AND res_id = %s)",
                (self.case_id,),
            )
        self._hear()
        self._check("waiting", 0)
