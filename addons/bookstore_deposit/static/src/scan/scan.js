import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const TONES = { ok: 880, warning: 520, refused: 220 };

/** A short beep: high when taken, low when refused. Silent where the browser has no sound. */
function beep(tone) {
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!AudioContext) {
        return;
    }
    const context = new AudioContext();
    const oscillator = context.createOscillator();
    oscillator.frequency.value = TONES[tone];
    oscillator.connect(context.destination);
    oscillator.addEventListener("ended", () => context.close());
    oscillator.start();
    oscillator.stop(context.currentTime + (tone === "refused" ? 0.35 : 0.08));
}

/**
 * One screen to fill a document by scanner, keyboard or finger. Scans are sent one after the
 * other and kept until the server confirmed them: a lost connection loses none.
 */
export class BookstoreScan extends Component {
    static template = "bookstore_deposit.Scan";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("input");
        this.choices = useRef("choices");
        const { params = {}, context = {} } = this.props.action;
        this.model = params.model || context.active_model;
        this.id = params.id || context.active_id;
        this.waiting = [];
        this.state = useState({
            header: {},
            rows: [],
            left: [],
            titles: [],
            status: "",
            message: "",
            unknown: null,
            pending: 0,
            offline: false,
            tab: "last",
        });
        useSetupAction({
            beforeLeave: () => this.sendAll(),
            beforeUnload: (ev) => this.waiting.length && ev.preventDefault(),
        });
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.enter(ev.detail.barcode));
        onWillStart(() => this.load());
    }

    async load() {
        const { header, rows } = await this.orm.call(this.model, "get_scan_state", [[this.id]]);
        Object.assign(this.state, { header, rows });
    }

    /** Keys alone: Enter takes, ↓ goes to the titles to choose from, + and − correct the last scan. */
    onKeydown(ev) {
        const [last] = this.state.rows;
        const copies = { "+": 1, "-": -1 }[ev.key];
        if (ev.key === "Enter") {
            this.submit();
        } else if (ev.key === "ArrowDown" && this.state.titles.length) {
            this.choices.el.firstElementChild.focus();
        } else if (copies && last && !this.input.el.value && this.state.tab === "last") {
            this.choose(last.product_id, copies);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    /** Up from the first title, and Escape, lead back to the field. */
    onKeydownChoice(ev) {
        const other = {
            ArrowDown: ev.target.nextElementSibling || ev.target,
            ArrowUp: ev.target.previousElementSibling || this.input.el,
            Escape: this.input.el,
        }[ev.key];
        if (other) {
            ev.preventDefault();
            other.focus();
        }
    }

    onKeydownUnknown(ev) {
        if (ev.key === "Escape") {
            this.cancelUnknown();
        } else if (ev.key === "Enter" && ev.target.matches("input")) {
            ev.preventDefault();
            this.saveUnknown();
        }
    }

    submit() {
        const text = this.input.el.value.trim();
        this.input.el.value = "";
        if (text) {
            this.enter(text);
        }
        this.input.el.focus();
    }

    enter(code) {
        this.push("scan", [code, 1]);
    }

    choose(productId, quantity = 1) {
        this.state.titles = [];
        this.push("scan_choice", [productId, quantity]);
        this.input.el.focus();
    }

    /** Scans wait their turn, so that two quick ones never overtake each other. */
    push(method, args) {
        this.waiting.push({ method, args });
        this.state.pending = this.waiting.length;
        if (!this.running) {
            this.running = this.flush().finally(() => (this.running = null));
        }
    }

    async flush() {
        while (this.waiting.length) {
            const { method, args } = this.waiting[0];
            let answer;
            try {
                answer = await this.orm.silent.call(this.model, method, [[this.id], ...args]);
            } catch (error) {
                if (
                    error.name === "ConnectionLostError" ||
                    error.constructor.name === "ConnectionLostError"
                ) {
                    this.state.offline = true;
                    await new Promise((resolve) => setTimeout(resolve, 2000));
                    continue;
                }
                // Refused for good: told, and the scans behind it go on.
                answer = { status: "refused", message: error.data?.message || error.message };
            }
            this.state.offline = false;
            this.waiting.shift();
            this.state.pending = this.waiting.length;
            this.show(answer, args);
        }
    }

    /** Nobody leaves the screen before the server has what was scanned. */
    async sendAll() {
        await this.running;
        return true;
    }

    show(answer, args) {
        this.state.unknown = null;
        this.state.titles = [];
        if (answer.status === "ok") {
            this.showTaken(answer, args);
        } else if (answer.status === "choice") {
            this.state.status = "choice";
            this.state.message = _t("Choose the title:");
            this.state.titles = answer.titles;
        } else {
            this.state.status = answer.status;
            this.state.message = answer.message;
            if (answer.status === "unknown" && this.state.header.can_create) {
                this.state.unknown = {
                    code: answer.code,
                    name: answer.name || "",
                    price: "",
                    publisher: "",
                    label: "",
                };
            }
            beep("refused");
        }
    }

    showTaken(answer, args) {
        const warning = Boolean(answer.warning);
        this.state.status = warning ? "warning" : "ok";
        this.state.message =
            answer.title + " × " + answer.quantity + (answer.message ? " — " + answer.message : "");
        beep(warning ? "warning" : "ok");
        const quantity = typeof args[1] === "number" ? args[1] : 1;
        this.state.header.total =
            "total" in answer ? answer.total : this.state.header.total + quantity;
        const rows = this.state.rows.filter((row) => row.product_id !== answer.product_id);
        const known = this.state.rows.find((row) => row.product_id === answer.product_id);
        if (answer.quantity) {
            rows.unshift({
                id: known ? known.id : -answer.product_id,
                product_id: answer.product_id,
                name: answer.title,
                detail: known ? known.detail : "",
                quantity: answer.quantity,
            });
        }
        this.state.rows = rows.slice(0, 30);
        if (this.state.tab === "left") {
            this.loadLeft();
        }
    }

    saveUnknown() {
        const { code, name, price, publisher, label } = this.state.unknown;
        this.push("scan_new_title", [code, name, price, publisher, label]);
        this.input.el.focus();
    }

    cancelUnknown() {
        Object.assign(this.state, { unknown: null, message: "", status: "" });
        this.input.el.focus();
    }

    async showLeft() {
        this.state.tab = "left";
        await this.loadLeft();
    }

    async loadLeft() {
        this.state.left = await this.orm.silent.call(this.model, "get_titles_left", [[this.id]]);
    }

    tick(row) {
        this.push("action_toggle", [row.id]);
    }

    /** Back to the document filled, or to the one it says it belongs to. */
    close() {
        const { model = this.model, id = this.id } = this.state.header.back || {};
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: model,
                res_id: id,
                views: [[false, "form"]],
            },
            { stackPosition: "replacePreviousAction" }
        );
    }
}

registry.category("actions").add("bookstore_deposit.scan", BookstoreScan);
