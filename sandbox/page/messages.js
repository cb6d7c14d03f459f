// The middle: the messages of a place, drawn again only where they changed.

import { el } from "./dom.js";
import { embed, picture } from "./embed.js";
import { markdown } from "./markdown.js";
import { clockText, format } from "./zones.js";

const BUTTON_STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary" };

export class Messages {
  /** `page`: what the whole page shares, see page.js. */
  constructor(box, page) {
    this.box = box;
    this.page = page;
    this.drawn = new Map();
    this.place = "";
  }

  draw(look) {
    const { place } = look;
    const isNewPlace = this.place !== `${look.me.name}/${place.id}`;
    const wasAtEnd = isNewPlace || this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 80;
    if (isNewPlace) this.drawn.clear();
    this.place = `${look.me.name}/${place.id}`;
    const messages = [place.starter, ...place.messages].filter(Boolean);
    const elements = messages.map((it, index) => this.element(it, messages[index - 1], look));
    replace(this.box, messages.length ? elements : [this.empty(look)]);
    for (const id of this.drawn.keys()) if (!messages.some((it) => it.id === id)) this.drawn.delete(id);
    const sought = this.page.sought && this.drawn.get(this.page.sought)?.element;
    if (sought) this.show(sought);
    else if (wasAtEnd) this.box.scrollTop = this.box.scrollHeight;
  }

  /** Forgets what was drawn: the zone changed, and with it every time. */
  forget() {
    this.drawn.clear();
  }

  show(element) {
    this.page.sought = null;
    element.scrollIntoView({ block: "center" });
    element.classList.add("sought");
    setTimeout(() => element.classList.remove("sought"), 1500);
  }

  element(message, before, look) {
    const isFirst = before?.author !== message.author || before.asked_by || message.asked_by || new Date(message.at) - new Date(before.at) > 420000;
    const key = JSON.stringify([message, isFirst]);
    const known = this.drawn.get(message.id);
    if (known?.key === key) return known.element;
    const element = this.make(message, isFirst, look);
    this.drawn.set(message.id, { key, element });
    return element;
  }

  make(message, isFirst, look) {
    const context = this.context(look);
    const classes = ["message", message.ephemeral && "ephemeral", message.pings_me && "pings", isFirst && "first"];
    return el("article", { class: classes.filter(Boolean).join(" "), data: { id: message.id } },
      isFirst && message.asked_by && el("div", { class: "asked" }, `↱ ${message.asked_by} asked`),
      isFirst && header(message),
      message.loading
        ? el("div", { class: "thinking" }, `${message.author} is thinking`, el("span", { class: "dots", aria: { hidden: true } }, "…"))
        : el("div", { class: "content" }, markdown(message.content, context), message.edited && el("span", { class: "edited" }, " (edited)")),
      message.embeds.map((it) => embed(it, context)),
      message.files.map(file),
      message.components.map((row) => el("div", { class: "row" }, (row.components ?? []).map((it) => this.control(it, message)))),
      message.thread && this.thread(message.thread),
      message.ephemeral && this.onlyYou(message));
  }

  context(look) {
    return { names: look.names, now: this.page.now, open: this.page.open };
  }

  control(control, message) {
    return control.type === 2 ? this.button(control, message) : this.select(control, message);
  }

  button(button, message) {
    const label = [button.emoji?.name, button.label].filter(Boolean).join(" ");
    if (button.url) return el("a", { class: "button secondary", href: button.url, target: "_blank", rel: "noopener noreferrer" }, `${label} ↗`);
    const press = (event) => this.use(event.currentTarget, "press", { message: message.id, custom_id: button.custom_id });
    return el("button", { type: "button", class: `button ${BUTTON_STYLES[button.style]}`, disabled: button.disabled, onclick: press }, label);
  }

  select(select, message) {
    const choose = (event) => {
      const labels = [...event.currentTarget.selectedOptions].map((it) => it.label).filter(Boolean);
      this.use(event.currentTarget, "select", { message: message.id, custom_id: select.custom_id, labels });
    };
    const several = (select.max_values ?? 1) > 1;
    const options = (select.options ?? []).map((it) => el("option", { selected: it.default, title: it.description }, it.label));
    if (!several) options.unshift(el("option", { value: "", label: select.placeholder ?? "Choose one" }));
    return el("select", { disabled: select.disabled, multiple: several, aria: { label: select.placeholder ?? "Choose" }, onchange: choose }, options);
  }

  /** The control is busy until the bot has answered. */
  async use(control, verb, body) {
    if (control.classList.contains("busy")) return;
    control.classList.add("busy");
    await this.page.act(verb, body);
    control.classList.remove("busy");
  }

  thread(thread) {
    const open = () => this.page.open(thread.id);
    return el("button", { type: "button", class: "thread", onclick: open }, el("b", {}, thread.name), " ›", thread.archived && el("span", { class: "edited" }, " archived"));
  }

  onlyYou(message) {
    const dismiss = () => this.page.act("dismiss", { message: message.id });
    return el("div", { class: "only-you" }, "👁 Only you can see this · ", el("button", { type: "button", class: "link", onclick: dismiss }, "Dismiss"));
  }

  empty(look) {
    const { place, tries } = look;
    const isForum = !place.holds_messages;
    return el("div", { class: "empty" },
      el("h2", {}, place.kind === 1 ? `This is between you and ${look.bot.name}` : `Welcome to #${place.name}`),
      el("p", {}, isForum ? "The posts of this forum are on the left." : "Nothing was said here yet. Type / for the commands."),
      !isForum && tries.length > 0 && this.page.tries(tries));
  }
}

function header(message) {
  const at = new Date(message.at);
  return el("header", {},
    el("span", { class: `avatar hue-${hue(message.author)}`, aria: { hidden: true } }, [...message.author][0]?.toUpperCase()),
    el("b", {}, message.author),
    message.by_bot && el("span", { class: "badge" }, "APP"),
    el("time", { datetime: message.at, title: clockText(at) }, format(at, "f")));
}

/** One of six colours for a name, always the same. */
function hue(name) {
  return [...name].reduce((sum, it) => sum + it.codePointAt(0), 0) % 6;
}

function file(data) {
  const image = data.type.startsWith("image/") && picture(data.url, data.name);
  if (image) return el("a", { href: data.url, download: data.name, class: "image" }, image);
  const size = data.size < 1024 ? `${data.size} bytes` : `${(data.size / 1024).toFixed(1)} KB`;
  return el("div", { class: "file" },
    el("a", { href: data.url, download: data.name }, `📄 ${data.name}`), el("span", { class: "edited" }, ` ${size}`),
    /^(text\/|application\/json)|\.(md|txt|csv|json|py)$/.test(data.type) || /\.(md|txt|csv|json|py)$/.test(data.name) ? preview(data) : null);
}

function preview(data) {
  const text = el("pre", {});
  const open = async () => {
    if (!text.textContent) text.textContent = await (await fetch(data.url)).text();
  };
  return el("details", { ontoggle: open }, el("summary", {}, "Show"), text);
}

/** Puts the elements in, touching only what is not in its place: focus and open spoilers stay. */
function replace(box, elements) {
  for (const it of [...box.children]) if (!elements.includes(it)) it.remove();
  elements.forEach((it, index) => {
    if (box.children[index] !== it) box.insertBefore(it, box.children[index] ?? null);
  });
}
