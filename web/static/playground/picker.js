// Chooses a person: a field to search in with a list below it, by mouse or by keyboard (the combobox pattern).
import { avatar, el, folded } from "./dom.js";

export class Picker {
  /** `root` holds the field and the list; `choose` hears of the person chosen. */
  constructor(root, people, choose) {
    this.field = root.querySelector("input");
    this.list = root.querySelector("[role=listbox]");
    this.people = people;
    this.choose = choose;
    this.active = -1;
    this.field.addEventListener("focus", () => this.field.select());
    this.field.addEventListener("click", () => this.#open(""));
    this.field.addEventListener("input", () => this.#open(this.field.value));
    this.field.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("focusout", (event) => root.contains(event.relatedTarget) || this.#close());
  }

  /** Show and announce that this person is the one. */
  set(person) {
    this.person = person;
    this.#close();
    this.choose(person);
  }

  #open(sought) {
    const words = folded(sought).split(/\s+/).filter(Boolean);
    const fits = (person) => words.every((word) => folded(`${person.name} ${person.about}`).includes(word));
    this.found = this.people.filter(fits);
    this.list.replaceChildren(...this.found.map((person, index) => this.#option(person, index)));
    if (!this.found.length) this.list.append(el("li", { class: "nobody" }, "Nobody here is called so."));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.#activate(this.found.length ? 0 : -1);
  }

  #option(person, index) {
    const id = `${this.list.id}-${index}`;
    const take = (event) => {
      event.preventDefault(); // the field keeps the focus
      this.set(person);
    };
    const words = el("span", {}, el("strong", {}, person.name), el("small", {}, person.about));
    return el("li", { role: "option", id, "aria-selected": "false", onmousedown: take }, avatar(person.name), words);
  }

  #activate(index) {
    this.active = index;
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index >= 0) this.field.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const opened = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !opened) this.#open("");
    else if (step && this.found.length) this.#activate((this.active + step + this.found.length) % this.found.length);
    else if (event.key === "Enter" && opened && this.active >= 0) this.set(this.found[this.active]);
    else if (event.key === "Escape" && opened) this.#close();
    else return;
    event.preventDefault();
  }

  #close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    this.field.value = this.person?.name ?? "";
  }
}
