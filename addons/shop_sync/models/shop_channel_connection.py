import os

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..core import (
    hosts,
    prestashop,  # noqa: F401  registers the engine
    seal,
)
from ..core.channel import ENGINES
from ..core.client import TIMEOUT
from ..core.errors import ConfigError, ShopError
from ..tools.limiter import DatabaseLimiter

BLOCKING_RESOURCES = {"orders", "order_details", "customers", "addresses", "order_states"}
SKEW_TOLERANCE = 120


class ShopChannel(models.Model):
    """Reaching the shop: the conversation object, and the check that names what is missing."""

    _inherit = "shop.channel"

    findings_html = fields.Html(compute="_compute_findings_html", sanitize=False)

    def _connect(self):
        """A conversation with the shop for one run.

        :raises UserError: no address or no key yet
        """
        self.ensure_one()
        secret = self._get_secret()
        if not self.url or not secret:
            raise UserError(self.env["shop.error"]._explain("no_url"))
        # sudo: where the key was entered for has no reader.
        if self.sudo().key_origin != hosts.origin(self.url):
            raise ConfigError("key_elsewhere", host=self.url)
        limiter = DatabaseLimiter(self.env.registry, self.id, self.requests_per_minute)
        return ENGINES[self.engine].connect(
            self.url,
            secret,
            limiter,
            # sudo: nobody reads the reference tables but the engine.
            references=dict(self.sudo().references or {}),
            zone=self.time_zone or "Europe/Paris",
            shop_id=self.shop_number or "",
            start=self._get_start(),
            policy=self.env["suite.outgoing"]._get_policy(timeout=TIMEOUT),
        )

    def _get_secret(self):
        # sudo: the only place where the key is read, on its way into the request.
        secret = seal.unseal(self.sudo().secret or "", self._get_sealing_word())
        if secret.startswith("env:"):
            name = secret[4:]
            return os.environ.get(name) or config.get(name.lower()) or ""
        return secret

    @api.model
    def _get_sealing_word(self):
        """The server's own word; a copy of the database does not hold it."""
        return os.environ.get("SHOP_SYNC_SECRET") or config.get("shop_sync_secret") or ""

    def _get_start(self):
        """``import_from`` in the shop's local time."""
        if not self.import_from:
            return ""
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz=self.time_zone or "Europe/Paris"), self.import_from
        )
        return moment.strftime("%Y-%m-%d %H:%M:%S")

    # -- check -----------------------------------------------------------------------------------------

    def action_check(self):
        """Ask the shop what it is and what this key may do; propose the mappings."""
        for channel in self:
            if channel.engine == "json":
                continue
            try:
                found = channel._connect().preflight()
            except ShopError as error:
                channel.findings = {"errors": [[error.code, error.params]], "missing": []}
            else:
                channel._keep_findings(found)
            channel.checked_at = fields.Datetime.now()
        return True

    def _keep_findings(self, found):
        self.findings = {
            "name": found.name,
            "errors": [[error.code, error.params] for error in found.errors],
            "missing": found.missing,
            "key_in_url": found.key_in_url,
            "currencies": found.currencies,
        }
        self.version = found.version or self.version
        self.clock_skew = found.clock_skew
        self.languages = ", ".join(found.languages)
        self.time_zone = found.time_zone or self.time_zone
        if found.references:
            # sudo: see _connect.
            self.sudo().references = found.references
            self.env["shop.mapping"]._propose_all(self, found.references)

    def _get_engine_name(self):
        return dict(self._fields["engine"]._description_selection(self.env)).get(self.engine)

    def _get_problems(self):
        """What forbids a start, as sentences."""
        facts = self.findings or {}
        problems = [
            self.env["shop.error"]._explain(code, params)
            for code, params in facts.get("errors", [])
        ]
        blocking = [pair for pair in facts.get("missing", []) if pair[0] in BLOCKING_RESOURCES]
        return problems + self._explain_missing(blocking)

    def _explain_missing(self, missing):
        columns = self._get_permission_columns()
        return [
            self.env._(
                "The key lacks a right. In the shop: Advanced parameters › Web service › the key ›"
                " line “%(resource)s”: tick “%(column)s”.",
                resource=resource,
                column=columns.get(method, method),
            )
            for resource, method in missing
        ]

    def _get_permission_columns(self):
        return {
            "GET": self.env._("View (GET)"),
            "PUT": self.env._("Modify (PUT)"),
            "POST": self.env._("Add (POST)"),
            "PATCH": self.env._("Modify (PATCH)"),
            "DELETE": self.env._("Delete (DELETE)"),
        }

    @api.depends("findings", "version", "clock_skew", "time_zone", "languages")
    @api.depends_context("lang")
    def _compute_findings_html(self):
        for channel in self:
            channel.findings_html = channel._render_findings() if channel.findings else False

    def _render_findings(self):
        lines = [(kind, text) for kind, text in self._get_finding_lines() if text]
        icons = {
            "good": "fa-check text-success",
            "warn": "fa-exclamation-triangle text-warning",
            "bad": "fa-times-circle text-danger",
        }
        return Markup("<ul class='list-unstyled mb-0'>%s</ul>") % Markup("").join(
            Markup("<li><i class='fa fa-fw %s' role='img'></i> %s</li>")
            % (icons[kind], escape(text))
            for kind, text in lines
        )

    def _get_finding_lines(self):
        facts = self.findings
        explain = self.env["shop.error"]._explain
        yield from (("bad", explain(code, params)) for code, params in facts.get("errors", []))
        if self.version:
            yield (
                "good",
                self.env._(
                    "%(engine)s %(version)s – %(name)s",
                    engine=self._get_engine_name(),
                    version=self.version,
                    name=facts.get("name") or self.name,
                ),
            )
            yield (
                "good",
                self.env._(
                    "Time zone %(zone)s, languages %(languages)s",
                    zone=self.time_zone,
                    languages=self.languages or "–",
                ),
            )
            if abs(self.clock_skew) > SKEW_TOLERANCE:
                yield (
                    "warn",
                    self.env._(
                        "The shop's clock is %s seconds off; nothing is lost by it, orders keep the shop's time.",
                        self.clock_skew,
                    ),
                )
        # sudo: how the key is kept is told, not the key.
        if seal.lies_open(self.sudo().secret or ""):
            yield (
                "warn",
                self.env._(
                    "The key lies in the database as it was entered: a backup tells it. Enter it as"
                    " env:NAME, or give the server a word in SHOP_SYNC_SECRET and enter it again."
                ),
            )
        if facts.get("key_in_url"):
            yield (
                "warn",
                self.env._(
                    "The shop's server drops the usual header, so the key travels in the address. Ask the host to let the “Authorization” header through."
                ),
            )
        for pair, text in zip(
            facts.get("missing", []), self._explain_missing(facts.get("missing", [])), strict=True
        ):
            yield ("bad" if pair[0] in BLOCKING_RESOURCES else "warn"), text
        if not facts.get("missing") and not facts.get("errors"):
            yield "good", self.env._("The key has every right that is needed.")
