// Tabs by the book: arrows move, one panel shows, and panels that all fit beside one another are left alone.

export class Tabs {
  /** `list` holds buttons that name their panel; `chosen` hears which one was taken. */
  constructor(list, chosen = () => {}) {
    this.tabs = [...list.querySelectorAll("[role=tab]")];
    this.chosen = chosen;
    for (const tab of this.tabs) tab.addEventListener("click", () => this.choose(tab.getAttribute("aria-controls"), true));
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Show that panel. */
  choose(name, told = false) {
    for (const tab of this.tabs) {
      const mine = tab.getAttribute("aria-controls") === name;
      tab.setAttribute("aria-selected", String(mine));
      tab.tabIndex = mine ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).classList.toggle("behind", !mine);
    }
    if (told) this.chosen(name);
  }

  #key(event) {
    const at = this.tabs.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || at < 0) return;
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    next.focus();
    this.choose(next.getAttribute("aria-controls"), true);
    event.preventDefault();
  }
}
