// Slack's texts as elements: rich_text, plain text, and the little of mrkdwn that people meet.
import { el, link } from "./dom.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };
const MRKDWN = /<([^<>|]+)(?:\|([^<>]*))?>|\*(\S(?:[^*\n]*\S)?)\*|(?<![\w])_(\S(?:[^_\n]*\S)?)_(?![\w])|`([^`\n]+)`/gu;

/** The elements of a rich_text block. */
export const rich = (block, names) => (block.elements ?? []).map((part) => richPart(part, names));

function richPart(part, names) {
  const inside = () => (part.elements ?? []).map((child) => richPart(child, names));
  switch (part.type) {
    case "rich_text_section":
      return el("div", { class: "words" }, ...inside());
    case "rich_text_list":
      return el(part.style === "ordered" ? "ol" : "ul", {}, (part.elements ?? []).map((item) => el("li", {}, richPart(item, names))));
    case "rich_text_quote":
      return el("blockquote", { class: "words" }, ...inside());
    case "rich_text_preformatted":
      return el("pre", {}, ...inside());
    default:
      return styled(span(part, names), part.style ?? {});
  }
}

function span(part, names) {
  switch (part.type) {
    case "link":
      return link(part.url, part.text || part.url);
    case "user":
      return el("span", { class: "mention" }, `@${names(part.user_id)}`);
    case "channel":
      return el("span", { class: "mention" }, `#${part.channel_id}`);
    case "broadcast":
      return el("span", { class: "mention" }, `@${part.range}`);
    case "emoji":
      return part.unicode ? String.fromCodePoint(...part.unicode.split("-").map((code) => parseInt(code, 16))) : `:${part.name}:`;
    case "date":
      return part.fallback || part.format || "";
    default:
      return part.text ?? "";
  }
}

function styled(node, style) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner), node);
}

/** A text object: plain as it stands, mrkdwn with its links and marks. */
export function words(object, names) {
  if (!object) return [];
  if (typeof object === "string") return [object];
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : [object.text ?? ""];
}

/** The same as one string, for labels. */
export const label = (object) => (typeof object === "string" ? object : (object?.text ?? ""));

function mrkdwn(text, names) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(MRKDWN)) {
    nodes.push(entity(text.slice(at, found.index)));
    const [whole, address, shown, bold, italic, code] = found;
    if (address) nodes.push(angled(entity(address), entity(shown ?? ""), names));
    else if (bold) nodes.push(el("strong", {}, ...mrkdwn(bold, names)));
    else if (italic) nodes.push(el("em", {}, ...mrkdwn(italic, names)));
    else nodes.push(el("code", {}, entity(code)));
    at = found.index + whole.length;
  }
  nodes.push(entity(text.slice(at)));
  return nodes;
}

function angled(address, shown, names) {
  if (address.startsWith("@")) return el("span", { class: "mention" }, `@${names(address.slice(1))}`);
  if (address.startsWith("#") || address.startsWith("!")) return el("span", { class: "mention" }, shown || address);
  return link(address, shown || address.replace(/^mailto:/, ""));
}

/** Slack's three entities, which are the only ones. */
const entity = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
