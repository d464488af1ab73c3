import logging
import time
from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import InterfaceError, OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.channel import Operation
from ..core.errors import ShopError, TransientError
from ..core.ratelimit import backoff
from ..tools.pass_run import PassRun
from . import sql

_logger = logging.getLogger(__name__)

BATCH = 50
MAX_ATTEMPTS = 8
FULL_CHECK_EVERY = timedelta(days=1)
# Another worker was faster with the same customer, product or stock row: begin anew, and see it.
CONFLICTS = (OperationalError, UniqueViolation)
TRIES = 6


class ShopEngine(models.AbstractModel):
    """One pass over a shop: read, carry out, tell. Knows documents and messages, not orders.

    Every step commits by itself and can be cut at any point: what was read is filed together with
    the reading position; what was done is saved together with its message's state.
    """

    _name = "shop.engine"
    _description = "Shop Synchronisation Engine"

    # -- entry points -------------------------------------------------------------------------------

    @api.model
    def _dispatch(self, channel):
        """Run a pass here and now; the glue for a job queue sends it elsewhere."""
        self._run(channel)

    @api.model
    def _run(self, channel):
        """A whole pass, within the circuit breaker and one at a time for each shop."""
        self, channel = self._in_language_of(channel)
        with self._only_pass(channel) as alone:
            if alone:
                self._run_alone(channel)

    @api.model
    def _run_alone(self, channel):
        run = PassRun()
        try:
            done = self._talk(channel, run)
        except ShopError as error:
            run.error = error
        except OperationalError:
            # Another worker was at the same records in each try: the next pass sees its work.
            run.error = TransientError("busy")
        except Exception as error:
            _logger.warning("The pass over shop %s failed", channel.id, exc_info=error)
            run.error = ShopError("bug", message=_short(error))
        if run.error:
            self._rollback()
        if not channel.exists():
            return
        if run.error:
            self._again(self._note_failure, channel, run.error)
        elif done:
            self._again(self._note_success, channel)
        self._again(self._save_figures, channel, run)
        if run.cut:
            channel._wake_up()

    @contextmanager
    def _only_pass(self, channel):
        """Whether no other worker runs a pass over this shop now: two at once would ask it
        everything twice. Held across the commits of the pass, let go when the process dies."""
        alone = sql.take_pass(self.env, channel.id)
        try:
            yield alone
        except InterfaceError:  # the connection is lost, and the lock with it
            raise
        except BaseException:
            self._rollback()
            sql.release_pass(self.env, channel.id, alone)
            raise
        sql.release_pass(self.env, channel.id, alone)

    @api.model
    def _in_language_of(self, channel):
        """The engine and the shop, in the language of those who read what a pass writes; a
        scheduled action has none of its own."""
        engine = self.with_context(lang=channel._get_language())
        return engine, channel.with_context(lang=engine.env.lang)

    @api.model
    def _talk(self, channel, run):
        """:return: whether the shop was asked; while it is left alone, only the inbox is worked off"""
        if channel.open_until and channel.open_until > fields.Datetime.now():
            self._process(channel, run)
            return False
        adapter = self._connect(channel)
        run.adapter = adapter
        if adapter is not None:
            self._pull(channel, adapter, run)
        self._process(channel, run)
        if adapter is not None:
            if not run.unread:
                self._check(channel, adapter, run)
                self._process(channel, run)
            self._send(channel, adapter, run)
            for handler in self._get_handlers():
                handler._tell(channel, adapter, run)
        return True

    @api.model
    def _connect(self, channel):
        if channel.engine == "json":
            return None
        try:
            return channel._connect()
        except UserError as error:
            raise TransientError("no_url") from error

    @api.model
    def _commit(self, done=0):
        """Commit; the step's progress is told to the scheduler.

        :return: seconds left
        """
        if self.env.context.get("shop_sync_no_commit"):
            self.env.flush_all()
            return float("inf")
        left = self.env["ir.cron"]._commit_progress(done)
        until = self.env.context.get("shop_sync_until")
        return left if until is None else max(until - time.monotonic(), 0)

    @api.model
    def _rollback(self):
        self.env.cr.rollback()

    # -- reading ------------------------------------------------------------------------------------

    @api.model
    def _pull(self, channel, adapter, run):
        """Read what is new, page by page. A first import that takes longer than a pass goes on in
        the next one, so that orders are confirmed and stock is pushed in between."""
        self._pull_flows(channel, adapter, run, adapter.capabilities()["pull"])
        self._save_references(channel, adapter)

    @api.model
    def _pull_flows(self, channel, adapter, run, flows):
        """:return: number of new or changed documents"""
        before = run.received
        known = adapter.capabilities()["pull"]
        for flow in [flow for flow in flows if flow in known]:
            cursor = self._get_cursor(channel, flow)
            for page in adapter.pull(flow, cursor.value or {}):
                run.received += self._file(channel, page.documents, "pull")
                if cursor.value != page.cursor:
                    cursor.value = page.cursor
                if not self._commit():
                    run.unread = run.cut = True
                    break
            if run.unread:
                break
        return run.received - before

    @api.model
    def _get_cursor(self, channel, flow):
        domain = [("channel_id", "=", channel.id), ("flow", "=", flow)]
        cursor = self.env["shop.cursor"].search(domain, limit=1)
        return cursor or cursor.create({"channel_id": channel.id, "flow": flow})

    @api.model
    def _file(self, channel, documents, origin):
        """File documents in the inbox; the caller commits them with its reading position."""
        rows = [(document.kind, document.key, document.payload) for document in documents]
        return sql.insert_messages(self.env, channel, "in", rows, origin)

    @api.model
    def _save_references(self, channel, adapter):
        # sudo: nobody reads the reference tables but the engine.
        secret = channel.sudo()
        if secret.references != adapter.references:
            secret.references = adapter.references

    # -- carrying out -------------------------------------------------------------------------------

    @api.model
    def _process(self, channel, run=None, limit=None):
        """Work off the inbox of a shop, then let each kind do what follows from it.

        :param limit: at most this many messages (a job queue's portion)
        :return: number of messages worked off
        """
        self, channel = self._in_language_of(channel)
        run = run or PassRun()
        before = run.processed
        while limit is None or run.processed - before < limit:
            worked = self._process_batch(channel, run)
            if not worked:
                break
            if not self._commit(worked):
                run.cut = True
                break
            # What the batch left in memory only makes the next one slower.
            self.env.invalidate_all()
        for handler in self._get_handlers():
            self._again(self._settle, handler, channel)
        return run.processed - before

    @api.model
    def _settle(self, handler, channel):
        """Two workers on one shop come to it at once."""
        handler._settle(channel)
        self._commit()

    @api.model
    def _process_batch(self, channel, run):
        """One batch; a conflict with another worker is tried again, nothing is half done."""
        for attempt in range(1, TRIES + 1):
            try:
                messages = sql.claim_messages(self.env, channel, "in", BATCH)
                messages = messages.grouped("kind").get(messages[:1].kind, messages)
                if messages:
                    self._carry_out(
                        messages, run, CONFLICTS if attempt < TRIES else OperationalError
                    )
                    self.env.flush_all()
                return len(messages)
            except CONFLICTS:
                self._rollback()
                if attempt == TRIES:
                    raise
                time.sleep(0.05 * attempt)
        return 0

    @api.model
    def _carry_out(self, messages, run, conflicts=CONFLICTS):
        """A batch of messages of one kind, by the handler of this kind."""
        handler = self.env[f"shop.handler.{messages[0].kind}"]
        channel = messages.channel_id
        started = time.monotonic()
        self._each(
            messages, lambda some: handler._handle(channel, some), self._note_error, conflicts
        )
        run.processed += len(messages)
        run.failed += len(messages.filtered(lambda m: m.state in ("waiting", "dead", "retry")))
        messages.write({"duration": (time.monotonic() - started) / len(messages)})

    @api.model
    def _each(self, records, work, refuse, conflicts=CONFLICTS):
        """``work(records)`` on all at once; when that fails, one by one, and what fails alone goes
        to ``refuse(record, error)``: a bad record never holds up the others.

        :param conflicts: exceptions that another worker causes; they pass
        """
        if not records:
            return
        try:
            with self.env.cr.savepoint():
                work(records)
        except conflicts:
            raise
        except Exception as error:
            self.env.invalidate_all()
            if len(records) == 1:
                refuse(records, error)
            else:
                for record in records:
                    self._each(record, work, refuse, conflicts)

    @api.model
    def _note_error(self, message, error):
        """Keep the cause with the message; decide whether it waits for somebody or is retried."""
        kind, code, params = self._classify(error, message)
        attempts = message.attempts + 1
        values = {"attempts": attempts}
        message._note_cause(kind, code, params)
        if kind in ("data", "config"):
            values["state"] = "waiting"
        elif attempts >= MAX_ATTEMPTS:
            values["state"] = "dead"
        else:
            delay = backoff(attempts, getattr(error, "retry_after", None), base=30)
            next_try = fields.Datetime.now() + timedelta(seconds=delay)
            values |= {"state": "retry", "next_try": next_try}
        asked = getattr(error, "mapping", None)
        if asked:
            mapping = self.env["shop.mapping"]._ensure(message.channel_id, *asked)
            values["mapping_id"] = mapping.id
        message.write(values)

    @api.model
    def _classify(self, error, record):
        """``(kind, code, parameters)`` of whatever went wrong with a record."""
        if isinstance(error, ShopError):
            return error.kind, error.code, error.params
        if isinstance(error, UserError):
            return "data", "odoo_refused", {"message": str(error)}
        _logger.warning("%s %s failed", record._description, record.id, exc_info=error)
        return "bug", "bug", {"message": _short(error)}

    @api.model
    def _again(self, step, *args):
        """Do a step that ends in a commit; a conflict with another worker begins it anew."""
        for attempt in range(1, TRIES + 1):
            try:
                return step(*args)
            except CONFLICTS:
                self._rollback()
                if attempt == TRIES:
                    raise
                time.sleep(0.05 * attempt)
        return None

    # -- telling the shop ---------------------------------------------------------------------------

    @api.model
    def _send(self, channel, adapter, run):
        """Work off the outbox. The wish was committed before; every write looks first, so a repeat
        after a crash changes nothing."""
        while True:
            messages = sql.claim_messages(self.env, channel, "out", 20)
            if not messages:
                return
            for kind, group in messages.grouped("kind").items():
                operations = [Operation(str(message.id), message.payload) for message in group]
                results = adapter.push(kind, operations)
                for message, result in zip(group, results, strict=True):
                    self._note_result(channel, message, result, run)
            left = self._commit(len(messages))
            broken = next((r.error for r in results if r.error and r.error.kind == "config"), None)
            if broken:
                raise broken
            if not left:
                run.cut = True
                return

    @api.model
    def _note_result(self, channel, message, result, run):
        run.processed += 1
        if result.error is None:
            message._done(changed=not result.already)
        else:
            run.failed += 1
            self._note_error(message, result.error)

    # -- the full check -----------------------------------------------------------------------------

    @api.model
    def _check(self, channel, adapter, run):
        """Once a day and at the start: what the shop holds against what we hold."""
        handlers = self._get_handlers(adapter.capabilities()["verify"])
        for handler in handlers:
            handler._follow(channel, adapter, run)
            self._commit()
        if channel.last_check and channel.last_check > fields.Datetime.now() - FULL_CHECK_EVERY:
            return
        for handler in handlers:
            handler._verify_all(channel, adapter, run)
            self._commit()
        if not run.unread:
            channel.last_check = fields.Datetime.now()
            self._commit()

    @api.model
    def _get_handlers(self, kinds=None):
        """The handlers of these kinds of documents that there are; of all kinds by default."""
        if kinds is None:
            return [self.env[name] for name in sorted(self.env) if name.startswith("shop.handler.")]
        names = [f"shop.handler.{kind}" for kind in kinds]
        return [self.env[name] for name in names if name in self.env]


def _short(error):
    return f"{type(error).__name__}: {error}"[:500]
