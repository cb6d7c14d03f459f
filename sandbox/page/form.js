// A form that the bot opened, as a dialog; it stays open when the bot or the client does not take it.

import { el } from "./dom.js";

/** `submit(texts)` resolves to null, or to why the form was not taken. */
export function openForm(form, submit) {
  const fault = el("p", { class: "fault", role: "alert", hidden: true });
  const inputs = form.inputs.map(input);
  const send = el("button", { class: "button primary" }, "Submit");
  const cancel = el("button", { type: "button", class: "button secondary", onclick: () => dialog.close() }, "Cancel");
  const onsubmit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    const why = await submit(inputs.map(({ field, custom_id }) => [custom_id, field.value]));
    send.disabled = false;
    fault.textContent = why ?? "";
    fault.hidden = !why;
    if (!why) dialog.close();
  };
  const dialog = el("dialog", { class: "form", aria: { label: form.title }, onclose: () => dialog.remove() },
    el("form", { onsubmit }, el("h2", {}, form.title), inputs.map((it) => it.element), fault, el("div", { class: "row end" }, cancel, send)));
  document.body.append(dialog);
  dialog.showModal();
  inputs[0]?.field.focus();
}

function input(data) {
  const attributes = { value: data.value, placeholder: data.placeholder, required: data.required, maxlength: data.max_length, minlength: data.min_length || null };
  const field = data.is_paragraph ? el("textarea", { rows: 8, ...attributes }) : el("input", { type: "text", ...attributes });
  const left = el("small", { class: "left" });
  const count = () => (left.textContent = `${[...field.value].length} / ${data.max_length}`);
  field.addEventListener("input", count);
  // As in Discord, where Enter in a paragraph is a new line.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
  });
  count();
  return { field, custom_id: data.custom_id, element: el("label", {}, data.label, data.required && el("span", { class: "star" }, " *"), field, left) };
}
