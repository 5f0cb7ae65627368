import { describe, expect, test } from 'vitest';
import { releaseCard } from '../../src/cards/release-card.ts';
import { whyMessage } from '../../src/cards/why.ts';
import { type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type AwaitingDecision, type Ended } from '../../src/domain/release/release.ts';
import { type ReleaseView } from '../../src/domain/views.ts';
import { sizedFor } from './card-size.ts';
import { candidate, found, images, lost, manifest, now, policy, proposal, run } from './fixtures.ts';
import { advised, passing, pending, red } from './gates-shown.ts';
import { actionsOf, textOf } from './reading.ts';
import { awaiting, ended, outcomes, preparing, view, watching } from './releases.ts';

describe('before the vote a card shows of each gate', () => {
  const blocked: AwaitingDecision = {
    ...awaiting,
    proposal: { ...proposal, blockers: [{ code: 'gates_not_passed', gates: ['integration-gate', 'checks'] }] },
  };
  const gates = [passing, advised, pending, red];

  test('whether it passed, why not, and what settles it', () => {
    const text = cardOf(blocked, { gates });
    expect(text).toContain('*Evidence:* 1 of 4 gates passed.');
    expect(text).toContain(`✗ <${run.url}|integration-gate> (workflow run): failed. The newest run`);
    expect(text).toContain('Fix what failed and run it again');
    expect(text).toContain('? <');
    expect(text).toContain(`✓ <${run.url}|commit-stage>`);
  });

  test('that an advisory one does not block', () => {
    expect(cardOf(blocked, { gates })).toContain('Advisory: it would have blocked.');
  });

  test('what blocks first', () => {
    const text = cardOf(blocked, { gates });
    const places = ['|integration-gate>', '|checks>', '|scorecard>', '|commit-stage>'].map((name) =>
      text.indexOf(name),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('who is asked to settle what blocks, and no Approve button', () => {
    const card = releaseCard(view(blocked, { gates }));
    expect(textOf(card)).toContain('not passed: `integration-gate`, `checks`');
    expect(textOf(card)).toContain('Asked to see to it: <@U0DANA>.');
    expect(actionsOf(card)).not.toContain('release.approve');
  });

  test('the same in /release why', () => {
    const text = textOf(whyMessage(view(blocked, { gates })));
    expect(text).toContain('|integration-gate> (workflow run): failed.');
    expect(text).toContain('run it again');
    expect(text).not.toContain('|commit-stage>');
  });

  test('only its name once the release has started', () => {
    const text = cardOf(watching, { gates });
    expect(text).toContain('|scorecard> (advisory)');
    expect(text).not.toContain('The newest run');
  });

  test('nothing where the lane has no gates', () => {
    expect(cardOf(awaiting)).not.toContain('*Evidence:*');
  });

  test('by name at least, when a dozen of them do not fit', () => {
    const long = { ...red, reason: { ...advised.reason, detail: 'x'.repeat(400) } } as typeof red;
    const dozen = Array.from({ length: 12 }, (_, index) => ({ ...long, id: `gate-${index}` }));
    const text = cardOf(blocked, { gates: dozen });
    for (const { id } of dozen) expect(text).toContain(`|${id}>`);
    expect(text).toContain('(`/release why` says why)');
  });
});

describe('a card shows which images run', () => {
  test('by digest, with the version and a link to the manifest', () => {
    expect(cardOf(awaiting)).toContain(
      `*Images:* \`v2.14.0\`: \`api\` \`sha256:aaaaaaa…\`, \`web\` \`sha256:bbbbbbb…\`. <${run.url}|Manifest>.`,
    );
  });

  test('that they are from the copy that was kept', () => {
    const kept = withCandidate({ evidence: { ...candidate.evidence, manifest: found(manifest, 'ours') } });
    expect(cardOf(kept)).toContain('From the copy that was kept when it was first read.');
  });

  test('that a repository without a manifest is welcome, and what a go covers then', () => {
    const none = withCandidate({ evidence: { ...candidate.evidence, manifest: lost('no-artifact') } });
    expect(cardOf(none)).toContain('this commit has no manifest. A go covers the commit and the workflow.');
  });

  test('why a manifest that is there cannot be used', () => {
    const broken = withCandidate({
      evidence: {
        ...candidate.evidence,
        manifest: { state: 'unreadable', code: 'wrong-sha', detail: '', source: null },
      },
    });
    expect(cardOf(broken)).toContain('speaks of another commit');
  });
});

describe('before the vote a card says where a rollback would lead', () => {
  test.each([
    [
      'live-unknown',
      'production shows `v2.13.0` (`9c8b7a6`), and that is on record by now. It is read again by itself',
    ],
    ['same-commit', 'this commit is what is live already'],
    ['no-replay-workflow', 'names no replay workflow'],
  ] as const)('nowhere, because of %s', (why, words) => {
    const text = cardOf(withCandidate({ target: { kind: 'none', why } }));
    expect(text).toContain('There is no version to go back to');
    expect(text).toContain(words);
  });

  test('nowhere, because nobody has recorded what is live', () => {
    const asked = withCandidate({ target: { kind: 'none', why: 'live-unknown' } });
    expect(textOf(releaseCard(view(asked, { live: { kind: 'unknown' } })))).toContain(
      'production shows `v2.13.0` (`9c8b7a6`), and nobody has recorded it as what this lane runs. A deployer can record it',
    );
  });

  test('nowhere, because what is live is not known', () => {
    const text = cardOf(
      withCandidate({ live: { kind: 'unknown', reason: 'no answer' }, target: { kind: 'none', why: 'live-unknown' } }),
    );
    expect(text).toContain('There is no version to go back to: what is live is not known');
  });

  test('nowhere, because nobody has the digests of what is live', () => {
    const gone = { ...candidate.target, manifest: lost('expired') } as Candidate['target'];
    const text = cardOf(withCandidate({ target: gone }));
    expect(text).toContain('There is no version to go back to: `v2.13.0` (`9c8b7a6`) is live');
    expect(text).toContain('GitHub has deleted');
  });

  test('to what is live, and whether that was seen to work', () => {
    expect(cardOf(awaiting)).toContain('goes back to `v2.13.0` (`9c8b7a6`), which was seen to work here');
    const said = { ...candidate.target, verified: 'no' } as Candidate['target'];
    expect(cardOf(withCandidate({ target: said }))).toContain('no watch has seen it work here');
  });

  test('to what the release before it is about to put live, and says that it is not there yet', () => {
    const next = { ...candidate.target, sha: 'c'.repeat(40), version: null, verified: 'no' } as Candidate['target'];
    const text = cardOf(withCandidate({ target: next }));

    expect(text).toContain('goes back to `ccccccc`, once the release before this one has put it live.');
    expect(text).not.toContain('It is what is live');
  });
});

describe('the risk that a card shows', () => {
  const migrations = { kind: 'known', value: { files: ['7.sql'], count: 1, reversible: 'none' } } as const;

  test('is High for a migration, whatever was asked for, and says why', () => {
    const risky = withCandidate({ changes: { ...candidate.changes, migrations } });
    expect(cardOf(risky)).toContain('High: it brings a migration (Medium was asked for).');
  });

  test('names breaking changes too', () => {
    const breaking = [
      { title: 'feat!: drop v1', url: null },
      { title: 'feat!: drop v2', url: null },
    ];
    const risky = withCandidate({ changes: { ...candidate.changes, migrations, breaking } });
    expect(cardOf(risky)).toContain('High: it brings a migration and 2 breaking changes');
  });
});

test('while evidence is read the card says how far that is', () => {
  expect(cardOf({ ...preparing, progress: { done: 34, total: 60 } })).toContain('Reading evidence: 34 of 60.');
});

describe('after the run a card tells of what the run left behind', () => {
  const good: PostDeploy = {
    infra: found({ environment: 'production', status: 'succeeded', images, identityConvergence: null }),
    smoke: found({ status: 'passed', total: 12, failed: [] }),
    decision: found({ decision: 'release', reasons: [] }),
    readAt: now,
  };
  const asked: LanePolicy = { ...policy, postDeploy: { required: ['infra', 'smoke', 'decision'] } };

  test('that all of it is as approved', () => {
    const text = cardOf({ ...watching, postDeploy: good }, { policy: asked });
    expect(text).toContain('|Deployed images>: 2 images as approved');
    expect(text).toContain('|Smoke test>: 12 checks passed');
    expect(text).toContain('|Decision>: `release`');
  });

  test('which images are wrong', () => {
    const swapped = images.map((image) => (image.name === 'web' ? { ...image, ref: images[0]?.ref ?? '' } : image));
    const infra = found({ environment: 'production', status: 'succeeded', images: swapped, identityConvergence: null });
    const failed: Ended = {
      ...ended({ kind: 'failed', cause: { code: 'wrong-digests', images: ['web'] }, live: null }),
      postDeploy: { ...good, infra },
    };
    expect(cardOf(failed)).toContain('|Deployed images>: The run deployed other images than were approved: `web`.');
  });

  test('what is missing although the lane requires it, without the advice to deploy again', () => {
    const text = cardOf({ ...watching, postDeploy: { ...good, decision: lost('no-artifact') } }, { policy: asked });
    expect(text).toContain('? Decision: required, and not known: the run left none.');
  });

  test('nothing about what is missing and not asked for', () => {
    expect(cardOf({ ...watching, postDeploy: { ...good, decision: lost('no-artifact') } })).not.toContain('Decision:');
  });

  test('that success rests on it where the lane requires it', () => {
    expect(cardOf(ended(outcomes.succeeded), { policy: asked })).toContain(
      'The run succeeded, what it left behind says nothing against it, the new version is live',
    );
    const compared = { ...ended(outcomes.succeeded), postDeploy: good };
    expect(cardOf(compared, { policy: asked })).toContain('what it left behind is as approved');
    expect(cardOf(watching, { policy: asked })).toContain(
      'the run’s conclusion, the record of what was deployed, the smoke test’s report, the release decision,',
    );
  });
});

test('a card with twelve gates, twenty open items and fifty images can be sent, with its buttons', () => {
  const open = Array.from({ length: 20 }, (_, index) => ({
    id: `dependencies.package-${index}@1.0.0.licence`,
    section: 'dependencies' as const,
    text: { code: 'dependency-licence' as const, name: `package-${index}`, version: '1.0.0', licence: null },
    state: { kind: 'open' as const, needs: { role: null, note: 'optional' as const } },
  }));
  const many = Array.from({ length: 50 }, (_, index) => ({
    name: `service-${index}`,
    ref: `acme.azurecr.io/service-${index}@sha256:${'d'.repeat(64)}`,
  }));
  const full = withCandidate({
    evidence: { ...candidate.evidence, manifest: found({ ...manifest, images: many }) },
  });
  const gates = Array.from({ length: 12 }, (_, index) => ({ ...red, id: `gate-${index}` }));
  const card = releaseCard(view(full, { gates, checklist: open }));
  expect(sizedFor(card)).toEqual({ blocks: 'fit', characters: 'fit' });
  expect(textOf(card)).toContain('42 more');
  expect(textOf(card)).toContain('20 open');
  expect(actionsOf(card)).toEqual(['checklist.show', 'release.approve', 'release.reject', 'release.withdraw']);
});

function withCandidate(over: Partial<Candidate>): AwaitingDecision {
  return { ...awaiting, proposal: { ...proposal, candidate: { ...candidate, ...over } } };
}

function cardOf(release: ReleaseView['release'], over: Partial<ReleaseView> = {}): string {
  return textOf(releaseCard(view(release, over)));
}
