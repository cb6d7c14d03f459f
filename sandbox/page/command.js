// A command as text and as parts: `/daily add channel:#daily time:09:00`.

/** Every command that can be typed: path, description, options. */
export function leaves(commands) {
  return commands.filter((it) => (it.type ?? 1) === 1).flatMap((it) => below(it, it.name));
}

function below(level, path) {
  const deeper = (level.options ?? []).filter((it) => it.type <= 2);
  if (deeper.length) return deeper.flatMap((it) => below(it, `${path} ${it.name}`));
  return [{ path, description: level.description, options: level.options ?? [] }];
}

/** The leaf that a text begins with, its options as given, and what is left over; null if there is none. */
export function parse(text, all) {
  const typed = text.replace(/^\//, "");
  const leaf = all.find((it) => typed === it.path || typed.startsWith(`${it.path} `));
  if (!leaf) return null;
  const given = [];
  let rest = "";
  for (const word of typed.slice(leaf.path.length).split(/(?<=\s)(?=\S)/)) {
    const option = optionAt(word, leaf, given);
    if (option) given.push({ option, text: word.slice(option.name.length + 1) });
    else if (given.length) given.at(-1).text += word;
    else rest += word;
  }
  return { leaf, given: given.map((it) => ({ ...it, text: it.text.trim() })), rest: rest.trim() };
}

function optionAt(word, leaf, given) {
  const name = word.slice(0, Math.max(word.indexOf(":"), 0));
  return leaf.options.find((it) => it.name === name && !given.some((other) => other.option === it));
}

/** As the sandbox reads it; options without a value are left out. */
export function write(path, given) {
  const parts = given.filter((it) => it.value !== "").map((it) => `${it.option.name}:${it.value}`);
  return [path, ...parts].join(" ");
}
