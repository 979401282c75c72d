import type { Shelf } from '../../lib/storage';

export type Preference = 'notifications' | 'sound';

/** What somebody has switched off in this browser; everything is on before. */
export function isOn(shelf: Shelf, preference: Preference): boolean {
  return shelf.get(`off.${preference}`) === null;
}

export function switchTo(shelf: Shelf, preference: Preference, on: boolean): void {
  if (on) shelf.remove(`off.${preference}`);
  else shelf.set(`off.${preference}`, 'true');
}

/** What the browser allows; `unsupported` where it knows no notifications. */
export function permission(): NotificationPermission | 'unsupported' {
  return 'Notification' in globalThis ? Notification.permission : 'unsupported';
}
