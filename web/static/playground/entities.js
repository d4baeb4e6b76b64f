// A text with its marks as elements. Offsets count UTF-16 units, as JavaScript's strings do.
import { el, link } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s",
  code: "code", pre: "pre", blockquote: "blockquote", spoiler: "span",
};

/** Nodes for a text; marks lie inside one another or beside one another. */
export function marked(text, entities, open) {
  const sorted = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  return spread(text, sorted, 0, text.length, open);
}

function spread(text, entities, from, to, open) {
  const nodes = [];
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const begin = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= begin) continue;
    if (begin > at) nodes.push(text.slice(at, begin));
    nodes.push(wrapped(entity, text.slice(begin, end), () => spread(text, entities, begin, end, open), open));
    at = end;
  }
  if (to > at) nodes.push(text.slice(at, to));
  return nodes;
}

function wrapped(entity, words, inside, open) {
  const children = inside();
  if (entity.type === "text_link") return link(entity.url, words);
  if (entity.type === "url") return link(words, words);
  if (entity.type === "email") return link(`mailto:${words}`, words);
  if (entity.type === "bot_command") {
    return el("button", { type: "button", class: "link", onclick: () => open(words) }, words);
  }
  return el(TAGS[entity.type] ?? "span", {}, ...children);
}
