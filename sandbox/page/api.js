// The sandbox's API for this page: one look at everything, the verbs of a person, the news of changes.

/** What the client did not let the person do; the message is for them. */
export class Refused extends Error {}

export function look(as, place) {
  return ask(`look?${new URLSearchParams({ as, in: place })}`);
}

export function act(verb, body) {
  const headers = { "content-type": "application/json" };
  return ask(verb, { method: "POST", headers, body: JSON.stringify(body) });
}

export function slashWithFile(query, file) {
  const headers = { "content-type": "application/octet-stream" };
  const path = `slash-with-file?${new URLSearchParams({ ...query, file: file.name })}`;
  return ask(path, { method: "POST", headers, body: file });
}

/** Calls `changed` at each change, `lost` while the sandbox cannot be reached. */
export function listen(changed, lost) {
  const events = new EventSource("/page/api/events");
  events.onmessage = changed;
  events.onerror = lost;
}

async function ask(path, options) {
  const answer = await fetch(`/page/api/${path}`, options);
  const body = await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw new Refused(body?.refused ?? `The sandbox answered ${answer.status}.`);
}
