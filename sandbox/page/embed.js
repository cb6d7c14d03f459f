// An embed: a colour bar, then author, title, description, fields, picture, footer.

import { el, safeUrl } from "./dom.js";
import { inline, markdown } from "./markdown.js";

export function embed(data, context) {
  const box = el("article", { class: "embed" },
    data.author?.name && el("div", { class: "embed-author" }, data.author.name),
    data.title && title(data, context),
    data.description && el("div", { class: "embed-text" }, markdown(data.description, context)),
    data.fields?.length > 0 && el("div", { class: "fields" }, data.fields.map((it) => field(it, context))),
    picture(data.image?.url ?? data.thumbnail?.url, data.title),
    data.footer?.text && el("footer", {}, data.footer.text));
  if (data.color != null) box.style.setProperty("--bar", `#${data.color.toString(16).padStart(6, "0")}`);
  return box;
}

function title(data, context) {
  const url = data.url && safeUrl(data.url);
  const text = inline(data.title, context);
  return el("div", { class: "embed-title" }, url ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text) : text);
}

function field(data, context) {
  return el("div", { class: data.inline ? "field inline" : "field" },
    el("div", { class: "field-name" }, inline(data.name, context)),
    el("div", {}, markdown(data.value, context)));
}

/** Pictures of the sandbox itself; the page asks no other host for any. */
export function picture(url, alt) {
  const path = url && /^(?:https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?)?(\/attachments\/.*)$/.exec(url)?.[1];
  return path && el("img", { src: path, alt: alt ?? "", loading: "lazy" });
}
