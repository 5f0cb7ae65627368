/** Where and when a text is read: dates are shown in the reader's own zone, and *today* depends on the moment. */
export type Reader = {
  /** An IANA zone. */
  readonly zone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
};

const dayMs = 86_400_000;

type Style = Intl.DateTimeFormatOptions;
const styles: Readonly<Record<string, Style>> = {
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
};

/** Fills Slack's tokens, such as `{date_short_pretty} at {time}`; a token that Slack does not know stays as it is. */
export function slackDate(seconds: number, template: string, reader: Reader): string {
  const at = seconds * 1000;
  return template.replace(/\{([a-z_]+)\}/g, (token, name: string) => {
    if (name === 'date_num') return isoDay(at, reader.zone);
    if (name === 'ago') return ago(at, reader.now);
    const isPretty = name.endsWith('_pretty');
    const style = styles[isPretty ? name.slice(0, -'_pretty'.length) : name];
    if (style === undefined) return token;
    return (isPretty ? nearbyDay(at, reader) : null) ?? formatted(at, reader.zone, style);
  });
}

export function clockTime(at: number, reader: Reader): string {
  return formatted(at, reader.zone, styles['time'] ?? {});
}

/** `Today`, `Yesterday`, or the weekday and date: the line between the days of a channel. */
export function dayName(at: number, reader: Reader): string {
  const near = nearbyDay(at, reader);
  if (near !== null) return near.charAt(0).toUpperCase() + near.slice(1);
  return formatted(at, reader.zone, { weekday: 'long', month: 'long', day: 'numeric' });
}

export function fullTime(at: number, reader: Reader): string {
  return formatted(at, reader.zone, { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' });
}

export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 60) return 'just now';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'a day ago' : `${days} days ago`;
}

function nearbyDay(at: number, { zone, now }: Reader): string | null {
  const day = isoDay(at, zone);
  if (day === isoDay(now, zone)) return 'today';
  if (day === isoDay(now - dayMs, zone)) return 'yesterday';
  return day === isoDay(now + dayMs, zone) ? 'tomorrow' : null;
}

function isoDay(at: number, zone: string): string {
  return formatted(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE');
}

function formatted(at: number, zone: string, style: Style, language = 'en-GB'): string {
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return 'an impossible date';
  return new Intl.DateTimeFormat(language, { ...style, timeZone: zone }).format(at);
}
