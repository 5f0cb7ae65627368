import { describe, expect, test } from 'vitest';
import { blockerSentence } from '../../src/cards/blocker-sentences.ts';
import { changeSentence } from '../../src/cards/change-sentences.ts';
import { conditionSentence } from '../../src/cards/condition-sentences.ts';
import { causeText, outcomeText, readyText, unverifiedText } from '../../src/cards/outcome-sentences.ts';
import { ineligibilitySentence, sentenceFor } from '../../src/cards/refusal-sentences.ts';
import { type DispatchId } from '../../src/domain/ids.ts';
import { type Ineligible } from '../../src/domain/people/eligibility.ts';
import { type WatchPolicy } from '../../src/domain/policy/lane-policy.ts';
import { refusalCodes } from '../../src/domain/refusals.ts';
import { type FailureCause } from '../../src/domain/release/outcome.ts';
import { ana, blob, otherRelease, policy, sha } from './fixtures.ts';
import { ended, outcomes } from './releases.ts';
import {
  blockers,
  causes,
  changes,
  conditions,
  ineligibles,
  readyReasons,
  refusals,
  unverifiedReasons,
} from './samples.ts';

describe('every way to be told no', () => {
  test('has a sample here, so that none is without a sentence', () => {
    expect(new Set(refusals.map((refusal) => refusal.code))).toEqual(new Set(Object.keys(refusalCodes)));
  });

  test.each(refusals.map((refusal) => [refusal.code, refusal] as const))(
    '%s: says what happened and what to do',
    (_code, refusal) => {
      expectSentence(sentenceFor(refusal));
    },
  );

  test.each(ineligibles.map((why) => [why.code, why] as const))(
    'not eligible, %s: says why and who else can',
    (_code, why: Ineligible) => {
      expectSentence(ineligibilitySentence(why));
    },
  );

  test.each([
    ['guest', 'a guest'],
    ['bot', 'a bot'],
    ['deleted', 'deactivated'],
    ['stranger', 'from another workspace'],
  ] as const)('a %s is told what Slack says of them', (standing, words) => {
    expect(ineligibilitySentence({ code: 'not_a_member', standing })).toContain(`Slack says that you are ${words}`);
  });

  test('no two codes share a sentence, so that nobody has to guess which one it was', () => {
    const sentences = refusals.map(sentenceFor);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test('whoever may not declare an emergency is told what they can do, and not to look at a message that is not there', () => {
    const refusal = { code: 'not_allowed', action: 'release.emergency', because: 'not_listed', needs: 'x' } as const;
    expect(sentenceFor(refusal)).toBe(
      'An emergency needs somebody who stands under `people` in `gonogo.yaml`, or in the ladder of the service. If something is broken, declare the incident with `/incident declare`, as every full member may: its message names people who can.',
    );
  });

  test.each(['release.request', 'release.emergency', 'incident.declare', 'read'] as const)(
    '%s has no card yet, so a refusal of it names none',
    (action) => {
      for (const because of ['not_a_member', 'wrong_role'] as const)
        expect(sentenceFor({ code: 'not_allowed', action, because, needs: 'the qa role' })).not.toContain('card');
    },
  );

  test('a requester is told that somebody else has to approve', () => {
    expect(sentenceFor({ code: 'not_eligible', why: { code: 'is_requester' } })).toBe(
      'You asked for this release, so somebody else has to approve it. You can withdraw it.',
    );
  });

  test('a click on an old card is told what has changed since', () => {
    const sentence = sentenceFor({
      code: 'subject_changed',
      changes: [{ what: 'workflow', path: 'deploy.yml', from: blob, to: sha as never }],
    });
    expect(sentence).toContain('the workflow file `deploy.yml` was edited (`1a2b3c4` → `4f2a91c`)');
    expect(sentence).toContain('Nothing was recorded');
  });
});

describe('what changed since a vote is told in people’s words', () => {
  test.each([
    [{ what: 'images', changed: ['web'], added: [], gone: [] }, 'the manifest’s `web` image changed'],
    [{ what: 'gate', id: 'integration-gate', from: 'pass', to: 'fail' }, 'the gate `integration-gate` went red'],
    [{ what: 'sha', from: sha, to: sha, ref: 'main' }, '`main` moved from `4f2a91c` to `4f2a91c`: a commit was pushed'],
    [{ what: 'checklist', items: ['database.backup-verified:0123'] }, 'the checklist changed: the verified backup'],
    [{ what: 'target', from: null, to: sha }, 'a rollback would now lead to `4f2a91c`'],
  ] as const)('%o', (change, words) => {
    expect(changeSentence(change)).toBe(words);
  });
});

describe('every other thing that is told has a sentence', () => {
  test.each(conditions.map((condition) => [condition.code, condition] as const))('condition %s', (_code, condition) => {
    expectSentence(conditionSentence(condition));
  });

  test.each(blockers.map((blocker) => [blocker.code, blocker] as const))('blocker %s', (_code, blocker) => {
    expectSentence(blockerSentence(blocker));
  });

  test.each(changes.map((change) => [change.what, change] as const))('change %s', (_what, change) => {
    expectSentence(`It changed: ${changeSentence(change)}.`);
  });

  test('whoever lost their vote is told why in words, not in codes', () => {
    for (const { code } of ineligibles) {
      expect(changeSentence({ what: 'voter', slack: ana, because: code })).not.toContain(code);
    }
  });

  test.each(causes.map((cause) => [cause.code, cause] as const))('cause %s', (_code, cause: FailureCause) => {
    expectSentence(causeText(cause).mrkdwn);
  });

  test.each(Object.values(outcomes).map((outcome) => [outcome.kind, outcome] as const))(
    'outcome %s',
    (_kind, outcome) => {
      expectSentence(outcomeText(ended(outcome), policy).mrkdwn);
    },
  );

  test('of what was called and not found nobody says that nothing was deployed', () => {
    const called = 'gng-00000000000000000001' as DispatchId;
    const { mrkdwn } = outcomeText(ended({ kind: 'superseded', by: otherRelease, called }), policy);

    expectSentence(mrkdwn);
    expect(mrkdwn).toContain('no run was found with `gng-00000000000000000001` in its name');
    expect(mrkdwn).toContain('looking for 15 minutes');
    expect(mrkdwn).not.toContain('othing was');
  });

  test.each([
    [{}, ', the new version is live, and it stayed healthy for the whole watch.'],
    [{ version: null }, ', and production stayed healthy for the whole watch.'],
    [{ health: null, sources: [] }, ', and the new version is live; health is not looked at in this lane.'],
    [{ advisory: ['health'] }, ', and the new version is live; health is only recorded in this lane.'],
    [
      { health: null, sources: ['errors'] },
      ', the new version is live, and it stayed within the limits of its telemetry for the whole watch.',
    ],
    [
      { health: null, version: null, sources: ['errors'] },
      ', and production stayed within the limits of its telemetry for the whole watch.',
    ],
    [
      { health: null, version: null, sources: ['errors'], advisory: ['errors'] },
      '; what this lane looks at is only recorded.',
    ],
    [{ health: null, version: null, sources: [] }, '; nothing else is looked at in this lane.'],
  ] satisfies readonly (readonly [Partial<WatchPolicy>, string])[])(
    'a success claims no more than was looked at: %j',
    (change, end) => {
      if (policy.watch === null) throw new Error('The lane is not watched.');
      const text = outcomeText(ended(outcomes.succeeded), { ...policy, watch: { ...policy.watch, ...change } });
      expect(text.mrkdwn).toBe(`The run succeeded${end}`);
    },
  );

  test('a breach does not say that what is live was not read: its watch read it', () => {
    const cause = { code: 'watch-breached', trigger: 'health', finding: null, rollback: null } as const;
    expect(outcomeText(ended({ kind: 'failed', cause, live: null }), policy).mrkdwn).not.toContain('was not read');
  });

  test.each(readyReasons)('ready because %s', (because) => {
    expectSentence(readyText(because).mrkdwn);
  });

  test.each(unverifiedReasons)('unverified because %s', (because) => {
    expectSentence(unverifiedText(because).mrkdwn);
  });

  test('no two causes of a failure share a sentence', () => {
    const sentences = causes.map((cause) => causeText(cause).mrkdwn);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

/** A whole sentence in plain words: no code names with underscores outside code, no gaps, no shouting. */
function expectSentence(sentence: string): void {
  expect(sentence).toMatch(/^[A-Z`<0-9]/);
  expect(sentence).toMatch(/\.$/);
  expect(sentence).not.toMatch(/undefined|null|NaN|\[object|!(?!date)|\.\./);
  expect(sentence.replace(/`[^`]*`|<[^>]*>/g, '')).not.toMatch(/[a-z]_[a-z]+_/);
}
