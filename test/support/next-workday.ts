const minuteMs = 60_000;

const berlin = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Berlin',
  weekday: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** Ten in the morning in Berlin on the next day from Monday to Friday. Counted minute by minute, so that it owes nothing to how the bot counts. */
export function tenOnNextWorkday(from: number): number {
  const opened = dayAndTime(from);
  let at = Math.floor(from / minuteMs) * minuteMs;
  for (;;) {
    at += minuteMs;
    const { weekday, day, time } = dayAndTime(at);
    const isWorkday = weekday !== 'Sat' && weekday !== 'Sun';
    if (isWorkday && day !== opened.day && time === '10:00') return at;
  }
}

function dayAndTime(at: number): { readonly weekday: string; readonly day: string; readonly time: string } {
  const parts = new Map(berlin.formatToParts(at).map(({ type, value }) => [type, value]));
  const [weekday = '', day = '', hour = '', minute = ''] = ['weekday', 'day', 'hour', 'minute'].map((type) =>
    parts.get(type as 'day'),
  );
  return { weekday, day, time: `${hour}:${minute}` };
}
