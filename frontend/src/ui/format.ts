const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const shortDayAndYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const longDayAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const DAY_MS = 86_400_000;

export const timeOfDay = (date: Date) => time.format(date);
/** The hour and minute alone, where "AM" has no room. */
export const hourAndMinute = (date: Date) =>
  time
    .formatToParts(date)
    .map(({ type, value }) => (type === 'dayPeriod' ? '' : value))
    .join('')
    .trim();
export const dayAndTime = (date: Date) => dateAndTime.format(date);
export const fullDate = (date: Date) => full.format(date);

/** The heading of a day's messages. */
export function dayHeading(date: Date, now: Date): string {
  const days = daysAgo(date, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return (date.getFullYear() === now.getFullYear() ? longDay : longDayAndYear).format(date);
}

/** The shortest way to say when, for lists: time today, weekday this week, else the date. */
export function shortWhen(date: Date, now: Date): string {
  const days = daysAgo(date, now);
  if (days === 0) return time.format(date);
  if (days > 0 && days < 7) return days === 1 ? 'Yesterday' : weekday.format(date);
  return (date.getFullYear() === now.getFullYear() ? shortDay : shortDayAndYear).format(date);
}

function daysAgo(date: Date, now: Date): number {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  return Math.round((midnight(now) - midnight(date)) / DAY_MS);
}

/** "1 member", "1,204 members". */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
}

/** A number for a badge, which has no room for a long one. */
export function badgeCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}

/** "Online", or when somebody last was. */
export function presenceText(online: boolean, lastSeenAt: string | null, now: Date): string {
  if (online) return 'Online';
  return lastSeenAt === null ? 'Offline' : `Last seen ${sentenceWhen(new Date(lastSeenAt), now)}`;
}

function sentenceWhen(date: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${countOf(minutes, 'minute')} ago`;
  const days = daysAgo(date, now);
  if (days === 0) return `at ${time.format(date)}`;
  return days === 1 ? `yesterday at ${time.format(date)}` : `on ${shortWhen(date, now)}`;
}
