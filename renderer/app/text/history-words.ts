import type { HistoryView } from '../../../shared/ipc/views.ts';

/** The values that sentences about what newcomers read have places for; `days` counts only beside `days`. */
export function historyValues(history: HistoryView): { readonly reads: string; readonly days: number } {
  return { reads: history.reads, days: history.reads === 'days' ? history.days : 0 };
}
