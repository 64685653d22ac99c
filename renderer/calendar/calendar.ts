/**
 * A month calendar, and nothing else: what stands in the app's place after the
 * quick hide. It knows nothing of the app. Its words come from the system's own
 * names of months and days, so it speaks the person's language like any other.
 */
import type { CalendarBridge } from '../../shared/ipc/bridge.ts';
import './calendar.css';
import { firstWeekdayOf, weeksOf } from './month.ts';

declare global {
  interface Window {
    /** Put there by `main/preload/calendar.ts`. */
    readonly calendar: CalendarBridge;
  }
}

const locale = navigator.language;
const firstWeekday = firstWeekdayOf(locale);
const monthName = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
const dayName = new Intl.DateTimeFormat(locale, { weekday: 'short' });
/** A Monday, for the names of the days. */
const MONDAY = new Date(2024, 0, 1);

let shown = firstOfMonth(new Date());

function firstOfMonth(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), 1);
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  content: string | readonly Node[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.append(...(typeof content === 'string' ? [content] : content));
  return made;
}

function turn(by: number): void {
  shown = new Date(shown.getFullYear(), shown.getMonth() + by, 1);
  draw();
}

function arrow(words: string, name: string, by: number): HTMLButtonElement {
  const button = element('button', words);
  button.ariaLabel = name;
  button.addEventListener('click', () => turn(by));
  return button;
}

const title = element('h1');
// The quiet way back: nothing on the screen speaks of it.
title.addEventListener('dblclick', () => window.calendar.back());
const table = element('table');
document.body.append(
  element('header', [title, arrow('‹', 'Previous month', -1), arrow('›', 'Next month', 1)]),
  element('main', [table]),
);
// A calendar that stands open over midnight, or over days, shows the day that it is.
window.addEventListener('focus', draw);
draw();

function draw(): void {
  const today = new Date();
  title.textContent = monthName.format(shown);
  const days = Array.from({ length: 7 }, (_, column) => {
    const date = new Date(MONDAY);
    date.setDate(MONDAY.getDate() + ((firstWeekday - 1 + column) % 7));
    return element('th', dayName.format(date));
  });
  const weeks = weeksOf(shown.getFullYear(), shown.getMonth(), firstWeekday).map((week) =>
    element(
      'tr',
      week.map((day) => {
        const cell = element('td', day === null ? '' : String(day));
        const isToday = day === today.getDate() && firstOfMonth(today).getTime() === shown.getTime();
        if (isToday) cell.ariaCurrent = 'date';
        return cell;
      }),
    ),
  );
  table.replaceChildren(element('thead', [element('tr', days)]), element('tbody', weeks));
}
