import { describe, expect, test } from 'vitest';
import { incidentAlert } from '../../src/cards/alert.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { ana, at, liveSha, lost, policy, releaseId, run } from './fixtures.ts';
import { actionsOf, buttonsOf, textOf } from './reading.ts';
import { deploying, ended, outcomes, view, watching } from './releases.ts';

describe('the Roll back button', () => {
  test('is there only where the lane has a replay workflow', () => {
    const without = { policy: { ...policy, replay: null } };
    expect(actionsOf(releaseCard(view(watching)))).toContain('release.rollback');
    expect(actionsOf(releaseCard(view(watching, without)))).not.toContain('release.rollback');
  });

  test('is there only where the digests of the version before are known', () => {
    const { proposal } = watching;
    const target = { ...proposal.candidate.target, manifest: lost('expired') } as typeof proposal.candidate.target;
    const lone = { ...watching, proposal: { ...proposal, candidate: { ...proposal.candidate, target } } };
    expect(actionsOf(releaseCard(view(lone)))).not.toContain('release.rollback');
  });

  test('is not on the card of a release that something else has replaced', () => {
    const live = {
      kind: 'known',
      sha: liveSha,
      version: 'v2.14.0',
      since: at('10:00'),
      how: { kind: 'verified', release: releaseId },
    } as const;
    expect(actionsOf(releaseCard(view(ended(outcomes.succeeded), { live })))).not.toContain('release.rollback');
  });

  test('is not there after a run that never began', () => {
    const evicted = ended({ kind: 'failed', cause: { code: 'run-evicted' }, live: null });
    expect(actionsOf(releaseCard(view(evicted)))).not.toContain('release.rollback');
  });

  test('opens a form, so it asks nothing itself, and stands out', () => {
    const button = buttonsOf(releaseCard(view(watching))).find(({ action_id: id }) => id === 'release.rollback');
    expect(button).toMatchObject({ style: 'danger', text: { text: 'Roll back' } });
    expect(button).not.toHaveProperty('confirm');
  });
});

describe('an alert after the run', () => {
  test.each([
    [{ code: 'wrong-digests', images: ['web'] }, 'The run deployed other images than were approved: `web`.'],
    [{ code: 'smoke-failed', checks: ['GET /healthz'] }, 'The smoke test after the deployment failed: `GET /healthz`.'],
    [{ code: 'decision-hold', decision: 'hold', reasons: [] }, 'decision after the deployment is `hold`'],
    [
      { code: 'evidence-contradicts', evidence: 'infra', detail: 'it deployed to staging' },
      'the record of what was deployed says otherwise (it deployed to staging)',
    ],
  ] as const)('says plainly what is wrong: $code', (cause, words) => {
    const failed = view(ended({ kind: 'failed', cause, live: null }));
    const text = textOf(incidentAlert({ kind: 'failed', run, cause, live: null, ask: [ana] }, failed));
    expect(text).toContain(words);
    expect(text).toContain('press Roll back: it goes back to `v2.13.0` (`9c8b7a6`)');
  });

  test('names what is missing, and promises no longer watch', () => {
    const alert = { kind: 'unverified', because: 'evidence-missing', detail: 'smoke, decision', ask: [ana] } as const;
    const text = textOf(incidentAlert(alert, view(deploying)));
    expect(text).toContain('What is missing: smoke, decision.');
    expect(text).not.toContain('extend');
  });
});
