// Discord's Markdown as elements. At each place the rules are tried in order; what none takes is text.

import { el, safeUrl } from "./dom.js";
import { format, relative } from "./zones.js";

/** `context`: names (of users, roles, channels), botUser, now(), open(channel, message). */
export function markdown(text, context) {
  return parse(text, { ...context, blocks: true });
}

/** Without headings, lists, quotes and fences: for titles and names. */
export function inline(text, context) {
  return parse(text, { ...context, blocks: false });
}

/** At the beginning of a line only. */
const BLOCKS = [
  [/(#{1,3}) +([^\n]*)(?:\n|$)/y, (m, c) => el(`h${m[1].length + 2}`, { class: "md-heading" }, inlineOf(m[2], c))],
  [/-# +([^\n]*)(?:\n|$)/y, (m, c) => el("div", { class: "md-subtext" }, inlineOf(m[1], c))],
  [/>>> ([\s\S]*)/y, (m, c) => el("blockquote", {}, parse(m[1], c))],
  [/(?:> ?[^\n]*(?:\n|$))+/y, (m, c) => el("blockquote", {}, parse(m[0].replace(/^> ?/gm, "").replace(/\n$/, ""), c))],
  [/(?: *(?:[-*]|\d{1,9}\.) +[^\n]*(?:\n|$)(?: {2,}(?!(?:[-*]|\d{1,9}\.) )\S[^\n]*(?:\n|$))*)+/y, (m, c) => list(m[0], c)],
];

const FENCE = [/```(?:([\w+.#-]+)\n)?\n?([\s\S]*?)\n?```\n?/y, (m) => fence(m[1], m[2])];

const INLINE = [
  [/\\([^\w\s])/y, (m) => m[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => el("code", {}, m[2].replace(/^ (.*) $/s, "$1"))],
  [/\|\|([\s\S]+?)\|\|/y, (m, c) => spoiler(parse(m[1], c))],
  [/\*\*\*([\s\S]+?)\*\*\*(?!\*)/y, (m, c) => el("strong", {}, el("em", {}, inlineOf(m[1], c)))],
  [/\*\*([\s\S]+?)\*\*(?!\*)/y, (m, c) => el("strong", {}, inlineOf(m[1], c))],
  [/__([\s\S]+?)__(?!_)/y, (m, c) => el("u", {}, inlineOf(m[1], c))],
  [/\*(?=\S)((?:\\[\s\S]|\*\*|[^*\\])*?[^\s*\\])\*(?!\*)/y, (m, c) => el("em", {}, inlineOf(m[1], c))],
  [/(?<!\w)_((?:\\[\s\S]|__|[^_\\])+?)_(?!\w)/y, (m, c) => el("em", {}, inlineOf(m[1], c))],
  [/~~([\s\S]+?)~~/y, (m, c) => el("s", {}, inlineOf(m[1], c))],
  [/\[((?:\\.|[^\[\]\\\n]|\[[^\[\]\n]*\])+)\]\(\s*<?(https?:\/\/[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?: +"[^"\n]*")?\s*\)/y, (m, c) => link(m[2], inlineOf(m[1], c), c)],
  [/<(https?:\/\/[^\s<>]+)>/y, (m, c) => link(m[1], null, c)],
  [/https?:\/\/[^\s<]+[^\s<.,:;"'\])*_~|`]/y, (m, c) => link(m[0], null, c)],
  [/<@!?(\d+)>/y, (m, c) => mention(`@${c.names.users[m[1]] ?? "unknown-user"}`)],
  [/<@&(\d+)>/y, (m, c) => mention(`@${c.names.roles[m[1]] ?? "unknown-role"}`)],
  [/<#(\d+)>/y, (m, c) => channel(m[1], null, c)],
  [/<\/([^:<>]+):(\d+)>/y, (m) => mention(`/${m[1]}`)],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m, c) => time(new Date(Number(m[1]) * 1000), m[2] ?? "f", c)],
  [/<a?:(\w+):\d+>/y, (m) => `:${m[1]}:`],
  [/@(?:everyone|here)(?!\w)/y, (m) => mention(m[0])],
  [/\n/y, () => el("br")],
];

const PLAIN = /[^\\`|*_~[<@\n\w]+|\w+/y;

function parse(text, context) {
  const fragment = document.createDocumentFragment();
  let plain = "";
  const flush = () => {
    if (plain) fragment.append(plain);
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const [match, make] = take(text, at, context);
    if (make) {
      flush();
      fragment.append(make(match, context));
    } else {
      plain += match[0];
    }
    at += match[0].length;
  }
  flush();
  return fragment;
}

function take(text, at, context) {
  const atLineStart = at === 0 || text[at - 1] === "\n";
  const rules = [...(context.blocks && atLineStart ? BLOCKS : []), ...(context.blocks ? [FENCE] : []), ...INLINE];
  for (const [pattern, make] of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return [match, make];
  }
  PLAIN.lastIndex = at;
  const word = PLAIN.exec(text);
  return [word ?? [text[at]], null];
}

function inlineOf(text, context) {
  return parse(text, { ...context, blocks: false });
}

/** Items with deeper ones inside, by their indentation. */
function list(text, context) {
  const items = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const item = /^( *)([-*]|\d{1,9}\.) +(.*)$/.exec(line);
    if (item) items.push({ indent: item[1].length, number: item[2], text: item[3] });
    else items.at(-1).text += `\n${line.trim()}`;
  }
  return level(items, context);
}

function level(items, context) {
  const { indent, number } = items[0];
  const isOrdered = /\d/.test(number);
  const element = el(isOrdered ? "ol" : "ul", isOrdered ? { start: parseInt(number, 10) } : {});
  for (let at = 0; at < items.length; ) {
    let end = at + 1;
    while (end < items.length && items[end].indent > indent) end += 1;
    const inner = items.slice(at + 1, end);
    element.append(el("li", {}, inlineOf(items[at].text, context), inner.length > 0 && level(inner, context)));
    at = end;
  }
  return element;
}

function fence(language, text) {
  const label = language && el("span", { class: "language" }, language);
  return el("div", { class: "fence" }, label, el("pre", { tabindex: 0 }, el("code", {}, text)));
}

function spoiler(content) {
  const inner = el("span", { aria: { hidden: true } }, content);
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (outer.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    outer.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) outer.removeAttribute(name);
    inner.removeAttribute("aria-hidden");
    inner.inert = false;
  };
  inner.inert = true;
  const outer = el("span", { class: "spoiler", role: "button", tabindex: 0, aria: { label: "Spoiler: press to show" }, onclick: show, onkeydown: show }, inner);
  return outer;
}

function mention(text) {
  return el("span", { class: "mention" }, text);
}

function channel(id, message, context) {
  const known = context.names.channels[id];
  if (!known) return mention("#unknown");
  const sign = [10, 11, 12].includes(known.kind) ? "🧵 " : "#";
  const open = () => context.open(id, message);
  return el("button", { type: "button", class: "mention", onclick: open }, `${sign}${known.name}${message ? " › 💬" : ""}`);
}

/** Links to messages of this sandbox stay on the page. */
function link(url, content, context) {
  const inside = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?\/?$/.exec(url);
  if (inside && !content) return channel(inside[1], inside[2], context);
  if (inside) return el("button", { type: "button", class: "link", onclick: () => context.open(inside[1], inside[2]) }, content);
  return el("a", { href: safeUrl(url), target: "_blank", rel: "noopener noreferrer" }, content ?? url);
}

function time(date, style, context) {
  if (Number.isNaN(date.getTime())) return "Invalid date";
  const text = style === "R" ? relative(date, context.now()) : format(date, style);
  const data = style === "R" ? { relative: date.getTime() } : {};
  return el("time", { datetime: date.toISOString(), title: format(date, "F"), data }, text);
}
