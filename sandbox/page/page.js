// The page: one look at the sandbox after each change, drawn by its parts; the address says who is where.

import * as api from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { openForm } from "./form.js";
import { Messages } from "./messages.js";
import { Places } from "./places.js";
import { zone } from "./zones.js";

const $ = (id) => document.getElementById(id);

/** What the parts share. */
const page = {
  /** The last look, as the sandbox told it. */
  look: null,
  /** The message to scroll to once it is there. */
  sought: null,
  now: () => parts.clock.now(),
  go(as, place) {
    location.hash = `${encodeURIComponent(as)}/${place}`;
  },
  open(place, message = null) {
    page.sought = message;
    if (place === page.look.place.id) draw();
    page.go(page.look.me.name, place);
    showPlaces(false);
  },
  /** Does a verb as the person shown; whether the sandbox took it. */
  act(verb, body) {
    return page.show(() => api.act(verb, { as: page.look.me.name, ...body }));
  },
  async show(work) {
    notice("");
    try {
      told(await work());
      await refresh();
      return true;
    } catch (fault) {
      notice(fault.message);
      return false;
    }
  },
  redraw() {
    parts.messages.forget();
    draw();
  },
  tries(tries) {
    return el("ol", { class: "tries" }, tries.map(([text, command]) => el("li", {}, text, command && tryButton(command))));
  },
};

const parts = {
  clock: new Clock($("clock"), page),
  places: new Places($("places"), page),
  messages: new Messages($("messages"), page),
  composer: new Composer($("composer"), page),
};

function tryButton(command) {
  const text = command.replaceAll("{zone}", zone());
  const fill = () => {
    showPlaces(false);
    parts.composer.fill(text);
  };
  return el("button", { type: "button", class: "try-command", onclick: fill }, text);
}

/** The bot's first answer; messages are seen with the next look. */
function told(answer) {
  if (answer?.kind === "form") openForm(answer, submit(answer));
  if (answer?.kind === "silence") notice("The application did not respond.");
}

function submit(form) {
  const as = page.look.me.name;
  return async (texts) => {
    try {
      const answer = await api.act("submit", { as, custom_id: form.custom_id, texts });
      if (answer.kind === "silence") return "Something went wrong. Try again.";
      told(answer);
      return null;
    } catch (fault) {
      return fault.message;
    }
  };
}

function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = !text;
}

function here() {
  const [as = "", place = ""] = location.hash.slice(1).split("/");
  return [decodeURIComponent(as), place];
}

let looking = null;
let isStale = false;

/** Looks again, once for any number of changes that come meanwhile. */
function refresh() {
  if (looking) {
    isStale = true;
    return looking;
  }
  looking = lookAgain().finally(() => (looking = null));
  return looking;
}

async function lookAgain() {
  do {
    isStale = false;
    page.look = await api.look(...here());
    draw();
  } while (isStale);
}

function draw() {
  const { look } = page;
  if (!look) return;
  document.title = `${look.place.kind === 1 ? "@" : "#"}${look.place.name} · ${look.title}`;
  $("where").textContent = where(look);
  for (const part of Object.values(parts)) part.draw?.(look);
}

function where({ place, names, bot, me }) {
  const parent = place.parent && names.channels[place.parent]?.name;
  if (place.kind === 1) return `@${bot.name} · as ${me.name}`;
  return parent ? `#${parent} › ${place.name}` : `#${place.name}`;
}

function showPlaces(isShown) {
  document.body.classList.toggle("places-shown", isShown);
  $("menu").setAttribute("aria-expanded", String(isShown));
  $("shade").hidden = !isShown;
}

$("menu").addEventListener("click", () => showPlaces(!document.body.classList.contains("places-shown")));
$("shade").addEventListener("click", () => showPlaces(false));
addEventListener("keydown", (event) => event.key === "Escape" && showPlaces(false));
addEventListener("hashchange", () => refresh().catch((fault) => notice(fault.message)));

const lost = () => notice("The sandbox cannot be reached. Is it still running?");

async function start() {
  const { me } = await api.look(...here());
  await api.act("reload", { as: me.name });
  await refresh();
  api.listen(() => refresh().then(() => $("notice").textContent.startsWith("The sandbox cannot") && notice(""), lost), lost);
  $("composer").querySelector(".rest").focus();
}

start().catch((fault) => notice(fault.message));
