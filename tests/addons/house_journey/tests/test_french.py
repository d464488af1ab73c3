import logging
import re
from collections import defaultdict

from odoo import api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import english, faults, suite_modules

# What people read of what a robot wrote, wherever it wrote it.
EVERYWHERE = (
    ("mail_message", ("subject", "body")),
    ("mail_mail", ("body_html",)),
    ("mail_activity", ("summary", "note")),
)


@tagged("post_install", "-at_install", "house_journey")
class TestFrench(TransactionCase):
    """In a French company nobody reads English, whoever wrote it: a person, a robot, a document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = suite_modules(cls.env)

    def _found(self, text):
        return faults(text, self.modules)

    def _own(self, model, **domain):
        """Records of a model that the suite's add-ons brought."""
        data = self.env["ir.model.data"].search(
            [("model", "=", model), ("module", "in", list(self.modules))]
        )
        return (
            self.env[model].with_context(active_test=False).browse(data.mapped("res_id")).exists()
        )

    def _texts(self, cr):
        """``{(table, column): {id: text}}`` of every text that the suite stores."""
        places = defaultdict(list)
        for table, columns in EVERYWHERE:
            places[table] += columns
        for model in self._own("ir.model"):
            records = self.env.get(model.model)
            if records is None or not records._auto or records._abstract or records._transient:
                continue
            places[records._table] += [
                field.name
                for field in records._fields.values()
                if field.store
                and field.type in ("char", "text", "html")
                and not (field.translate or field.company_dependent)
            ]
        found = {}
        for table, columns in places.items():
            for column in columns:
                cr.execute(f'SELECT id, "{column}" FROM "{table}" WHERE "{column}" <> \'\'')
                found[table, column] = dict(cr.fetchall())
        return found

    def _run(self, cron):
        """Run one scheduled action as the scheduler does: as its user, in its language."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, cron.user_id.id, {})
            cron = env["ir.cron"].browse(cron.id)
            cron.with_context(lastcall=cron.lastcall).ir_actions_server_id.run()
            env.flush_all()

    def test_what_a_robot_writes_is_french(self):
        before, wrong, written = self._texts(self.env.cr), [], 0
        crons = self._own("ir.cron")
        self.assertTrue(crons)
        for cron in crons:
            with self.subTest(cron=cron.cron_name), mute_logger(*self._callers()):
                self._run(cron)
            after = self._texts(self.env.cr)
            for place, texts in after.items():
                new = {n: text for n, text in texts.items() if before[place].get(n) != text}
                written += len(new)
                for number, text in new.items():
                    if found := self._found(text):
                        wrong.append(f"{cron.cron_name}: {'.'.join(place)} {number}: {found[0]!r}")
            before = after
        self.assertTrue(written, "no robot wrote a word")
        self.assertEqual(wrong, [])

    def _callers(self):
        """Loggers of what calls outside: nobody answers here."""
        loggers = logging.root.manager.loggerDict
        return [name for name in loggers if re.match(r"odoo\.addons\.(shop|transport)_", name)]

    def test_english_is_recognised(self):
        part = max(english(self.modules), key=len)
        self.assertIn(part, self._found(f"<p>Bonjour. {part}</p>"))
        self.assertTrue(self._found("<p>3,3000000000000003 kg</p>"))
        self.assertFalse(self._found("<p>3,30 kg, FR7630006000011234567890189, 1.2.3</p>"))
        self.assertFalse(self._found("<p>Bonjour.</p>"))

    def test_what_a_document_says_is_french(self):
        wrong, read = [], 0
        for report in self._own("ir.actions.report").filtered("model"):
            records = self.env.get(report.model)
            if records is None or not report.report_type.startswith("qweb"):
                continue
            record = records.search([], limit=1, order="id desc")
            if record:
                content = self.env["ir.actions.report"].with_context(lang="fr_FR")
                answer = content._render_qweb_html(report, record.ids)[0].decode()
                read += 1
                wrong += [f"{report.report_name}: {part!r}" for part in self._found(answer)]
        self.assertTrue(read, "no document was read")
        self.assertEqual(wrong, [])
