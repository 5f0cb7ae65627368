import { describe, expect, test } from 'vitest';
import { incidentAlert } from '../../src/cards/alert.ts';
import { findingText } from '../../src/cards/finding-text.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { threadNote } from '../../src/cards/thread-note.ts';
import { type Alert } from '../../src/domain/effects.ts';
import { type Digest } from '../../src/domain/evidence/documents.ts';
import { Trigger } from '../../src/domain/policy/watch.ts';
import { type Watch } from '../../src/domain/watch/watch.ts';
import { breachOf, byMandate, findings, otherFindings } from './breach-samples.ts';
import { ana, at, liveSha, now, otherRelease, run, sha } from './fixtures.ts';
import { textOf } from './reading.ts';
import { ended, rollingBack, view, watching } from './releases.ts';

type Looking = Extract<Watch, { stage: 'looking' }>;

function said(alert: Alert): string {
  return textOf(incidentAlert(alert, view(watching)));
}

const measured: Readonly<Record<Trigger, readonly [title: string, happened: string]>> = {
  health: ['Health is failing', '4 health checks in a row failed with `4f2a91c` live. The last one: it answered 503.'],
  errors: ['Errors rose', 'The error rate is at 12.3 % (limit 6 %, usually 1 %) with `4f2a91c` live.'],
  latency: [
    'Answers are slow',
    'The 95th percentile of the response time is at 812 ms (limit 600 ms, usually 300 ms) with `4f2a91c` live.',
  ],
  memory: ['Memory runs out', 'The memory in use is at 94 % (limit 90 %) with `4f2a91c` live.'],
  cpu: [
    'The processors are exhausted',
    'The processor load is at 97.5 % (limit 90 %, usually 41 %) with `4f2a91c` live.',
  ],
};

describe.each(Trigger.options)('a breach of %s', (trigger) => {
  const [title, happened] = measured[trigger];

  test('says what was measured, against which limit, and what was usual', () => {
    const text = said(breachOf(trigger));

    expect(text).toContain(`${title} after a deployment`);
    expect(text).toContain(happened);
    expect(text).toContain('Users are probably affected.');
  });

  test('with a mandate says what is put back, by whose go, and what to follow', () => {
    const text = said(breachOf(trigger, { next: byMandate }));

    expect(text).toContain(
      'It is being rolled back to `9c8b7a6` now, as the go by <@U0ANA> and <@U0BEN> had authorised',
    );
    expect(text).toContain(`as release \`${otherRelease}\``);
    expect(text).toContain("Follow the rollback's own card. The lane is held afterwards");
    expect(text).not.toContain('press Roll back');
  });

  test('without one promises no rollback, and says how a person begins it', () => {
    const text = said(breachOf(trigger));

    expect(text).toContain('Nothing is rolled back by itself: the go did not authorise it.');
    expect(text).toContain('To bring back the version before, press Roll back: it goes back to');
    expect(text).not.toContain('being rolled back');
  });

  test('of a rollback says that it did not help: there is no second one by itself, and people are told what they can do', () => {
    const alert = breachOf(trigger, { next: { kind: 'person', because: 'is-rollback' } });
    const text = textOf(incidentAlert(alert, view(rollingBack(watching))));

    expect(text).toContain(`A rollback did not help. ${title}`);
    expect(text).toContain('A rollback is never rolled back by itself.');
    expect(text).toContain('Go back further with `/rollback`, or deploy a fix with `/release request`');
  });

  test('calls the people who can act', () => {
    expect(said(breachOf(trigger))).toContain('*Asked to act:* <@U0ANA> and <@U0BEN>');
  });

  test('stays on the card of the failed release, with the rollback that answered it', () => {
    const failed = {
      kind: 'failed',
      cause: { code: 'watch-breached', trigger, finding: findings[trigger], rollback: otherRelease },
      live: { kind: 'seen', sha, version: 'v2.14.0' },
    } as const;
    const text = textOf(releaseCard(view(ended(failed))));

    expect(text).toContain(findingText(findings[trigger], 'then').mrkdwn);
    expect(text).toContain(`\`v2.14.0\` (\`${sha.slice(0, 7)}\`) is live.`);

    expect(text).toContain(`It is put back by \`${otherRelease}\`, as the go had authorised.`);
  });
});

describe('a breach for which nothing follows says which of the reasons it is', () => {
  test.each([
    ['migration', 'a migration that is not proven to be reversible. The lane is held'],
    ['too-late', 'the time for which that was authorised is over'],
    ['under-way', 'A rollback is under way already'],
  ] as const)('%s', (because, sentence) => {
    expect(said(breachOf('errors', { next: { kind: 'person', because } }))).toContain(sentence);
  });
});

test.each([
  ['240 ms (limit 180 ms, usually 90 ms)', 0],
  ['2 restarts were counted (limit 1)', 1],
  ['1 health check in a row failed', 2],
] as const)('the measure behind a trigger is named as it is: %s', (words, index) => {
  const finding = otherFindings[index] ?? findings.errors;

  expect(said(breachOf('memory', { finding }))).toContain(words);
});

test('a rollback that failed is a P1 that says what people can do, for nothing is tried again by itself', () => {
  const cause = { code: 'run-failed', conclusion: 'failure' } as const;
  const alert: Alert = { kind: 'failed', run, cause, live: { kind: 'seen', sha, version: 'v2.14.0' }, ask: [ana] };
  const text = textOf(incidentAlert(alert, view(rollingBack(watching))));

  expect(text).toContain('A rollback failed');
  expect(text).toContain(`\`v2.14.0\` (\`${sha.slice(0, 7)}\`) is live.`);
  expect(text).toContain('nothing is tried again by itself');
  expect(text).toContain('`/rollback`');
});

describe('a blind watch', () => {
  test('is told with the signals, what their source said, and that silence is no health', () => {
    const text = said({
      kind: 'blind',
      triggers: ['errors', 'cpu'],
      problems: ['Prometheus did not answer'],
      ask: [ana],
    });

    expect(text).toContain('A watch is blind');
    expect(text).toContain('Nothing has been known of errors, cpu for a while. Prometheus did not answer.');
    expect(text).toContain('without enough data it will not call the release healthy');
    expect(text).toContain('*Asked to act:* <@U0ANA>');
  });

  test('is told also where nobody knows why', () => {
    expect(said({ kind: 'blind', triggers: ['memory'], problems: [], ask: [ana] })).toContain(
      'Nothing has been known of memory for a while.\n',
    );
  });

  test('shows on the card what it does not know, and up to when it does', () => {
    const { watch } = watching;
    if (watch.stage !== 'looking') throw new Error('It takes no looks.');
    const minute = { at: at('11:52'), requests: 60, errors: 0, p50Ms: null, p95Ms: null, cpuPercent: null };
    const rest = { memoryPercent: null, restarts: null, health: 'unknown', sha: null } as const;
    const blind: Looking = { ...watch, blind: ['cpu'], minutes: [{ ...minute, ...rest }] };
    const text = textOf(releaseCard(view({ ...watching, watch: blind }, { now })));

    expect(text).toContain('△ Nothing is known of cpu.');
    expect(text).toContain('Telemetry is known up to ');
  });
});

test('an advisory trigger is said in the thread only, as one of which nothing follows', () => {
  const note = { kind: 'advisory-breach', trigger: 'errors', finding: findings.errors } as const;
  const text = textOf(threadNote(note, view(watching)));

  expect(text).toContain('On trial: errors');
  expect(text).toContain('The error rate is at 12.3 % (limit 6 %, usually 1 %)');
  expect(text).toContain('it is recorded, and nothing follows');
  expect(text).not.toContain('<@');
});

describe('a breach that is found in telemetry of after the verdict', () => {
  const succeeded = view(ended({ kind: 'succeeded' }));

  function found(called: 'healthy' | 'accepted' | 'unverified', mandate: 'ended' | 'none' = 'ended'): string {
    const next = { kind: 'late', called, calledAt: at('12:20'), minute: at('12:18'), mandate } as const;
    return textOf(incidentAlert(breachOf('errors', { next }), succeeded));
  }

  test('says what the release had been called, what turned, and that the record keeps both', () => {
    const text = found('healthy');

    expect(text).toContain('Called healthy, and it is not. Errors rose after a deployment');
    expect(text).toContain('The error rate was at 12.3 % (limit 6 %, usually 1 %) with `4f2a91c` live, as of ');
    expect(text).toContain('It had been called healthy ');
    expect(text).toContain('the telemetry that shows this came after that');
    expect(text).toContain('It stays on record as succeeded, with this beside it');
  });

  test('says that the mandate ended with the watch, and how a person puts it back', () => {
    expect(found('healthy')).toContain('what the go had authorised ended with the watch');
    expect(found('healthy', 'none')).toContain('Nothing is rolled back by itself.');
    expect(found('healthy', 'none')).not.toContain('authorised');
    expect(found('healthy')).toContain('press Roll back: it goes back to');
  });

  test('of one that a person had accepted, or that still waited for one, says so', () => {
    expect(found('accepted')).toContain('It had been accepted ');
    expect(found('unverified')).toContain('It could not be verified ');
    expect(found('unverified')).toContain('The release is recorded as failed.');
  });

  test('stands on the card of the release, beside its success', () => {
    const { watch } = watching;
    if (watch.stage !== 'looking') throw new Error('It takes no looks.');
    const turned = { kind: 'breached', trigger: 'errors', finding: findings.errors, minute: at('12:18') } as const;
    const text = textOf(releaseCard(view({ ...ended({ kind: 'succeeded' }), watch: { ...watch, turned } })));

    expect(text).toContain('△ Succeeded, found unhealthy later');
    expect(text).toContain('*Found later:* The error rate was at 12.3 % (limit 6 %, usually 1 %) as of ');
  });

  test('that makes up for what was missing is said in the thread, and calls nobody', () => {
    const text = textOf(threadNote({ kind: 'turned-healthy' }, view(watching)));

    expect(text).toContain('all was well in it');
    expect(text).toContain('A deployer can accept the release on its card.');
    expect(text).not.toContain('<@');
  });
});

describe('a mandate that was not used', () => {
  const mandate = {
    to: liveSha,
    version: 'v2.13.0',
    manifest: `sha256:${'d'.repeat(64)}` as Digest,
    triggers: Trigger.options,
    minutes: 30,
  };
  const granted = {
    ...watching,
    proposal: { ...watching.proposal, subject: { ...watching.proposal.subject, mandate } },
  };

  test('is spoken of where a watch ended without a verdict: no trigger fired', () => {
    const alert: Alert = { kind: 'unverified', because: 'too-few-looks', detail: '', ask: [ana] };

    expect(textOf(incidentAlert(alert, view(granted)))).toContain(
      'The automatic rollback that the go authorised is not used. No trigger fired, and it ended with the watch.',
    );
    expect(textOf(incidentAlert(alert, view(watching)))).not.toContain('automatic rollback');
  });

  test('is spoken of where a deployment failed by something else than its watch', () => {
    const alert: Alert = {
      kind: 'failed',
      run,
      cause: { code: 'wrong-version', live: liveSha },
      live: null,
      ask: [ana],
    };

    expect(textOf(incidentAlert(alert, view(granted)))).toContain('is not used. It is for what the watch finds.');
  });
});
