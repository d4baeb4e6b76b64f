// Where one writes: Enter sends, Shift+Enter makes a line, and what could not be sent stays.
import { announce } from "./dom.js";

export class Composer {
  /** `send` takes the text and `share` a file with the text; they resolve when it was taken. */
  constructor(form, send, share) {
    this.field = form.querySelector("textarea");
    this.button = form.querySelector("button[type=submit]");
    this.send = send;
    this.share = share;
    const picked = form.querySelector("input[type=file]");
    form.querySelector(".attach").addEventListener("click", () => picked.click());
    picked.addEventListener("change", () => this.#attach(picked));
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

  /** A picture goes out with what is written beside it. */
  async #attach(picked) {
    const [file] = picked.files;
    const text = this.field.value.trim();
    if (!file) return;
    try {
      const name = file.name;
      await this.share({ name, mime: file.type || "application/octet-stream", content: await encoded(file), text });
      this.field.value = "";
      this.#grow();
    } catch (problem) {
      announce(problem.message);
    }
    picked.value = "";
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

/** The bytes of a file in base64. */
function encoded(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1] ?? "");
    reader.onerror = () => failed(new Error("That file cannot be read."));
    reader.readAsDataURL(file);
  });
}
