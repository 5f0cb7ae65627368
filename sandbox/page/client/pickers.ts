import { type JsonObject, textOf } from '../../slack/json.ts';
import { html, type SafeHtml } from './html.ts';

/** The browser's own pickers: they work with keyboard, touch and screen readers, in the reader's language. */
export function dateInput(element: JsonObject, id: string): SafeHtml {
  return html`<input type="date" id="${id}" data-test="action-${textOf(element['action_id'])}" value="${textOf(element['initial_date'])}">`;
}

export function timeInput(element: JsonObject, id: string): SafeHtml {
  return html`<input type="time" id="${id}" data-test="action-${textOf(element['action_id'])}" value="${textOf(element['initial_time'])}">`;
}

export function datetimeInput(element: JsonObject, id: string): SafeHtml {
  const start = element['initial_date_time'];
  const value = typeof start === 'number' ? localText(start) : '';
  return html`<input type="datetime-local" id="${id}" data-test="action-${textOf(element['action_id'])}" value="${value}">`;
}

/** Seconds since 1970 as the browser's field wants them, in the zone of the machine that shows it. */
function localText(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}

/** What the field holds as seconds since 1970; null when it is empty. */
export function secondsOf(localDateTime: string): number | null {
  const at = new Date(localDateTime).getTime();
  return Number.isNaN(at) ? null : Math.floor(at / 1000);
}
