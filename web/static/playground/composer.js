// Where one writes: Enter sends, Shift+Enter makes a line, and what could not be sent stays.
import { announce } from "./dom.js";

export class Composer {
  /** `send` takes the text and resolves when it was taken. */
  constructor(form, send) {
    this.field = form.querySelector("textarea");
    this.button = form.querySelector("button[type=submit]");
    this.send = send;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#go();
    });
    this.field.addEventListener("input", () => this.#grow());
  }

  /** Types for the person, who may still change it; with `go` it is sent as well. */
  type(text, go = false) {
    this.field.value = text;
    this.#grow();
    this.field.focus();
    if (go) this.#go();
  }

  async #go() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.#grow();
    try {
      await this.send(text);
    } catch (problem) {
      if (!this.field.value) this.field.value = text;
      announce(problem.message);
    }
  }

  #grow() {
    const lines = Math.min(5, this.field.value.split("\n").length);
    this.field.rows = Math.max(lines, this.field.value.length > 60 ? 2 : 1);
  }
}
