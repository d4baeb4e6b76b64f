// Moments as people read them, in the community's time zone.

const zone = document.documentElement.dataset.zone;
const hours = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long" });
const whole = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });

/** 09:30, of seconds since 1970. */
export const hour = (seconds) => hours.format(seconds * 1000);

/** The calendar day as a word that compares. */
export const day = (seconds) => days.format(seconds * 1000);

/** Monday 23 November. */
export const place = (seconds) => days.format(seconds * 1000).replace(",", "");

/** Mon 23 Nov, 09:00. */
export const moment = (milliseconds) => `${whole.format(milliseconds).replace(",", "")}, ${hours.format(milliseconds)}`;

/** How long before `now` that was: the short form of a list. */
export function ago(then, now) {
  const minutes = Math.round((now - then) / 60000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 1440)} d`;
}
