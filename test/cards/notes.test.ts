import { describe, expect, test } from 'vitest';
import { incidentAlert } from '../../src/cards/alert.ts';
import { sayingText } from '../../src/cards/saying.ts';
import { threadNote } from '../../src/cards/thread-note.ts';
import { ana, dispatch, liveSha, policy, releaseId, run, secondRun, stop } from './fixtures.ts';
import { textOf } from './reading.ts';
import { awaiting, deploying, dispatching, steps, view, watching } from './releases.ts';
import { refusal } from './run-samples.ts';
import { alerts, notes, sayings } from './samples.ts';

describe('what stands in the thread', () => {
  test.each(notes.map((note) => [note.kind, note] as const))(
    '%s says which release it is about and what happened',
    (_kind, note) => {
      const message = threadNote(note, view(awaiting));
      expect(message.text).toContain('checkout → production v2.14.0 (4f2a91c)');
      expect(textOf(message).split('\n').length).toBeGreaterThan(1);
      expect(textOf(message)).not.toMatch(/undefined|null|NaN/);
    },
  );

  test('a reminder calls those whose go could still count, and says until when', () => {
    const text = textOf(threadNote(noteOf('reminder'), view(awaiting)));
    expect(text).toMatch(/^Without a decision by <!date\^.*Asked: <@U0ANA> and <@U0BEN>\.$/m);
  });

  test('voters are told what voided their votes', () => {
    const text = textOf(threadNote(noteOf('votes-voided'), view(awaiting)));
    expect(text).toContain('`main` moved from');
    expect(text).toContain('<@U0ANA>: please look at the card and decide again.');
  });

  test('a failed run is told to its requester, with what is live and where to look', () => {
    const text = textOf(threadNote(noteOf('run-failed'), view(deploying)));
    expect(text).toContain('<@U0DANA>: The workflow run ended with `timed_out`. `9c8b7a6` is live.');
    expect(text).toContain(`<${run.url}|run ${run.id}>`);
  });

  test('a no-go that came too late says that it does not stop the run by itself', () => {
    const note = { kind: 'stop-recorded', by: ana, reason: 'wrong tag', wants: 'no-go', run: null } as const;
    expect(textOf(threadNote(note, view(deploying)))).toContain('Press Stop on the card to cancel the run.');
  });

  test('a refused start says once what was refused and how to mend it, and that no run was started', () => {
    const text = textOf(threadNote(noteOf('ready-again'), view(awaiting)));
    expect(text).toContain(`${refusal} No run was started. Once this is settled, a deployer can start it again.`);
    expect(text.match(/refused/g)).toHaveLength(1);
  });

  test('whoever may press Deploy is called when a release begins to wait for it', () => {
    const text = textOf(threadNote(noteOf('ready-again'), view(awaiting)));
    expect(text).toContain('Asked to press Deploy: <@U0ANA> or <@U0BEN>.');
  });

  test('a release whose workflow file was never compared is not offered a longer watch', () => {
    const text = textOf(threadNote({ kind: 'unverified-again', because: 'workflow-unknown' }, view(watching)));
    expect(text).not.toContain('extend');
  });
});

describe('what stands in the incidents channel', () => {
  test.each(alerts.map((alert) => [alert.kind, alert] as const))(
    '%s says what happened, what it means, what to do and who is asked',
    (_kind, alert) => {
      const message = incidentAlert(alert, view(watching));
      const text = textOf(message);
      for (const part of [
        '*What happened:*',
        '*What it means:*',
        '*What you can do:*',
        '*Asked to act:*',
        releaseId,
        '|The card>',
        `|run ${run.id}>`,
      ]) {
        expect(text).toContain(part);
      }
      expect(message.text).toContain('checkout → production');
      expect(text).not.toMatch(/undefined|null|NaN/);
    },
  );

  test('an alert calls the people who can act', () => {
    expect(textOf(incidentAlert(alertOf('breached'), view(watching)))).toContain(
      '*Asked to act:* <@U0ANA> and <@U0BEN>',
    );
  });

  test('an alert for which nobody has the role says so, instead of asking nobody', () => {
    expect(textOf(incidentAlert(alertOf('unverified'), view(watching)))).toContain('nobody has the role for it');
  });

  test('a breach promises no rollback that does not happen', () => {
    expect(textOf(incidentAlert(alertOf('breached'), view(watching)))).toContain('Nothing is rolled back by itself');
  });

  test('a failure says what it means for what runs now', () => {
    const seen = { kind: 'seen', sha: liveSha, version: null } as const;
    const wrong = {
      kind: 'failed',
      run,
      cause: { code: 'wrong-version', live: liveSha },
      live: seen,
      ask: [ana],
    } as const;
    expect(textOf(incidentAlert(wrong, view(watching)))).toContain('What runs was not approved here');
    const byHand = { ...wrong, cause: { code: 'rerun-by-hand', runAttempt: 2 } } as const;
    expect(textOf(incidentAlert(byHand, view(watching)))).toContain(
      '`9c8b7a6` is live. What ran is not what was approved.',
    );
  });

  test('two runs are both linked, and one is chosen on the card', () => {
    const text = textOf(incidentAlert(alertOf('two-runs'), view(dispatching(steps['two-runs']))));
    expect(text).toContain('|run 7781234567>, <');
    expect(text).toContain('|run 7781234568>');
    expect(text).toContain('press Link the run on the card for the other');
  });

  test('a second run that is found late asks for no button that the card does not have', () => {
    const alert = { kind: 'two-runs', dispatch, runs: [run, secondRun], ask: [ana] } as const;
    const text = textOf(incidentAlert(alert, view(deploying)));
    expect(text).not.toContain('Link the run');
    expect(text).toContain('the lane is held');
  });

  test('a stop or a no-go that came too late says that nothing was undone, and how to go back', () => {
    const text = textOf(incidentAlert(alertOf('stop-too-late'), view(watching)));
    expect(text).toContain('A no-go came too late');
    expect(text).toContain('<@U0ANA> said no-go (wrong tag), but the run had been started');
    expect(text).toContain('Nothing was undone');
    expect(text).toContain('press Roll back: it goes back to `v2.13.0` (`9c8b7a6`)');
    const noWay = { ...policy, replay: null };
    expect(textOf(incidentAlert(alertOf('stop-too-late'), view(watching, { policy: noWay })))).toContain(
      'If it must not stay, request its commit with `/release request checkout &lt;sha&gt; production`. It starts when this release has ended',
    );
    expect(textOf(incidentAlert(alertOf('unverified'), view(watching, { policy: noWay })))).toContain(
      'To bring back a version that worked, request its commit with `/release request checkout &lt;sha&gt; production`.',
    );
    const late = textOf(incidentAlert({ kind: 'stop-too-late', run, stop, ask: [ana] }, view(watching)));
    expect(late).toContain('A stop came too late');
    expect(late).toContain('<@U0ANA> pressed Stop, but the run had been started');
  });

  test('a cancel that GitHub does not carry out says how often it was asked, and where to do it by hand', () => {
    const text = textOf(incidentAlert(alertOf('cancel-unheard'), view(deploying)));
    expect(text).toContain('GitHub was asked 4 times to cancel the run');
    expect(text).toContain('Cancel it by hand at GitHub: <');
  });

  test('a run that cannot be read is not given up by itself', () => {
    const text = textOf(incidentAlert(alertOf('run-unreadable'), view(deploying)));
    expect(text).toContain('GitHub answered 404.');
    expect(text).toContain('goes on looking');
    expect(text).toContain('press Stop on the card: the release then ends as failed, and the lane is held');
  });

  test('GitHub that cannot be searched is not said to have no run', () => {
    const text = textOf(
      incidentAlert({ kind: 'run-not-found', dispatch, searched: 'no', ask: [ana] }, view(deploying)),
    );
    expect(text).toContain('could not be searched');
    expect(text).not.toContain('was found');
  });

  test.each(['never-seen-live', 'another-version'] as const)(
    'after %s nobody is told that the new version is probably live',
    (because) => {
      const alert = { kind: 'unverified', because, detail: liveSha, ask: [ana] } as const;
      expect(textOf(incidentAlert(alert, view(watching)))).not.toContain('probably live');
    },
  );

  test('a version that was seen instead is named by its first digits', () => {
    const alert = { kind: 'unverified', because: 'never-seen-live', detail: liveSha, ask: [ana] } as const;
    expect(textOf(incidentAlert(alert, view(watching)))).toContain('Seen last: `9c8b7a6`.');
  });

  test('a run that was given up leaves a held lane, and says so', () => {
    const cause = { code: 'run-lost', reason: 'GitHub answered 404.' } as const;
    const text = textOf(incidentAlert({ kind: 'failed', run, cause, live: null, ask: [ana] }, view(deploying)));
    expect(text).toContain('The lane is held');
    expect(text).toContain('clear the hold');
  });

  test('a linked run of something else leaves open whether the right one was started', () => {
    const cause = { code: 'not-our-run', title: 'Deploy v2.12.0' } as const;
    const text = textOf(incidentAlert({ kind: 'failed', run, cause, live: null, ask: [ana] }, view(deploying)));
    expect(text).toContain('(Deploy v2.12.0) is older than this deployment');
    expect(text).toContain('is still not known');
  });
});

describe('what only one person sees', () => {
  test.each(sayings.map((saying) => [saying.kind, saying] as const))('%s is one short message', (_kind, saying) => {
    const message = sayingText(saying);
    expect(message.blocks).toHaveLength(1);
    expect(textOf(message)).toMatch(/\.$/);
  });

  test('a requester learns at once that nobody can approve the request', () => {
    expect(
      textOf(sayingText({ kind: 'rules-cannot-be-met', release: releaseId, role: 'approver', needed: 1, possible: 0 })),
    ).toContain('1 go vote with the role `approver` is needed, and nobody may give one');
  });
});

function noteOf<K extends (typeof notes)[number]['kind']>(kind: K): (typeof notes)[number] {
  const note = notes.find((one) => one.kind === kind);
  if (note === undefined) throw new Error(`There is no sample of ${kind}.`);
  return note;
}

function alertOf(kind: (typeof alerts)[number]['kind']): (typeof alerts)[number] {
  const alert = alerts.find((one) => one.kind === kind);
  if (alert === undefined) throw new Error(`There is no sample of ${kind}.`);
  return alert;
}
