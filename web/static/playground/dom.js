// Builds elements. Nothing here or anywhere else in the page turns a string into markup: text is always text.

/** An element with properties, event listeners (`onclick`…), attributes and children; falsy children are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** The element of that id in the page. */
export const byId = (id) => document.getElementById(id);

/** A link that may be opened: http(s) and mail only. A link into the bot's own chat is handed to the page instead. */
export function link(url, label) {
  const address = parsed(url);
  if (!address) return document.createTextNode(label);
  const start = address.hostname === "t.me" ? address.searchParams.get("start") : null;
  if (start !== null) {
    const open = () => document.dispatchEvent(new CustomEvent("open-bot", { detail: start }));
    return el("button", { type: "button", class: "link", onclick: open }, label);
  }
  return el("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, label);
}

function parsed(url) {
  try {
    const address = new URL(url);
    return ["http:", "https:", "mailto:"].includes(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

/** The letters that stand for a person, in a circle whose shade is always the same for the same name. */
export function avatar(name, kind = "") {
  const words = name.trim().split(/\s+/);
  const letters = (words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "");
  const shade = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 4;
  return el("span", { class: `avatar shade-${shade} ${kind}`, "aria-hidden": "true" }, letters.toUpperCase());
}

/** Without accents and capitals, for searching. */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Says something to a screen reader, and shows it for a moment. */
export function announce(text) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.hidden = !text;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => (toast.hidden = true), 6000);
}
