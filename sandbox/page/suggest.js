// What can be chosen for an option: its choices, the bot's completions, channels, roles, people.

import { act } from "./api.js";
import { write } from "./command.js";

const DEBOUNCE = 150;

/** Values as `{ name, value }`, for what stands in the field. */
export async function suggest(option, text, others, path, look) {
  const known = closed(option, look);
  if (known) return known.filter((it) => matches(it.name, text));
  if (!option.autocomplete) return [];
  const typed = `${write(path, others)} ${option.name}:${text}`;
  const answer = await act("complete", { as: look.me.name, in: look.place.id, text: typed });
  return (answer.choices ?? []).map((it) => ({ name: it.name, value: String(it.value) }));
}

/** Whether only what is listed can be chosen. */
export function isClosed(option) {
  return Boolean(option.choices?.length) || [5, 6, 7, 8, 9].includes(option.type);
}

/** Calls the last one of a quick series only. */
export function debounced(work) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), DEBOUNCE);
  };
}

function closed(option, look) {
  if (option.choices?.length) return option.choices.map((it) => ({ name: it.name, value: String(it.value) }));
  const people = () => look.people.map((it) => named(`@${it.name}`));
  const roles = () => Object.values(look.names.roles).map((it) => named(`@${it.replace(/^@/, "")}`));
  switch (option.type) {
    case 5: return [{ name: "True", value: "true" }, { name: "False", value: "false" }];
    case 6: return [...people(), named(`@${look.bot.name}`)];
    case 7: return channels(option, look);
    case 8: return roles();
    case 9: return [...people(), ...roles()];
    default: return null;
  }
}

function channels(option, look) {
  const here = look.guilds.find((it) => it.id === look.place.guild)?.channels ?? [];
  const fits = (it) => !option.channel_types?.length || option.channel_types.includes(it.kind);
  return here.filter(fits).map((it) => named(`#${it.name}`));
}

function named(name) {
  return { name, value: name };
}

function matches(name, text) {
  const bare = (it) => it.toLowerCase().replace(/^[#@]/, "");
  return bare(name).includes(bare(text.trim()));
}
