import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const { DateTime, Info } = luxon;
const LAST_MONTH = 11;

/**
 * A month of days beside the two fields of the period: closed days are greyed and cannot be
 * chosen. The fields do everything without it, too; the server has the last word.
 */
export class PeriodCalendar extends Interaction {
    static selector = ".o_rental_period";
    dynamicContent = {
        ".o_rental_calendar": { "t-on-toggle": this.show },
        ".o_rental_shift": { "t-on-click": this.shift },
        "select[name=shop_id]": { "t-on-change": this.show },
        "input[type=date]": { "t-on-change": this.mark },
    };

    setup() {
        this.box = this.el.querySelector(".o_rental_calendar");
        this.first = this.el.querySelector("input[name=first_day]");
        this.last = this.el.querySelector("input[name=last_day]");
        this.now = DateTime.now().startOf("month");
        this.month = (this.first.value ? DateTime.fromISO(this.first.value) : this.now).startOf(
            "month"
        );
        this.isFirst = true;
        this.box.classList.remove("d-none");
        this.el.querySelector(".o_rental_weekdays").replaceChildren(
            ...Info.weekdays("narrow").map((letter) => {
                const cell = document.createElement("span");
                cell.textContent = letter;
                return cell;
            })
        );
    }

    shift(ev) {
        const month = this.month.plus({ months: Number(ev.currentTarget.dataset.months) });
        const ahead = Math.round(month.diff(this.now, "months").months);
        if (ahead >= 0 && ahead <= LAST_MONTH) {
            this.month = month;
            this.show();
        }
    }

    async show() {
        if (!this.box.open) {
            return;
        }
        const query = new URLSearchParams({
            shop_id: this.el.querySelector("select[name=shop_id]").value,
            product_id: this.box.dataset.productId || "0",
            month: this.month.toFormat("yyyy-MM"),
        });
        const answer = await this.waitFor(fetch(`/shop/rental/month?${query}`));
        if (answer.ok) {
            this.draw(await this.waitFor(answer.json()));
        }
    }

    draw(days) {
        const words = { closed: _t("closed"), taken: _t("taken"), free: _t("free"), past: "" };
        this.el.querySelector(".o_rental_month").textContent = this.month.toFormat("LLLL yyyy");
        const list = this.el.querySelector("ol.o_rental_days");
        list.replaceChildren(
            ...days.map(([iso, state]) => {
                const day = DateTime.fromISO(iso);
                const item = document.createElement("li");
                const button = document.createElement("button");
                button.type = "button";
                button.dataset.day = iso;
                button.className = `btn o_rental_day o_rental_day_${state}`;
                button.disabled = state === "closed" || state === "past";
                const word = words[state] ? `, ${words[state]}` : "";
                button.setAttribute("aria-label", day.toFormat("cccc d LLLL") + word);
                button.textContent = day.day;
                if (day.day === 1) {
                    item.style.gridColumnStart = day.weekday;
                }
                this.addListener(button, "click", () => this.choose(iso));
                item.append(button);
                return item;
            })
        );
        this.mark();
    }

    /** The first click is the departure, the second the return. */
    choose(iso) {
        if (this.isFirst || iso < this.first.value) {
            this.first.value = iso;
            this.last.value = iso;
            this.isFirst = false;
        } else {
            this.last.value = iso;
            this.isFirst = true;
        }
        this.mark();
    }

    mark() {
        for (const button of this.el.querySelectorAll(".o_rental_days button")) {
            const { day } = button.dataset;
            const inside = day >= this.first.value && day <= this.last.value;
            button.setAttribute("aria-pressed", String(inside));
        }
    }
}

registry.category("public.interactions").add("rental_booking_website.calendar", PeriodCalendar);
