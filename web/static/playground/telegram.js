// The left chat: bubbles with buttons under them, edited in place, and a menu of commands.
import { announce, byId, el, link } from "./dom.js";
import { Composer } from "./composer.js";
import { marked } from "./entities.js";
import { post, watch } from "./net.js";
import { Thread } from "./thread.js";
import { hour } from "./time.js";

const SIDE = "/emulated/telegram/client";
const VALENCIA = { lat: 39.4699, lon: -0.3763 };

export class TelegramChat {
  constructor(pane) {
    this.pane = pane;
    this.log = pane.querySelector("[role=log]");
    this.hint = pane.querySelector(".hint");
    this.below = byId("telegram-keyboard");
    this.menu = byId("telegram-commands");
    this.thread = new Thread(this.log, (message) => this.#bubble(message));
    this.composer = new Composer(pane.querySelector("form"), (text) => this.say(text), (file) => this.#share(file));
    this.#menuKeys(byId("telegram-menu"));
  }

  /** Show that person's chat from now on. */
  follow(person) {
    this.person = person;
    this.stop?.();
    this.thread.clear();
    this.alerted = null;
    this.log.setAttribute("aria-label", `Chat of ${person.name} with the host`);
    this.stop = watch(`${SIDE}/chats/${person.telegram}`, (screen) => this.#show(screen), (down) => this.#trouble(down));
  }

  say(text) {
    return post(`${SIDE}/say`, { user_id: this.person.telegram, text });
  }

  #share(file) {
    return post(`${SIDE}/file`, { user_id: this.person.telegram, ...file });
  }

  #show(screen) {
    this.hint.hidden = screen.messages.some((message) => !message.from_bot || message.edited);
    this.thread.show(screen.messages.map((message) => ({ ...message, id: message.message_id, at: message.time })));
    this.#keyboard(screen.keyboard);
    this.#commands(screen.commands);
    this.#toast(screen.toasts.at(-1));
  }

  #trouble(down) {
    this.pane.classList.toggle("down", down);
  }

  #bubble(message) {
    const mine = !message.from_bot;
    const words = marked(message.text, message.entities, (command) => this.#try(this.say(command)));
    const stamp = el("small", { class: "stamp" }, message.edited && "edited ", hour(message.time));
    const who = el("span", { class: "unseen" }, mine ? `${message.sender}: ` : "The host: ");
    const files = message.files.map((file) => this.#file(file));
    return el(
      "div",
      { class: mine ? "bubble-row mine" : "bubble-row" },
      el("div", { class: "bubble" }, files, el("div", { class: "words" }, who, words), stamp),
      message.buttons.length > 0 && el("div", { class: "inline" }, message.buttons.map((row) => this.#row(message, row))),
    );
  }

  #row(message, row) {
    return el("div", { class: "inline-row" }, row.map((button) => this.#button(message, button)));
  }

  #button(message, button) {
    if (button.url) {
      const opened = link(button.url, button.text);
      if (opened instanceof Element) opened.classList.add("tap");
      return opened;
    }
    const tap = { user_id: this.person.telegram, chat_id: message.chat_id, message_id: message.message_id, data: button.data };
    return el("button", { type: "button", class: "tap", onclick: () => this.#try(post(`${SIDE}/tap`, tap)) }, button.text);
  }

  #file(file) {
    const url = `${SIDE}/file/${encodeURIComponent(file.id)}`;
    if (file.photo) return el("img", { class: "photo", src: url, alt: file.name });
    return el("a", { class: "file", href: url, download: file.name }, `${file.name} · ${Math.ceil(file.size / 1024)} kB`);
  }

  /** The keyboard below the chat, where the bot has put one. */
  #keyboard(rows) {
    const press = (key) =>
      key.location ? post(`${SIDE}/location`, { user_id: this.person.telegram, ...VALENCIA }) : this.say(key.text);
    const button = (key) => el("button", { type: "button", class: "tap", onclick: () => this.#try(press(key)) }, key.text);
    this.below.replaceChildren(...rows.map((row) => el("div", { class: "inline-row" }, row.map(button))));
    this.below.hidden = rows.length === 0;
  }

  #commands(commands) {
    const known = JSON.stringify(commands);
    if (this.known === known) return;
    this.known = known;
    const take = (command) => {
      this.#toggleMenu(false);
      this.composer.type(`/${command.command}`, true);
    };
    const item = (command) =>
      el("li", { role: "none" },
        el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => take(command) },
          el("b", {}, `/${command.command}`), el("span", {}, command.description)));
    this.menu.replaceChildren(...commands.map(item));
  }

  #menuKeys(opener) {
    this.opener = opener;
    opener.addEventListener("click", () => this.#toggleMenu(this.menu.hidden));
    this.menu.addEventListener("keydown", (event) => {
      const items = [...this.menu.querySelectorAll("button")];
      const at = items.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) items[(at + step + items.length) % items.length].focus();
      else if (event.key === "Escape") this.#toggleMenu(false, true);
      else return;
      event.preventDefault();
    });
    this.menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget !== opener && !this.menu.contains(event.relatedTarget)) this.#toggleMenu(false);
    });
  }

  #toggleMenu(open, back = false) {
    this.menu.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.menu.querySelector("button")?.focus();
    if (back) this.opener.focus();
  }

  #toast(toast) {
    if (!toast || toast.query_id === this.alerted) return;
    const first = this.alerted === null;
    this.alerted = toast.query_id;
    if (toast.text && !first) announce(toast.text);
  }

  #try(doing) {
    return doing.catch((problem) => announce(problem.message));
  }
}
