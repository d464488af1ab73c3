import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";
import { Component, onWillStart, useState } from "@odoo/owl";

import { Comparison } from "./comparison";

const MAX_COMPARED = 8;
const PAGE = 40;

/** "Which product fits?": a sentence or facets on the left, the products that meet them. */
export class Finder extends Component {
    static template = "crm_technical_spec.Finder";
    static components = { Layout, Comparison };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Find a Product");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.pageSize = PAGE;
        const params = this.props.action.params || {};
        this.state = useState({
            families: [],
            familyId: params.family_id || false,
            sentence: "",
            requests: params.requests || [],
            questions: [],
            unknown: [],
            reasons: [],
            result: { total: 0, columns: [], facts: [], products: [], facets: [] },
            offset: 0,
            selected: [],
            comparing: params.compare_ids || false,
            showFacets: !this.env.isSmall,
            loaded: false,
        });
        onWillStart(async () => {
            this.state.families = await this.orm.call("tech.spec.finder", "get_families", []);
            await this.search();
        });
    }

    get display() {
        return { controlPanel: {} };
    }

    formatPrice(price) {
        return formatCurrency(price, this.state.result.currency_id);
    }

    compareLabel(product) {
        return _t("Compare %s", product.name);
    }

    async search(offset = 0) {
        const { familyId, requests } = this.state;
        const plain = requests.map(({ attribute_id, operator, value, option_ids, every }) => ({
            attribute_id,
            operator,
            value,
            option_ids,
            every,
        }));
        const found = this.orm.call("tech.spec.finder", "find_products", [], {
            family_id: familyId,
            requests: plain,
            offset,
        });
        const result = await this.keepLast.add(found); // the answer to the last click counts
        Object.assign(this.state, { result, offset, loaded: true });
    }

    async onFamily(ev) {
        this.state.familyId = parseInt(ev.target.value) || false;
        this.state.requests = [];
        this.state.selected = [];
        await this.search();
    }

    async onSentence() {
        if (!this.state.sentence.trim()) {
            return;
        }
        const answer = await this.orm.call("tech.spec.finder", "read_sentence", [
            this.state.sentence,
            this.state.familyId,
        ]);
        this.state.requests.push(...answer.requests);
        this.state.questions = answer.questions;
        this.state.unknown = answer.unknown;
        this.state.reasons = answer.reasons;
        if (!answer.unknown.length) {
            this.state.sentence = "";
        }
        await this.search();
    }

    async onAnswer(question, choice) {
        this.state.questions.splice(this.state.questions.indexOf(question), 1);
        this.state.requests.push(choice);
        await this.search();
    }

    isChosen(choice) {
        return this.state.requests.some((request) => this.isSame(request, choice.request));
    }

    isSame(one, other) {
        return (
            one.attribute_id === other.attribute_id &&
            one.value === other.value &&
            JSON.stringify(one.option_ids) === JSON.stringify(other.option_ids)
        );
    }

    async onFacet(facet, choice) {
        if (this.isChosen(choice)) {
            this.state.requests = this.state.requests.filter(
                (request) => !this.isSame(request, choice.request)
            );
        } else {
            this.state.requests = this.state.requests.filter(
                (request) => request.attribute_id !== facet.id
            );
            const better = facet.ordered ? _t("%s or better", choice.label) : choice.label;
            this.state.requests.push({ ...choice.request, name: facet.name, label: better });
        }
        await this.search();
    }

    async onRemove(request) {
        this.state.requests.splice(this.state.requests.indexOf(request), 1);
        await this.search();
    }

    async onClear() {
        Object.assign(this.state, {
            requests: [],
            questions: [],
            unknown: [],
            sentence: "",
        });
        await this.search();
    }

    onSelect(product) {
        const place = this.state.selected.indexOf(product.id);
        if (place >= 0) {
            this.state.selected.splice(place, 1);
        } else if (this.state.selected.length < MAX_COMPARED) {
            this.state.selected.push(product.id);
        } else {
            this.notification.add(_t("Eight products are compared at most. Untick one first."), {
                type: "warning",
            });
        }
    }

    onCompare() {
        this.state.comparing = [...this.state.selected];
    }

    onOpen(product) {
        return this.action.doAction("crm_technical_spec.product_template_action_specified", {
            viewType: "form",
            props: { resId: product.template_id },
        });
    }
}

registry.category("actions").add("crm_technical_spec.finder", Finder);
