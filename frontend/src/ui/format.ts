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

const DAY_MS = 86_400_000;

export const timeOfDay = (date: Date) => time.format(date);
/** The hour and minute alone, where "AM" has no room. */
export const hourAndMinute = (date: Date) =>
  time
    .formatToParts(date)
    .map(({ type, value }) => (type === 'dayPeriod' ? '' : value))
    .join('')
    .trim();
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
