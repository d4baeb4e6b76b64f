// The form that opens over everything: a real dialog, which keeps the focus and closes on Escape.
import { announce, byId, el } from "./dom.js";
import { blocks } from "./blocks.js";
import { complain, state } from "./inputs.js";
import { label } from "./rich.js";

export class Modal {
  /** `acts` has submit(values), close() and tap(element, value); `names(id)` names a person. */
  constructor(acts, names) {
    this.acts = acts;
    this.names = names;
    this.version = null;
    this.dialog = byId("modal");
    this.form = this.dialog.querySelector("form");
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#leave();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** Show the view that is in front of the person now, or none. */
  show(view) {
    const version = view ? `${view.id} ${view.hash}` : null;
    if (version === this.version) return;
    const same = view && this.view?.id === view.id;
    const values = same ? state(this.form, this.view.blocks) : view?.state?.values;
    this.version = version;
    this.view = view;
    if (!view) this.#shut();
    else this.#open(view, values);
  }

  #open(view, values) {
    const around = { names: this.names, tap: (element, value) => this.#tap(element, value), values };
    this.problem = el("p", { class: "form-error", role: "alert" });
    const leave = el("button", { type: "button", onclick: () => this.#leave() }, label(view.close) || "Cancel");
    const go = view.submit && el("button", { type: "submit", class: "primary" }, label(view.submit));
    this.form.replaceChildren(
      el("h3", { id: "modal-title" }, label(view.title)),
      el("div", { class: "modal-body" }, this.problem, blocks(view.blocks, around)),
      el("div", { class: "modal-foot" }, leave, go),
    );
    this.back ??= document.activeElement;
    if (!this.dialog.open) this.dialog.showModal();
    this.form.querySelector(".field input, .field textarea, .field select")?.focus();
  }

  #shut() {
    if (this.dialog.open) this.dialog.close();
    this.form.replaceChildren();
    if (this.back?.isConnected) this.back.focus();
    else byId("slack-text").focus();
    this.back = null;
  }

  async #submit() {
    if (this.busy) return;
    this.busy = true;
    this.form.setAttribute("aria-busy", "true");
    try {
      const answer = await this.acts.submit(state(this.form, this.view.blocks));
      const rest = complain(this.form, answer.errors ?? {});
      if (this.problem) this.problem.textContent = rest;
    } catch (problem) {
      this.problem.textContent = problem.message;
    } finally {
      this.busy = false;
      this.form.removeAttribute("aria-busy");
    }
  }

  #leave() {
    this.acts.close().catch((problem) => announce(problem.message));
  }

  #tap(element, value) {
    this.acts.tap(element, value).catch((problem) => announce(problem.message));
  }
}
