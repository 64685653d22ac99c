/** Points in time, in words. `{time}`, `{weekday}` and `{date}` are formatted for the language. */
export const times = {
  'time.now': 'just now',
  'time.today': 'today at {time}',
  'time.yesterday': 'yesterday at {time}',
  'time.thisWeek': '{weekday} at {time}',
  'time.date': '{date}',
} as const;
