import { type HistoryRow } from '../../src/domain/views.ts';
import { ana, at, ben, card, checkout, dana, production, releaseId, sha } from './fixtures.ts';

/** A feature that went well and stayed. */
export const past: HistoryRow = {
  release: releaseId,
  service: checkout,
  environment: production,
  endedAt: at('12:20'),
  sha,
  version: 'v2.14.0',
  type: 'Feature',
  outcome: 'succeeded',
  failure: null,
  breached: null,
  rollback: 'N/A',
  undoes: null,
  mandate: 'no',
  wasLive: null,
  notes: 'Round the total',
  requestedBy: dana,
  approvedBy: [ana, ben],
  card,
};
