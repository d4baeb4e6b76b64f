// The quiet panel: what just happened inside, newest first, with the score of each match as bars.
import { byId, el } from "./dom.js";
import { get, pause } from "./net.js";
import { now } from "./clock.js";
import { ago, moment } from "./time.js";

const STATES = {
  open: "open", held: "waits for its owner to be let in", matched: "matched", fulfilled: "fulfilled", expired: "expired", withdrawn: "withdrawn",
  waiting: "next in line", asked_helper: "asked, has not said yet", asked_owner: "said yes; now the other is asked",
  introduced: "introduced", not_now: "said not now", not_for_me: "said not for me", lapsed: "did not answer",
};
const DONE = { sent: "sent", pending: "waits", sending: "leaves now", failed: "failed", uncertain: "unclear", cancelled: "cancelled", expired: "too late", skipped: "skipped" };
const VERBS = { send: "to", edit: "changed for", delete: "taken back from", open: "form for", home: "page of" };

/** Follow what happens, as long as somebody looks. */
export async function follow() {
  const list = byId("inside-events");
  let version = "";
  for (;;) {
    try {
      const found = document.hidden ? null : await get(`/playground/inside?since=${version}`);
      if (found) show(list, found.events);
      version = found?.version ?? version;
      dates(list);
    } catch {
      /* the chats say that nobody answers; this goes on by itself */
    }
    await pause(1000);
  }
}

const shown = new Map();

/** Events keep their element while they stay the same, so an opened one stays open. */
function show(list, events) {
  const nodes = folded(events).map((event) => {
    const drawn = JSON.stringify(event);
    const known = shown.get(event.id);
    if (known?.drawn === drawn) return known.node;
    const node = el("li", { class: `event of-${event.kind}`, data: { at: event.at } }, ...DRAW[event.kind](event));
    if (shown.size && !known) node.classList.add("fresh");
    if (known?.node.querySelector("details")?.open) node.querySelector("details")?.setAttribute("open", "");
    shown.set(event.id, { drawn, node });
    return node;
  });
  list.replaceChildren(...nodes);
}

/** Sends of one purpose in a row are one event: a digest goes to many. */
function folded(events) {
  const found = [];
  for (const event of events) {
    const before = found.at(-1);
    const alike = event.kind === "send" && before?.purpose === event.purpose && before?.state === event.state;
    if (alike && before.kind === "many") before.sends.push(event);
    else if (alike) found[found.length - 1] = { ...before, kind: "many", id: `many-${event.purpose}`, sends: [before, event] };
    else found.push(event);
  }
  const seen = {};
  for (const event of found) if (event.kind === "many") event.id += `-${(seen[event.id] = (seen[event.id] ?? 0) + 1)}`;
  return found;
}

function dates(list) {
  for (const node of list.children) node.querySelector("time").textContent = ago(Date.parse(node.dataset.at), now());
}

const head = (kind, state) =>
  el("p", { class: "event-head" }, el("span", { class: "kind" }, kind), " ", el("time", {}), state && el("span", { class: "state" }, state));

const DRAW = {
  need: (event) => [
    head(event.side === "offer" ? "Offer" : "Need", STATES[event.state] ?? event.state),
    el("p", {}, el("strong", {}, event.who), event.side === "offer" ? " offers " : " asks for ", el("q", {}, event.text)),
    event.matches.length > 0 && el("ol", { class: "matches" }, event.matches.map(candidate)),
  ],
  introduction: (event) => [
    head("Introduction", event.state),
    el("p", {}, "🤝 ", el("strong", {}, event.who), " and ", el("strong", {}, event.other)),
    event.text && el("p", { class: "quiet" }, event.text),
  ],
  many: (event) => [
    head(event.purpose, `${event.sends.length} ${DONE[event.state] ?? event.state}`),
    el("details", {},
      el("summary", {}, "to ", el("strong", {}, event.who), ` and ${event.sends.length - 1} more`),
      el("ul", { class: "sends" }, event.sends.map((send) => el("li", {}, el("strong", {}, send.who || "a group"), ` · ${send.where} `, el("span", { class: "quiet" }, send.text))))),
  ],
  send: (event) => [
    head(event.purpose, event.state === "pending" ? `waits until ${moment(Date.parse(event.due))}` : (DONE[event.state] ?? event.state)),
    el("p", {}, VERBS[event.op] ?? event.op, " ", el("strong", {}, event.who || "a group"), event.where && ` · ${event.where}`),
    event.text && el("p", { class: "quiet" }, event.text),
    event.error && el("p", { class: "quiet" }, `because: ${event.error}`),
  ],
};

/** One person for a need: how well they fit, and why. */
function candidate(match, index) {
  const percent = `${Math.round(match.score * 100)} %`;
  const title = el("summary", {}, el("strong", {}, match.name), ` ${percent} `, el("small", {}, STATES[match.state] ?? match.state));
  const because = match.reasons.length > 0 && el("p", { class: "quiet" }, match.reasons.join(" · "));
  return el("li", {}, el("details", { open: index === 0 }, title, because, el("ul", { class: "bars" }, match.bars.map(bar))));
}

function bar(part) {
  const length = el("span", { class: part.value < 0 ? "bar against" : "bar", "aria-hidden": "true" }, el("i"));
  length.style.setProperty("--share", `${Math.min(1, Math.abs(part.value)) * 100}%`);
  return el("li", {}, el("span", {}, part.label), length, el("b", {}, part.value.toFixed(2)));
}
