// The fields of a modal: each block becomes real form controls, and is read back as Slack's state of it.
import { el } from "./dom.js";
import { label } from "./rich.js";

const TYPED = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text", datepicker: "date", timepicker: "time" };
const KEPT = { datepicker: "selected_date", timepicker: "selected_time" };
const MANY = ["checkboxes", "multi_static_select"];
const BOXES = 12; // a longer list of many choices scrolls

/** One input block with its label, hint and a place for what is wrong with it. */
export function field(block, around) {
  const id = `field-${block.block_id}`;
  const about = [block.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const kept = around.values?.[block.block_id]?.[block.element.action_id];
  const control = made(block, { id, "aria-describedby": about }, kept);
  const grouped = control.classList.contains("boxes");
  const name = el(grouped ? "legend" : "label", { for: grouped ? null : id }, label(block.label), block.optional && el("small", {}, " optional"));
  return el(grouped ? "fieldset" : "div", { class: "field", data: { block: block.block_id } },
    name, control,
    block.hint && el("p", { class: "field-hint", id: `${id}-hint` }, label(block.hint)),
    el("p", { class: "field-error", id: `${id}-error` }));
}

function made(block, props, kept) {
  const element = block.element;
  if (element.type in TYPED) return typed(block, element, props, kept);
  const options = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  if (element.type === "static_select") return select(block, options, props, kept?.selected_option ?? element.initial_option);
  return choices(block, options, props, kept);
}

function typed(block, element, props, kept) {
  const value = kept?.value ?? kept?.[KEPT[element.type]] ?? element.initial_value ?? element.initial_date ?? element.initial_time ?? "";
  const shared = { ...props, name: block.block_id, maxlength: element.max_length, placeholder: label(element.placeholder) || null, "aria-required": !block.optional && "true" };
  if (element.multiline) {
    const area = el("textarea", { ...shared, rows: 4 });
    area.value = value;
    return area;
  }
  return el("input", { ...shared, type: TYPED[element.type], value });
}

function select(block, options, props, chosen) {
  return el("select", { ...props, name: block.block_id },
    el("option", { value: "" }, block.optional ? "No answer" : "Choose…"),
    options.map((option) => el("option", { value: option.value, selected: option.value === chosen?.value }, label(option.text))));
}

function choices(block, options, props, kept) {
  const element = block.element;
  const many = MANY.includes(element.type);
  const initial = many ? kept?.selected_options ?? element.initial_options ?? [] : [kept?.selected_option ?? element.initial_option ?? {}];
  const chosen = new Set(initial.map((option) => option?.value));
  const box = (option) =>
    el("label", {},
      el("input", { type: many ? "checkbox" : "radio", name: block.block_id, value: option.value, checked: chosen.has(option.value), "aria-describedby": props["aria-describedby"] }),
      el("span", {}, label(option.text)));
  return el("div", { class: options.length > BOXES ? "boxes long" : "boxes" }, options.map(box));
}

/** What stands in the fields of these blocks, in Slack's shape. */
export function state(form, list) {
  const values = {};
  for (const block of list.filter((one) => one.type === "input")) {
    const element = block.element;
    values[block.block_id] = { [element.action_id]: { type: element.type, ...given(form, block, element) } };
  }
  return values;
}

function given(form, block, element) {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(block.block_id)}"]`)];
  const options = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  const option = (value) => options.find((one) => one.value === value) ?? null;
  if (element.type in KEPT) return { [KEPT[element.type]]: controls[0].value || null };
  if (element.type in TYPED) return { value: controls[0].value || null };
  if (element.type === "static_select") return { selected_option: option(controls[0].value) };
  const checked = controls.filter((box) => box.checked).map((box) => option(box.value));
  return MANY.includes(element.type) ? { selected_options: checked } : { selected_option: checked[0] ?? null };
}

/** Show what is wrong beside each field; gives what belongs to none of them. */
export function complain(form, errors) {
  let first = null;
  const rest = { ...errors };
  for (const place of form.querySelectorAll(".field")) {
    const problem = errors[place.dataset.block] ?? "";
    delete rest[place.dataset.block];
    place.querySelector(".field-error").textContent = problem;
    for (const control of place.querySelectorAll("input, textarea, select")) {
      control.setAttribute("aria-invalid", String(Boolean(problem)));
      first ??= problem ? control : null;
    }
  }
  first?.focus();
  return Object.values(rest).filter(Boolean).join(" ");
}
