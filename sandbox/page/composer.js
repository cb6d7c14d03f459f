// The command line: a text, or a command with a chip for each option that is given.

import { slashWithFile } from "./api.js";
import { leaves, parse, write } from "./command.js";
import { el } from "./dom.js";
import { List } from "./list.js";
import { debounced, isClosed, suggest } from "./suggest.js";

const FILE = 11;
const COMBOBOX = { role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

export class Composer {
  constructor(box, page) {
    this.page = page;
    this.leaf = null;
    this.chips = [];
    this.sent = "";
    this.list = new List(box);
    this.name = el("button", { type: "button", class: "command", title: "Drop the command", hidden: true, onclick: () => this.clear() });
    this.rest = el("input", { ...COMBOBOX, class: "rest", aria: { controls: "choices", expanded: false, label: "Message or command" },
      oninput: () => this.onRest(), onfocus: () => this.suggestHere(), onkeydown: (event) => this.onKey(event, null) });
    this.sendButton = el("button", { class: "button primary", title: "Send" }, "Send");
    this.line = el("form", { class: "line", onsubmit: (event) => this.onSubmit(event) },
      el("div", { class: "parts" }, this.name, this.rest), this.sendButton);
    this.complete = debounced((chip) => this.offerValues(chip));
    this.line.addEventListener("focusout", (event) => {
      if (!box.contains(event.relatedTarget)) this.list.hide();
    });
    this.line.addEventListener("mousedown", (event) => {
      if (event.target.matches(".parts")) setTimeout(() => this.rest.focus());
    });
    box.append(this.line);
  }

  draw(look) {
    const { place } = look;
    const canType = place.holds_messages;
    this.rest.disabled = this.sendButton.disabled = !canType;
    const where = place.kind === 1 ? `@${look.bot.name}` : place.kind >= 10 && place.kind <= 12 ? place.name : `#${place.name}`;
    this.placeholder = canType ? `Type / for commands, or write in ${where}` : "Choose a post of this forum";
    this.showPlaceholder();
    const key = JSON.stringify([look.me.name, place.id, look.commands.length]);
    const isNew = this.key !== undefined && this.key !== key;
    this.key = key;
    if (isNew && this.list.isOpen) this.suggestHere();
  }

  /** Puts a whole command or text into the line. */
  fill(text) {
    this.clear();
    this.rest.value = text;
    this.rest.focus();
    this.onRest();
    if (this.leaf) this.focusNext();
  }

  get all() {
    return leaves(this.page.look.commands);
  }

  // Typing.

  onRest() {
    if (this.leaf) return this.onOptionName();
    const text = this.rest.value;
    const parsed = text.startsWith("/") ? parse(text, this.all) : null;
    if (parsed && text.length > parsed.leaf.path.length + 1) return this.begin(parsed.leaf, parsed.given, parsed.rest);
    this.suggestHere();
  }

  onOptionName() {
    const [, name, text] = /^\s*(\w+):\s*(.*)$/.exec(this.rest.value) ?? [];
    const option = this.remaining().find((it) => it.name === name);
    if (!option) return this.suggestHere();
    this.rest.value = "";
    this.addChip(option, text).field.focus();
  }

  /** `query:hard google private:` in one go makes two chips. */
  onChip(chip) {
    chip.value = chip.field.type === "file" ? (chip.field.files[0]?.name ?? "") : chip.field.value;
    this.fit(chip);
    const [whole, name] = /(?:^|\s)([\w-]+):$/.exec(chip.field.value) ?? [];
    const option = name && this.remaining().find((it) => it.name === name);
    if (option) {
      chip.field.value = chip.value = chip.field.value.slice(0, -whole.length);
      this.fit(chip);
      return this.addChip(option, "").field.focus();
    }
    if (isClosed(chip.option)) this.offerValues(chip);
    else this.complete(chip);
  }

  onKey(event, chip) {
    const field = event.currentTarget;
    const atStart = field.type !== "file" && field.selectionStart === 0 && field.selectionEnd === 0;
    const atEnd = field.type !== "file" && field.selectionStart === field.value.length;
    const keys = {
      ArrowDown: () => this.list.isOpen && this.list.move(1),
      ArrowUp: () => (this.list.isOpen && field.value + this.chips.length ? this.list.move(-1) : this.recall()),
      ArrowLeft: () => atStart && this.focusBeside(chip, -1),
      ArrowRight: () => atEnd && this.focusBeside(chip, 1),
      Tab: () => !event.shiftKey && this.list.isOpen && (field.value !== "" || chip) && this.list.pick(true),
      Enter: () => (this.list.pick() ? true : (this.line.requestSubmit(), true)),
      Escape: () => (this.list.isOpen ? this.list.hide() : this.clear(), true),
      Backspace: () => atStart && (chip ? field.value === "" && this.removeChip(chip) : this.leaf && this.focusBeside(null, -1, true)),
    };
    if (!event.isComposing && keys[event.key]?.() ) event.preventDefault();
  }

  // The parts.

  begin(leaf, given, rest) {
    this.leaf = leaf;
    this.name.textContent = `/${leaf.path}`;
    this.name.hidden = false;
    this.rest.value = rest;
    this.showPlaceholder();
    for (const it of given) this.addChip(it.option, it.text);
    for (const it of this.remaining().filter((it) => it.required)) this.addChip(it, "");
    const last = this.chips.find((it) => it.option === given.at(-1)?.option);
    if (last) last.field.focus();
    else this.focusNext();
  }

  remaining() {
    return this.leaf.options.filter((it) => !this.chips.some((chip) => chip.option === it));
  }

  addChip(option, text) {
    const chip = { option, value: text };
    const keys = { oninput: () => this.onChip(chip), onfocus: () => this.offerValues(chip), onkeydown: (event) => this.onKey(event, chip) };
    chip.field = option.type === FILE
      ? el("input", { type: "file", ...keys, oninput: null, onchange: () => this.onChip(chip) })
      : el("input", { ...COMBOBOX, value: text, aria: { controls: "choices", expanded: false, label: `${option.name}: ${option.description}` }, ...keys });
    chip.element = el("label", { class: "chip" }, el("span", {}, option.name, option.required && el("span", { class: "star" }, "*")), chip.field);
    this.chips.push(chip);
    this.rest.before(chip.element);
    this.fit(chip);
    this.showPlaceholder();
    return chip;
  }

  removeChip(chip) {
    this.focusBeside(chip, -1);
    if (document.activeElement === chip.field) this.rest.focus();
    chip.element.remove();
    this.chips = this.chips.filter((it) => it !== chip);
    this.showPlaceholder();
    this.suggestHere();
    return true;
  }

  fit(chip) {
    if (chip.option.type !== FILE) chip.field.size = Math.min(Math.max([...chip.field.value].length + 1, 4), 40);
  }

  focusBeside(chip, step, dropIfNone = false) {
    const fields = [...this.chips.map((it) => it.field), this.rest];
    const at = chip ? fields.indexOf(chip.field) : fields.length - 1;
    const next = fields[at + step];
    if (!next && !dropIfNone) return false;
    if (!next) return this.dropCommand();
    next.focus();
    if (next.type !== "file") next.setSelectionRange(step < 0 ? next.value.length : 0, step < 0 ? next.value.length : 0);
    return true;
  }

  /** The first required option without a value, else the end of the line. */
  focusNext() {
    const open = this.chips.find((it) => it.option.required && it.value === "");
    (open?.field ?? this.rest).focus();
    this.suggestHere();
  }

  dropCommand() {
    const path = `/${this.leaf.path}`;
    this.clear();
    this.rest.value = path;
    this.suggestHere();
    return true;
  }

  clear() {
    this.leaf = null;
    this.chips.forEach((it) => it.element.remove());
    this.chips = [];
    this.name.hidden = true;
    this.rest.value = "";
    this.showPlaceholder();
    this.list.hide();
  }

  recall() {
    if (this.leaf || this.rest.value || !this.sent) return false;
    this.fill(this.sent);
    return true;
  }

  showPlaceholder() {
    const more = this.leaf && this.remaining().length > 0;
    this.rest.placeholder = this.leaf ? (more ? "+ option" : "") : this.placeholder ?? "";
  }

  // The list.

  suggestHere() {
    const chip = this.chips.find((it) => it.field === document.activeElement);
    if (chip) return this.offerValues(chip);
    if (document.activeElement !== this.rest) return this.list.hide();
    if (this.leaf) this.offerOptions();
    else if (this.rest.value.startsWith("/")) this.offerCommands();
    else this.list.hide();
  }

  offerCommands() {
    const typed = this.rest.value.slice(1).toLowerCase();
    const found = this.all.filter((it) => it.path.includes(typed.trim())).sort((a, b) => b.path.startsWith(typed) - a.path.startsWith(typed));
    const items = found.map((it) => ({ label: `/${it.path}`, detail: it.description, pick: () => this.begin(it, [], "") }));
    this.list.show(this.rest, items.length ? "" : "There is no such command here.", items, 0);
  }

  offerOptions() {
    const typed = this.rest.value.trim().toLowerCase();
    const found = this.remaining().filter((it) => it.name.startsWith(typed));
    const pick = (option) => {
      this.rest.value = "";
      this.addChip(option, "").field.focus();
    };
    const items = found.map((it) => ({ label: it.name, detail: it.description, pick: () => pick(it) }));
    this.list.show(this.rest, items.length ? "Enter sends · or add an option" : typed ? "There is no such option." : "", items, typed ? 0 : -1);
  }

  async offerValues(chip) {
    const { option } = chip;
    if (option.type === FILE) return this.list.hide();
    const text = chip.field.value;
    const others = this.chips.filter((it) => it !== chip);
    // What other chips hold may be refused, and then there is nothing to offer yet.
    const found = await suggest(option, isTaken(chip) ? "" : text, others, this.leaf.path, this.page.look).catch(() => []);
    if (document.activeElement !== chip.field || chip.field.value !== text) return;
    const items = found.map((it) => ({ label: it.name, pick: () => this.take(chip, it) }));
    const enter = isTaken(chip) || (!isClosed(option) && (text || !option.required)) ? -1 : 0;
    this.list.show(chip.field, `${option.description}${items.length && enter < 0 ? " · Tab takes the first" : ""}`, items, enter);
  }

  take(chip, { name, value }) {
    chip.field.value = name;
    chip.value = value;
    chip.taken = name;
    this.fit(chip);
    this.focusNext();
  }

  // Sending.

  async onSubmit(event) {
    event.preventDefault();
    const text = this.leaf ? write(this.leaf.path, this.chips) : this.rest.value.trim();
    if (!text || this.isBusy) return;
    this.list.hide();
    const isCommand = this.leaf || text.startsWith("/");
    this.setBusy(true);
    const taken = await this.send(isCommand, text);
    this.setBusy(false);
    if (!taken) return;
    this.sent = isCommand ? `/${text.replace(/^\//, "")}` : text;
    this.clear();
  }

  send(isCommand, text) {
    const { me, place } = this.page.look;
    const file = this.chips.find((it) => it.field.files?.length)?.field.files[0];
    if (!file) return this.page.act(isCommand ? "slash" : "say", { in: place.id, text });
    return this.page.show(() => slashWithFile({ as: me.name, in: place.id, text }, file));
  }

  setBusy(isBusy) {
    this.isBusy = isBusy;
    this.line.classList.toggle("busy", isBusy);
  }
}

/** Whether the field shows what was chosen from the list, unchanged. */
function isTaken(chip) {
  return chip.taken !== undefined && chip.taken === chip.field.value;
}
