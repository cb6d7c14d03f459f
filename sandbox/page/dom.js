// Elements without templates: texts become text nodes, so that nothing in them is ever markup.

/** Makes an element; `on…` are listeners, `data` and `aria` are maps, other properties are attributes. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) set(element, key, value);
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

function set(element, key, value) {
  if (value == null || value === false) return;
  if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (key === "data") Object.assign(element.dataset, value);
  else if (key === "aria") for (const [name, it] of Object.entries(value)) element.setAttribute(`aria-${name}`, it);
  else if (key === "value") element.value = value;
  else element.setAttribute(key, value === true ? "" : value);
}

/** Links lead to the web only, whatever a message says. */
export function safeUrl(text) {
  return /^https?:\/\//i.test(text) ? text : null;
}
