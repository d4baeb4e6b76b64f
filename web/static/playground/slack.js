// The right chat: messages made of blocks, forms in a dialog, a Home of one's own, and slash commands.
import { announce, avatar, el } from "./dom.js";
import { blocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { Modal } from "./modal.js";
import { post, watch } from "./net.js";
import { Tabs } from "./tabs.js";
import { Thread } from "./thread.js";
import { hour } from "./time.js";

const SIDE = "/emulated/slack/client";

export class SlackChat {
  /** `people` are all who have an account here. */
  constructor(pane, people) {
    this.pane = pane;
    this.byId = new Map(people.map((person) => [person.slack, person.name]));
    this.names = (id) => this.byId.get(id) ?? "host";
    this.log = pane.querySelector("[role=log]");
    this.hint = pane.querySelector(".hint");
    this.home = pane.querySelector(".home");
    this.thread = new Thread(this.log, (message) => this.#message(message));
    this.composer = new Composer(pane.querySelector("form"), (text) => this.say(text), (file) => this.#act("file", file));
    this.tabs = new Tabs(pane.querySelector("[role=tablist]"), (name) => name === "slack-home" && this.#openHome());
    const modal = { submit: (values) => this.#act("submit", { values }), close: () => this.#act("close"), tap: (element, value) => this.#tap("modal", element, value) };
    this.modal = new Modal(modal, this.names);
  }

  /** Show that person's screen from now on. */
  follow(person) {
    this.person = person;
    this.stop?.();
    this.thread.clear();
    this.drawnHome = null;
    this.noticed = null;
    this.tabs.choose("slack-messages");
    this.log.setAttribute("aria-label", `Messages of ${person.name} and the host`);
    this.stop = watch(`${SIDE}/chats/${person.slack}`, (screen) => this.#show(screen), (down) => this.#trouble(down));
  }

  /** A slash command where it begins with a slash, else a message. */
  say(text) {
    if (!text.startsWith("/")) return this.#act("say", { text });
    const [, command, rest] = text.match(/^(\S+)\s*([\s\S]*)$/);
    return this.#act("command", { command, text: rest });
  }

  #act(what, more = {}) {
    return post(`${SIDE}/${what}`, { user_id: this.person.slack, ...more });
  }

  #tap(where, element, value, more = {}) {
    return this.#act("tap", { where, action_id: element.action_id, value, ...more });
  }

  #show(screen) {
    this.hint.hidden = screen.messages.some((message) => !message.from_bot || message.edited);
    this.thread.show(screen.messages.map((message) => ({ ...message, id: `${message.ts} ${message.ephemeral}`, at: Number(message.ts) })));
    this.modal.show(screen.modal);
    this.#showHome(screen.home);
    this.#notice(screen.notices.at(-1));
  }

  #trouble(down) {
    this.pane.classList.toggle("down", down);
  }

  #message(message) {
    const tap = (element, value) =>
      this.#try(this.#tap("message", element, value, { ts: message.ts, channel: message.channel }));
    const around = { names: this.names, tap };
    const name = message.from_bot ? "The host" : this.names(message.author);
    const body = message.blocks.length ? blocks(message.blocks, around) : el("div", { class: "words" }, message.plain);
    const small = message.ephemeral ? "Only visible to you" : message.edited ? "edited" : "";
    return el("div", { class: "post" },
      message.from_bot ? el("img", { class: "avatar", src: "/static/playground/mark.svg", alt: "" }) : avatar(name),
      el("div", { class: "post-body" },
        el("p", { class: "post-head" }, el("strong", {}, name), " ", el("small", {}, hour(Number(message.ts))), small && el("small", {}, ` · ${small}`)),
        body,
        message.files.map((file) => this.#file(file))));
  }

  #file(file) {
    const url = `/playground/files/${encodeURIComponent(file.id)}`;
    return el("a", { class: "file", href: url, download: file.name }, file.title || file.name);
  }

  async #openHome() {
    await this.#try(this.#act("home"));
  }

  #showHome(view) {
    const drawn = JSON.stringify(view?.blocks ?? null);
    if (drawn === this.drawnHome) return;
    this.drawnHome = drawn;
    const around = { names: this.names, tap: (element, value) => this.#try(this.#tap("home", element, value)) };
    const empty = el("p", { class: "quiet" }, "The host prepares this page as soon as you are known here: say hello under Messages.");
    this.home.replaceChildren(...(view ? blocks(view.blocks, around) : [empty]));
  }

  #notice(notice) {
    const key = notice ? `${notice.at} ${notice.text}` : "";
    const first = this.noticed === null;
    if (key && key !== this.noticed && !first) announce(notice.text);
    this.noticed = key;
  }

  #try(doing) {
    return doing.catch((problem) => announce(problem.message));
  }
}
