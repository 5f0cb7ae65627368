import { describe, expect, test } from 'vitest';
import { metadataOf } from '../../src/cards/metadata.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { Trigger } from '../../src/domain/policy/watch.ts';
import { after, minute } from '../../src/domain/time.ts';
import {
  ana,
  approved,
  at,
  ben,
  blob,
  candidate,
  cara,
  otherRelease,
  policy,
  proposal,
  releaseId,
  request,
  sha,
  voteOfAna,
} from './fixtures.ts';
import { textOf } from './reading.ts';
import {
  awaiting,
  deploying,
  dispatching,
  ended,
  outcomes,
  preparing,
  ready,
  scheduled,
  steps,
  undone,
  view,
  watching,
} from './releases.ts';

describe('a card tells', () => {
  test('how it stands in its first line, which is also the notification', () => {
    const card = releaseCard(view(awaiting));
    expect(card.text).toBe('◇ Waiting for a decision: checkout → production v2.14.0 (4f2a91c)');
    expect(card.blocks[0]).toMatchObject({ type: 'header', text: { text: card.text } });
  });

  test('who asked, how risky it is, and when it may start', () => {
    const asked = { ...awaiting, request: { ...request, preferred: at('14:00'), alternative: 'tomorrow' } };
    const text = textOf(releaseCard(view(asked)));
    expect(text).toContain('Requested by <@U0DANA>');
    expect(text).toContain('Medium. Impact: Wrong totals');
    expect(text).toContain('Deploy v2.13.0 again');
    expect(text).toContain('Not before <!date^');
    expect(text).toContain('Otherwise: tomorrow');
  });

  test('what would change, with at most ten commits', () => {
    const text = textOf(releaseCard(view(awaiting)));
    expect(text).toContain('12 commits ahead of what is live (`9c8b7a6`)');
    expect(text).toContain('/compare/');
    expect(text).toContain('|#212>');
    expect(text).toContain('*Authors:* eli, finn');
    expect(text.match(/Change number/g)).toHaveLength(10);
    expect(text).toContain('and 2 older commits');
  });

  test('the head commit once, with its author, and the others below it', () => {
    const [newest, ...older] = candidate.commits;
    const commits = [{ ...newest, sha, title: candidate.title }, ...older] as typeof candidate.commits;
    const text = textOf(
      releaseCard(view({ ...awaiting, proposal: { ...proposal, candidate: { ...candidate, commits } } })),
    );
    expect(text.match(/Round the total before tax(?!,)/g)).toHaveLength(1);
    expect(text).toContain('Round the total before tax (eli)');
    expect(text.match(/• `[0-9a-f]{7}`/g)).toHaveLength(9);
    expect(text).toContain('and 2 older commits');
  });

  test('when production has commits that this would take away', () => {
    const aside = { ...awaiting, proposal: { ...proposal, candidate: { ...candidate, behind: 3 } } };
    expect(textOf(releaseCard(view(aside)))).toContain('production has 3 commits that this has not');
  });

  test('why the changes cannot be counted when what is live is unknown', () => {
    const base = { kind: 'unknown', reason: 'the version endpoint answered 503' } as const;
    const lost = {
      ...awaiting,
      proposal: { ...proposal, candidate: { ...candidate, base, ahead: null, behind: null, compareUrl: null } },
    };
    expect(textOf(releaseCard(view(lost)))).toContain('What is live is not known (the version endpoint answered 503)');
  });

  test('exactly what a go covers', () => {
    const text = textOf(releaseCard(view(awaiting)));
    for (const part of [
      '4f2a91c',
      '.github/workflows/deploy.yml',
      blob.slice(0, 7),
      'Inputs: `release_sha` (this commit)',
      'bbbbbbb',
      proposal.hash.slice(0, 16),
    ]) {
      expect(text).toContain(part);
    }
  });

  test('how far each rule is and who can still decide', () => {
    const half = { ...awaiting, proposal: { ...proposal, votes: [voteOfAna] } };
    expect(textOf(releaseCard(view(half)))).toContain(
      '`approver`: 1 of 2, from <@U0ANA>. Can still decide: <@U0BEN> or <@U0CARA>.',
    );
  });

  test('what the last go does', () => {
    expect(textOf(releaseCard(view(awaiting)))).toContain('The go that completes this deploys at once.');
    expect(textOf(releaseCard(view(awaiting, { execution: 'separate' })))).toContain(
      'a deployer presses Deploy after it',
    );
  });

  test('which votes became void, and because of what', () => {
    const voided = {
      changes: [{ what: 'sha', from: sha, to: blob as never, ref: 'main' }],
      voters: [ana, ben],
    } as const;
    const text = textOf(releaseCard(view({ ...awaiting, voided })));
    expect(text).toContain('The votes of <@U0ANA> and <@U0BEN> are void');
    expect(text).toContain('`main` moved from `4f2a91c` to `1a2b3c4`: a commit was pushed');
  });

  test('the lines that the workflow file lacks', () => {
    const lacks = [
      { what: 'input', name: 'release_sha', lines: 'inputs:\n  release_sha:\n    required: true' },
    ] as const;
    const blocked = {
      ...awaiting,
      proposal: { ...proposal, blockers: [{ code: 'workflow_lacks', path: 'deploy.yml', lacks }] },
    } as const;
    const text = textOf(releaseCard(view(blocked)));
    expect(text).toContain('Nobody can approve this yet');
    expect(text).toContain('```\ninputs:\n  release_sha:\n    required: true\n```');
  });

  test('what is not evaluated yet, and that it does not count as passed', () => {
    const lax: LanePolicy = { ...policy, notEvaluated: ['telemetry (errors)'] };
    expect(textOf(releaseCard(view(awaiting, { policy: lax })))).toContain(
      'Not evaluated yet: telemetry (errors). None of this counts as passed.',
    );
  });

  test('which exclusions the lane has dropped', () => {
    const lax: LanePolicy = {
      ...policy,
      approval: { ...policy.approval, exclude: ['requester', 'agent-owner', 'co-author'] },
    };
    expect(textOf(releaseCard(view(awaiting, { policy: lax })))).toContain(
      'a go also counts from authors, the last pusher',
    );
  });

  test('that nothing but run, version and health decides', () => {
    const text = textOf(releaseCard(view(awaiting)));
    expect(text).toContain('the run’s conclusion, the version endpoint and 30 health looks');
    expect(text).toContain('That is all there is: this lane requires no evidence of what was deployed');
  });

  test('that production is not watched where no watch is configured', () => {
    const blind: LanePolicy = { ...policy, watch: null };
    expect(textOf(releaseCard(view(awaiting, { policy: blind })))).toContain('Production is not watched afterwards');
    expect(textOf(releaseCard(view(ended(outcomes.succeeded), { policy: blind })))).toContain(
      'The run succeeded; nothing else is looked at',
    );
  });

  test('what went wrong while the facts were read', () => {
    expect(textOf(releaseCard(view({ ...preparing, problem: 'GitHub answered 502.' })))).toContain(
      'GitHub answered 502. It is tried again',
    );
  });

  test('what an approved release waits for', () => {
    expect(textOf(releaseCard(view(scheduled)))).toContain('`checkout.production.e5f6a7b8` goes first');
    expect(textOf(releaseCard(view(ready)))).toContain('A deployer has to press Deploy before');
  });

  test('each step of the start', () => {
    expect(releaseCard(view(dispatching(steps.searching))).text).toContain('Looking for the run');
    expect(textOf(releaseCard(view(dispatching(steps.searching))))).toContain('Nothing is sent again meanwhile');
    expect(textOf(releaseCard(view(dispatching(steps['two-runs']))))).toContain('|run 7781234568>');
    expect(textOf(releaseCard(view(dispatching(steps['asking-person']))))).toContain('<@U0ANA> or <@U0BEN>');
  });

  test('how far the watch is', () => {
    const text = textOf(releaseCard(view(watching)));
    expect(text).toContain('▓░░░░░░░░░ look 4 of 30, the last one healthy (41 ms)');
  });

  test('failures in a row, and how many are a breach', () => {
    const bad = {
      ...watching,
      watch: { ...watching.watch, failuresInARow: 2, known: 3, last: { kind: 'failed', reason: 'it answered 503' } },
    } as typeof watching;
    const text = textOf(releaseCard(view(bad)));
    expect(text).toContain('the last one failed (it answered 503)');
    expect(text).toContain('2 failures in a row; 4 are a breach.');
    expect(text).toContain('1 look could not be read and counts for nothing.');
  });

  test('how it ended and what is live', () => {
    const text = textOf(releaseCard(view(ended(outcomes.failed))));
    expect(text).toContain('The workflow run ended with `failure`. `v2.13.0` (`9c8b7a6`) is live.');
    expect(textOf(releaseCard(view(ended(outcomes.rejected))))).toContain(
      '<@U0CARA> rejected it: Not before the sale is over.',
    );
  });

  test('that it was rolled back since, by whom, to what, and where to read of it', () => {
    const card = releaseCard(view(ended(outcomes.succeeded), { undone }));
    expect(card.text).toContain('Succeeded, rolled back since: checkout → production');
    expect(textOf(card)).toContain('*Rolled back since* to `v2.13.0` (`9c8b7a6`), ');
    expect(textOf(card)).toContain(` by <@U0ANA>: <`);
    const byMandate = { ...undone, how: 'by-mandate', card: null } as const;
    expect(textOf(releaseCard(view(ended(outcomes.failed), { undone: byMandate })))).toContain(
      `as the go of <@U0ANA> had authorised: \`${otherRelease}\`.`,
    );
  });

  test('which telemetry decides, and that a trigger on trial decides nothing', () => {
    const watch = policy.watch;
    if (watch === null) throw new Error('The lane is watched.');
    const measured = { ...policy, watch: { ...watch, sources: Trigger.options, advisory: ['health', 'cpu'] as const } };
    const text = textOf(releaseCard(view(awaiting, { policy: measured })));
    expect(text).toContain('; failures are only recorded)');
    expect(text).toContain('telemetry of errors, latency and memory (minute by minute; four in five have to be known)');
  });

  test('for which telemetry the verdict waits when all looks are taken, and until when', () => {
    const { watch } = policy;
    if (watch === null || watching.watch.stage !== 'looking') throw new Error('It is watched.');
    const measured = { ...policy, watch: { ...watch, sources: ['health', 'errors', 'cpu'] as const } };
    const { endsAt, total } = watching.watch;
    const over = { ...watching, watch: { ...watching.watch, next: total + 1 } };
    const text = textOf(releaseCard(view(over, { policy: measured, now: after(endsAt, minute) })));
    expect(text).toContain('All looks are taken. The verdict waits for telemetry of errors, cpu that is late, until ');
    expect(textOf(releaseCard(view(watching, { policy: measured })))).not.toContain('The verdict waits');
    expect(textOf(releaseCard(view(over)))).not.toContain('The verdict waits');
  });

  test('who approved, after the decision', () => {
    expect(textOf(releaseCard(view(ended(outcomes.succeeded))))).toContain('*Approved by* <@U0ANA> and <@U0BEN>');
    expect(approved.votes.some((vote) => vote.by === cara)).toBe(false);
  });
});

test('when it may start and how risky it is stands on a card until it starts', () => {
  for (const release of [awaiting, ready]) expect(textOf(releaseCard(view(release)))).toContain('*Mitigation*');
  for (const release of [deploying, watching]) expect(textOf(releaseCard(view(release)))).not.toContain('*Mitigation*');
});

test('a card is found again by the release and phase in its metadata', () => {
  expect(metadataOf(awaiting)).toEqual({
    event_type: 'gonogo_release',
    event_payload: { release: releaseId, phase: 'awaiting-decision' },
  });
  expect(metadataOf(ended(outcomes.expired)).event_payload.phase).toBe('expired');
});
