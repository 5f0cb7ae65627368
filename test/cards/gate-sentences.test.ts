import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingText, unreadableText } from '../../src/cards/evidence-sentences.ts';
import { gateChangeText, gateNames, gateReasonText, gateText } from '../../src/cards/gate-sentences.ts';
import { evidenceKinds, type MissingCode, type UnreadableCode } from '../../src/domain/evidence/evidence.ts';
import { type GateChange } from '../../src/domain/gates/changed-gates.ts';
import { type GateReason } from '../../src/domain/gates/reason.ts';
import { type GateResult } from '../../src/domain/gates/result.ts';
import { difference, every, reasons, workflow } from './gate-samples.ts';
import { hostile } from './hostile.ts';

describe('every reason of every gate', () => {
  test.each(every.map((reason) => [reason.code, reason] as const))(
    '%s: is said in whole sentences',
    (_code, reason) => {
      expectSentence(gateReasonText(reason).mrkdwn);
    },
  );

  test('no two reasons share a sentence', () => {
    const sentences = every.map((reason) => gateReasonText(reason).mrkdwn);
    const different = new Set(every.map((reason) => JSON.stringify(reason)));
    expect(new Set(sentences).size).toBe(different.size);
  });

  test('a commit stage that never ran is answered with what to run where', () => {
    expect(gateReasonText({ code: 'run-missing', workflow, branch: 'main', passedOver: [] }).mrkdwn).toContain(
      'Run `integration-gate.yml` on `main` for this commit; only a run that a push started counts.',
    );
  });

  test('a review of nobody knows what is answered with why, and with what makes it known', () => {
    const said = gateReasonText({ code: 'range-not-known', why: 'the version address answered with HTTP 503' }).mrkdwn;
    expect(said).toContain('what is live is not known: the version address answered with HTTP 503.');
    expect(said).toContain('once `watch.version` in `gonogo.yaml` leads to an answer');
  });

  test('a decision that is refused for a blank shows the blank', () => {
    const [reason] = reasons['scorecard-decision'];
    expect(gateReasonText(reason ?? { code: 'not-read' }).mrkdwn).toContain('`" green"`');
  });

  test('eleven artifacts and one twice are called by their names', () => {
    const reason: GateReason = { code: 'artifacts-incomplete', unhashed: [], ...difference, extra: [] };
    expect(gateReasonText(reason).mrkdwn).toContain(
      '11 of 12 artifacts as it should. Absent: `INV-05`. More than once: `INV-06`.',
    );
  });

  test('whatever others wrote stays inert and is cut', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const said = [
          gateReasonText({ code: 'could-not-read', why: text }),
          gateReasonText({ code: 'scorecard-decision', decision: text, accept: ['green'], failed: [text] }),
          gateReasonText({ code: 'evidence-unreadable', evidence: 'tests', problem: 'wrong-shape', detail: text }),
          gateReasonText({ code: 'checks-failed', failed: [text, text, text], total: 100 }),
          gateReasonText({
            code: 'policy-not-looked-up',
            unread: [{ what: 'other', words: text }],
            unknownKeys: [text],
          }),
        ];
        for (const { mrkdwn } of said) {
          expect(mrkdwn).not.toMatch(/<[!@#]|<https?:/);
          expect(mrkdwn.length).toBeLessThan(8000);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('every problem of every kind of evidence', () => {
  const missing: Readonly<Record<MissingCode, true>> = {
    'no-artifact': true,
    expired: true,
    'no-authority': true,
    'run-in-progress': true,
    'no-file': true,
  };
  const unreadable: Readonly<Record<UnreadableCode, true>> = {
    'not-answered': true,
    refused: true,
    'artifact-too-large': true,
    'digest-differs': true,
    'not-a-zip': true,
    'zip-refused': true,
    'file-too-large': true,
    'not-json': true,
    'json-refused': true,
    'wrong-shape': true,
    'wrong-sha': true,
    ambiguous: true,
  };

  test.each(evidenceKinds)('%s: is said in whole sentences, each of its own', (kind) => {
    const sentences = ['', 'there is none'].flatMap((detail) => [
      ...(Object.keys(missing) as readonly MissingCode[]).map((code) => missingText(kind, code, detail).mrkdwn),
      ...(Object.keys(unreadable) as readonly UnreadableCode[]).map(
        (code) => unreadableText(kind, code, detail).mrkdwn,
      ),
    ]);
    for (const sentence of sentences) expectSentence(sentence);
    // What GitHub deleted needs no detail.
    expect(new Set(sentences).size).toBe(2 * 17 - 1);
  });
});

describe('a gate in one line', () => {
  const result: GateResult = {
    id: 'integration-gate',
    kind: 'workflow-run',
    mode: 'blocking',
    outcome: 'fail',
    reason: { code: 'run-failed', workflow, branch: 'main', conclusion: 'failure', attempt: 1 },
    evidence: null,
    url: 'https://github.com/acme/checkout/actions/runs/7',
  };

  test('says what it is called, what it says, why, and what to do', () => {
    expect(gateText(result).mrkdwn).toBe(
      '<https://github.com/acme/checkout/actions/runs/7|integration-gate> (workflow run): failed. The newest run of `integration-gate.yml` on `main` ended as `failure`. Fix what failed and run it again; an older green run does not count.',
    );
  });

  test('an advisory one says that it would have blocked', () => {
    expect(gateText({ ...result, mode: 'advisory', url: null }).mrkdwn).toMatch(
      /^\*`integration-gate`\*.*would have blocked\.$/,
    );
    expect(gateText({ ...result, mode: 'advisory', outcome: 'pass' }).mrkdwn).toMatch(/ Advisory\.$/);
  });

  test('every kind has a name in plain words', () => {
    expect(Object.values(gateNames).every((name) => /^[a-z ]+$/.test(name))).toBe(true);
  });
});

describe('what changed, in people’s words', () => {
  test.each<[GateChange['from'], GateChange['to'], string]>([
    ['pass', 'fail', 'the gate `checks` went red'],
    ['unknown', 'pass', 'the gate `checks` went green'],
    ['pass', 'unknown', 'the gate `checks` is not known yet'],
    ['pass', 'pass', 'the gate `checks` rests on other evidence than before'],
    ['absent', 'fail', 'the gate `checks` is new, and red'],
    ['fail', 'absent', 'the gate `checks` is gone'],
  ])('from %s to %s', (from, to, words) => {
    expect(gateChangeText({ id: 'checks', from, to }).mrkdwn).toBe(words);
  });
});

/** Whole sentences in plain words: no gaps, no codes outside code, no shouting. */
function expectSentence(sentence: string): void {
  expect(sentence).toMatch(/^[A-Z`<0-9]/);
  expect(sentence).toMatch(/\.$/);
  expect(sentence).not.toMatch(/undefined|null|NaN|\[object|!|\.\.| {2}|\(\)|: \.|,\./);
  expect(sentence.replace(/`[^`]*`|<[^>]*>/g, '')).not.toMatch(/[a-z]_[a-z]+_/);
}
