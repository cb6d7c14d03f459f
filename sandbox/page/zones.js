// Times as the reader sees them: one zone for the whole page, the browser's at first.

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const STEPS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
let chosen = own;

export function zone() {
  return chosen;
}

export function setZone(name) {
  chosen = name;
}

/** The browser's zone, UTC, then all that the browser knows. */
export function zones() {
  return [...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone")])];
}

/** Discord's styles of a time: t, T, d, D, f, F; not R. */
export function format(date, style) {
  return new Intl.DateTimeFormat(undefined, { ...(STYLES[style] ?? STYLES.f), timeZone: chosen }).format(date);
}

export function relative(date, now) {
  const seconds = Math.round((date - now) / 1000);
  const [unit, length] = STEPS.find(([, it]) => Math.abs(seconds) >= it) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}

export function clockText(date) {
  const style = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(undefined, { ...style, timeZone: chosen }).format(date);
}

/** `2027-03-02T09:00` in the page's zone. */
export function local(date) {
  const style = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en-GB", { ...style, timeZone: chosen }).formatToParts(date);
  const part = (type) => parts.find((it) => it.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The day after the one that `date` is on in the page's zone, at a time of day. */
export function dayAfter(date, time) {
  const noon = new Date(`${local(date).slice(0, 10)}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + 1);
  return `${noon.toISOString().slice(0, 10)}T${time}`;
}
