import { type Instant } from '../domain/time.ts';
import { clockText } from './chart-words.ts';

/**
 * What begins at the moment that divides a chart: the deployment itself; the new version being seen live, which may be
 * minutes later; an extension of the watch, when it was live already; or the wait for a version that was never seen.
 */
export type Beginning = 'deployed' | 'seen-live' | 'extended' | 'awaited';

/** Above the line in the picture. */
export function beginningLabel(begins: Beginning, at: Instant): string {
  switch (begins) {
    case 'deployed':
      return `Deployed ${clockText(at)}`;
    case 'seen-live':
      return `Seen live ${clockText(at)}`;
    case 'extended':
      return `Extended ${clockText(at)}`;
    case 'awaited':
      return `Awaited from ${clockText(at)}`;
  }
}

/** After "before", "after" or "of". */
export function beginningText(begins: Beginning, at: Instant): string {
  switch (begins) {
    case 'deployed':
      return `the deployment at ${clockText(at)} UTC`;
    case 'seen-live':
      return `the deployment (seen live at ${clockText(at)} UTC)`;
    case 'extended':
      return `the extension of the watch at ${clockText(at)} UTC`;
    case 'awaited':
      return `the wait for the new version, which began at ${clockText(at)} UTC,`;
  }
}
