// The left: who you are, the channels with their threads, the direct messages, what to try.

import { el } from "./dom.js";

const SIGNS = { 0: "#", 1: "@", 2: "🔊", 4: "▾", 5: "📢", 10: "🧵", 11: "🧵", 12: "🧵", 15: "💬" };

export class Places {
  constructor(box, page) {
    this.box = box;
    this.page = page;
    /** By person and place: the last message that was on the screen. */
    this.read = new Map();
    this.key = "";
  }

  draw(look) {
    this.markRead(look);
    const { me, people, guilds, direct, place, bot, tries, title } = look;
    const key = JSON.stringify([me, people, guilds, direct, place.id, bot, tries, [...this.read]]);
    if (key === this.key) return;
    this.key = key;
    const focused = document.activeElement?.closest("#places button")?.dataset.key;
    this.box.replaceChildren(
      el("h2", { class: "title" }, title),
      el("div", { class: "people", role: "group", aria: { label: "Who you are" } }, people.map((it) => this.person(it, me))),
      el("nav", { aria: { label: "Channels" } }, guilds.map((it) => this.guild(it, look)), this.messagesWith(bot, direct, look)),
      tries.length > 0 && el("section", { class: "try" }, el("h3", {}, "Try this"), this.page.tries(tries)));
    if (focused) this.box.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  person(person, me) {
    const go = () => this.page.go(person.name, this.page.look.place.id);
    return el("button", { type: "button", class: "person", data: { key: `as ${person.name}` }, aria: { pressed: person.name === me.name }, onclick: go },
      person.name, person.roles.length > 0 && el("small", {}, person.roles.join(", ")));
  }

  guild(guild, look) {
    return el("section", {}, el("h3", {}, guild.name), el("ul", {}, guild.channels.map((it) => this.channel(it, look))));
  }

  channel(channel, look) {
    const threads = (channel.threads ?? []).filter((it) => !it.archived || it.id === look.place.id);
    return el("li", {}, this.link(channel, look), threads.length > 0 && el("ul", {}, threads.map((it) => el("li", {}, this.link(it, look)))));
  }

  messagesWith(bot, direct, look) {
    if (!direct) return null;
    const name = [bot.name, el("small", {}, bot.online ? "online" : "offline")];
    return el("section", {}, el("h3", {}, "Direct message"), el("ul", {}, el("li", {}, this.link({ ...direct, name }, look))));
  }

  link(channel, look) {
    if (channel.kind === 2 || channel.kind === 4) return el("span", { class: "silent" }, `${SIGNS[channel.kind]} `, channel.name);
    const isHere = channel.id === look.place.id;
    const isNew = !isHere && channel.last && this.read.get(`${look.me.name} ${channel.id}`) !== channel.last;
    return el("button", { type: "button", class: isNew ? "place new" : "place", data: { key: channel.id }, aria: isHere ? { current: "page" } : {}, onclick: () => this.page.open(channel.id) },
      el("span", { class: "sign", aria: { hidden: true } }, SIGNS[channel.kind]), " ", el("span", { class: "name" }, channel.name), isNew && el("span", { class: "dot", aria: { label: "new messages" } }));
  }

  /** What was there when a person was first chosen is no news. */
  markRead({ me, guilds, direct, place }) {
    const places = guilds.flatMap((it) => it.channels).flatMap((it) => [it, ...(it.threads ?? [])]);
    const isFirst = !this.read.has(me.name);
    for (const it of isFirst ? [...places, direct].filter(Boolean) : []) this.read.set(`${me.name} ${it.id}`, it.last);
    this.read.set(me.name, true);
    this.read.set(`${me.name} ${place.id}`, place.last);
  }
}
