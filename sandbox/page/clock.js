// The sandbox's clock: it ticks on the page between two looks, and is moved by its buttons.

import { el } from "./dom.js";
import { clockText, dayAfter, local, relative, setZone, zone, zones } from "./zones.js";

export class Clock {
  constructor(box, page) {
    this.page = page;
    this.shown = { at: 0, since: 0, running: false };
    this.text = el("time", { class: "time" });
    this.field = el("input", { type: "datetime-local", aria: { label: "New date and time" } });
    const zoneField = el("select", { aria: { label: "Time zone of the page" }, onchange: () => this.changeZone(zoneField.value) },
      zones().map((it) => el("option", { value: it, selected: it === zone() }, it)));
    const move = (text, body) => el("button", { type: "button", class: "button secondary", onclick: () => this.move(body()) }, text);
    this.details = el("details", {},
      el("summary", { title: "Move the sandbox's clock" }, this.text),
      el("div", { class: "panel" },
        el("p", {}, "The bot and its Discord live by this clock. It only goes forward."),
        el("div", { class: "row" },
          move("+1 hour", () => ({ by: "PT1H" })),
          move("Tomorrow 09:00", () => ({ to: dayAfter(this.now(), "09:00") })),
          move("+1 day", () => ({ by: "P1D" }))),
        el("form", { class: "row", onsubmit: (event) => this.submit(event) }, this.field, el("button", { class: "button secondary" }, "Set")),
        el("label", {}, "Zone ", zoneField)));
    this.details.addEventListener("toggle", () => (this.field.value = local(this.now())));
    document.addEventListener("pointerdown", (event) => {
      if (!this.details.contains(event.target)) this.details.open = false;
    });
    this.details.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.details.open = false;
    });
    box.append(this.details);
    setInterval(() => this.tick(), 1000);
  }

  now() {
    const { at, since, running } = this.shown;
    return new Date(running ? at + performance.now() - since : at);
  }

  draw({ clock }) {
    this.shown = { at: Date.parse(clock.now), since: performance.now(), running: clock.running };
    this.tick();
  }

  tick() {
    const now = this.now();
    this.text.textContent = clockText(now);
    for (const it of document.querySelectorAll("[data-relative]")) {
      const text = relative(new Date(Number(it.dataset.relative)), now);
      if (it.textContent !== text) it.textContent = text;
    }
  }

  changeZone(name) {
    setZone(name);
    this.field.value = local(this.now());
    this.page.redraw();
  }

  submit(event) {
    event.preventDefault();
    if (this.field.value) this.move({ to: this.field.value });
  }

  async move(body) {
    await this.page.act("clock", { zone: zone(), ...body });
    this.field.value = local(this.now());
  }
}
