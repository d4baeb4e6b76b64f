// Block Kit as elements: what a message, a modal or a Home is made of.
import { el, link } from "./dom.js";
import { field } from "./inputs.js";
import { label, rich, words } from "./rich.js";

/**
 * The elements of blocks, in order.
 * `around.tap(element, value)` hears of taps; `around.names(id)` names a person; `around.values` are those of a view.
 */
export const blocks = (list, around) => list.map((block) => drawn(block, around)).filter(Boolean);

function drawn(block, around) {
  switch (block.type) {
    case "rich_text":
      return el("div", { class: "rich" }, rich(block, around.names));
    case "header":
      return el("h4", {}, ...words(block.text, around.names));
    case "section":
      return section(block, around);
    case "context":
      return el("p", { class: "context" }, (block.elements ?? []).map((part) => contextPart(part, around)));
    case "divider":
      return el("hr");
    case "image":
      return image(block);
    case "actions":
      return el("div", { class: "actions" }, block.elements.map((element) => control(element, around)));
    case "input":
      return field(block, around);
    default:
      return block.text ? el("p", { class: "words" }, ...words(block.text, around.names)) : null;
  }
}

function section(block, around) {
  const fields = (block.fields ?? []).map((one) => el("div", { class: "words" }, ...words(one, around.names)));
  const said = el("div", { class: "words" }, ...words(block.text, around.names));
  const beside = block.accessory && (block.accessory.type === "image" ? image(block.accessory) : control(block.accessory, around));
  return el("div", { class: "section" }, el("div", {}, said, fields.length > 0 && el("div", { class: "fields" }, fields)), beside);
}

function contextPart(part, around) {
  return part.type === "image" ? image(part) : el("span", {}, ...words(part, around.names));
}

/** Pictures of this machine are shown; others only by their words, for the page fetches nothing from elsewhere. */
function image(block) {
  const url = block.slack_file ? `/playground/files/${encodeURIComponent(block.slack_file.id)}` : block.image_url ?? "";
  const near = url.startsWith("/") || url.startsWith("data:image/") || url.startsWith(`${location.origin}/`);
  const alt = block.alt_text || label(block.title) || "a picture";
  return near ? el("img", { class: "photo", src: url, alt }) : el("span", { class: "picture", role: "img", "aria-label": alt }, alt);
}

function control(element, around) {
  switch (element.type) {
    case "button":
      return button(element, around);
    case "static_select":
    case "overflow":
      return menu(element, around);
    case "datepicker":
      return el("input", {
        type: "date", value: element.initial_date, "aria-label": label(element.placeholder) || "Date",
        onchange: (event) => around.tap(element, event.target.value),
      });
    case "checkboxes":
    case "radio_buttons":
      return boxes(element, around);
    default:
      return null;
  }
}

function button(element, around) {
  const style = element.style ? ` ${element.style}` : "";
  if (element.url) {
    const opened = link(element.url, label(element.text));
    if (opened instanceof Element) opened.className = `block-button${style}`;
    return opened;
  }
  const act = () => around.tap(element, element.value);
  const said = element.accessibility_label;
  return el("button", { type: "button", class: `block-button${style}`, "aria-label": said, onclick: act }, label(element.text));
}

function menu(element, around) {
  const options = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  const first = label(element.placeholder) || (element.type === "overflow" ? "More…" : "Choose…");
  const chosen = element.initial_option?.value;
  return el("select", { "aria-label": first, onchange: (event) => event.target.value && around.tap(element, event.target.value) },
    el("option", { value: "" }, first),
    options.map((option) => el("option", { value: option.value, selected: option.value === chosen }, label(option.text))));
}

function boxes(element, around) {
  const many = element.type === "checkboxes";
  const initial = new Set((many ? element.initial_options ?? [] : [element.initial_option ?? {}]).map((one) => one.value));
  const group = el("span", { class: "boxes" });
  const chosen = () => [...group.querySelectorAll("input:checked")].map((box) => box.value);
  const heard = () => around.tap(element, many ? chosen() : chosen()[0]);
  group.append(...element.options.map((option) =>
    el("label", {},
      el("input", { type: many ? "checkbox" : "radio", name: element.action_id, value: option.value, checked: initial.has(option.value), onchange: heard }),
      " ", label(option.text))));
  return group;
}
