// A chat's messages on the screen: only what changed is drawn again, and the newest stays in view.
import { el } from "./dom.js";
import { day, place } from "./time.js";

export class Thread {
  /** `log` scrolls and holds the list, `draw` makes one message's element. */
  constructor(log, draw) {
    this.log = log;
    this.list = log.querySelector("ol");
    this.draw = draw;
    this.shown = new Map();
  }

  /** Forget whatever stands there: another person's chat comes. */
  clear() {
    this.shown.clear();
    this.list.replaceChildren();
  }

  /** Show these messages; each has an `id` and an `at` in seconds. */
  show(messages) {
    const first = this.shown.size === 0;
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 160;
    this.#drop(new Set(messages.map((message) => message.id)));
    let at = null;
    for (const message of messages) at = this.#put(message, at);
    if (first || near) this.log.scrollTop = this.log.scrollHeight;
  }

  #put(message, after) {
    const known = this.shown.get(message.id);
    const drawn = JSON.stringify(message);
    if (known?.drawn === drawn) return known.node;
    const node = el("li", { class: "said" }, this.#daybreak(message), this.draw(message));
    if (known) {
      const focus = [...known.node.querySelectorAll("button, a, select")].indexOf(document.activeElement);
      known.node.replaceWith(node);
      if (focus >= 0) [...node.querySelectorAll("button, a, select")][focus]?.focus();
    } else if (after) after.after(node);
    else this.list.prepend(node);
    this.shown.set(message.id, { node, drawn, day: day(message.at) });
    return node;
  }

  /** A line between days, which matter to who travels in time. */
  #daybreak(message) {
    const days = [...this.shown.entries()];
    const index = days.findIndex(([id]) => id === message.id);
    const earlier = index === -1 ? days.at(-1) : days[index - 1];
    if (earlier && earlier[1].day === day(message.at)) return null;
    return el("p", { class: "daybreak" }, el("span", {}, place(message.at)));
  }

  #drop(staying) {
    for (const [id, { node }] of this.shown) {
      if (staying.has(id)) continue;
      node.remove();
      this.shown.delete(id);
    }
  }
}
