// The list above the command line: what can be chosen now, by arrows, Tab, Enter or a click.

import { el } from "./dom.js";

export class List {
  constructor(box) {
    this.head = el("div", { class: "list-head" });
    this.items = el("ul", { id: "choices", role: "listbox", aria: { label: "Choices" } });
    this.box = el("div", { class: "list", hidden: true }, this.head, this.items);
    box.append(this.box);
    this.field = null;
    this.shown = [];
    this.active = -1;
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** `items`: label, detail, pick(); `active`: the one that Enter takes, -1 for none. */
  show(field, head, items, active) {
    if (this.field !== field) this.field?.removeAttribute("aria-activedescendant");
    this.field = field;
    this.shown = items;
    this.head.textContent = head;
    this.head.hidden = !head;
    this.items.replaceChildren(...items.map((it, index) => this.item(it, index)));
    this.box.hidden = items.length === 0 && !head;
    field.setAttribute("aria-expanded", String(this.isOpen));
    this.activate(items.length ? active : -1);
  }

  hide() {
    this.box.hidden = true;
    this.active = -1;
    this.field?.setAttribute("aria-expanded", "false");
    this.field?.removeAttribute("aria-activedescendant");
  }

  item(item, index) {
    // The field keeps the focus, and with it the keyboard of a phone.
    const keep = (event) => event.preventDefault();
    return el("li", { role: "option", id: `choice-${index}`, onpointerdown: keep, onmousedown: keep, onclick: () => item.pick() },
      el("b", {}, item.label), item.detail && el("span", {}, item.detail));
  }

  move(step) {
    const count = this.shown.length;
    if (count) this.activate(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
  }

  activate(index) {
    this.active = index;
    [...this.items.children].forEach((it, at) => it.setAttribute("aria-selected", String(at === index)));
    const element = this.items.children[index];
    element?.scrollIntoView({ block: "nearest" });
    if (element) this.field.setAttribute("aria-activedescendant", element.id);
    else this.field?.removeAttribute("aria-activedescendant");
  }

  /** Takes the active one; with `orFirst` the first if none is active. Whether there was one. */
  pick(orFirst = false) {
    const item = this.shown[this.active] ?? (orFirst ? this.shown[0] : null);
    if (!this.isOpen || !item) return false;
    item.pick();
    return true;
  }
}
