/** An event as it came. Only what `invalidities` has passed is of this form. */
export type PagerEvent = {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly client?: string;
  readonly payload?: {
    readonly summary: string;
    readonly severity: string;
    readonly source: string;
    readonly timestamp?: string;
    readonly custom_details?: Readonly<Record<string, unknown>>;
  };
};

const topKeys = ['routing_key', 'event_action', 'dedup_key', 'payload', 'client', 'client_url', 'links', 'images'];
const payloadKeys = ['summary', 'severity', 'source', 'timestamp', 'component', 'group', 'class', 'custom_details'];
const severities = ['critical', 'error', 'warning', 'info'];

/** Null when the text is no JSON object. */
export function parseEvent(text: string): PagerEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PagerEvent) : null;
  } catch {
    return null;
  }
}

/** What PagerDuty's documentation forbids, and keys that it does not know: a misspelt one would be dropped in silence. */
export function invalidities(event: PagerEvent, routingKey: string | null): readonly string[] {
  const { routing_key: key, event_action: action, dedup_key: dedup, payload } = event;
  const errors = [...strangers(event, topKeys, 'event'), ...(payload === undefined ? [] : ofPayload(payload))];
  if (typeof key !== 'string' || key.length !== 32) errors.push("'routing_key' is not 32 characters long");
  else if (routingKey !== null && key !== routingKey) errors.push("'routing_key' is not known");
  if (!['trigger', 'acknowledge', 'resolve'].includes(action)) errors.push("'event_action' is invalid");
  if (typeof dedup !== 'string' || dedup === '' || dedup.length > 255)
    errors.push("'dedup_key' is missing or too long");
  if (action === 'trigger' && payload === undefined) errors.push("'payload' is missing");
  return errors;
}

function ofPayload(payload: NonNullable<PagerEvent['payload']>): readonly string[] {
  const { summary, severity, source, timestamp, custom_details: details } = payload;
  const errors = [...strangers(payload, payloadKeys, 'payload')];
  if (typeof summary !== 'string' || summary === '' || summary.length > 1024) {
    errors.push("'payload.summary' is missing or longer than 1024 characters");
  }
  if (!severities.includes(severity)) errors.push("'payload.severity' is invalid");
  if (typeof source !== 'string' || source === '') errors.push("'payload.source' is missing");
  if (timestamp !== undefined && Number.isNaN(Date.parse(timestamp))) errors.push("'payload.timestamp' is invalid");
  if (details !== undefined && (typeof details !== 'object' || Array.isArray(details))) {
    errors.push("'payload.custom_details' is invalid");
  }
  return errors;
}

function strangers(value: object, known: readonly string[], where: string): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `'${key}' is not known in ${where}`);
}
