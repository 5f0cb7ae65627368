import { describe, expect, test } from 'vitest';
import { type Evidence, type ManifestFacts } from '../../../src/domain/evidence/evidence.ts';
import { type PipelinePolicySeen } from '../../../src/domain/gates/fact.ts';
import { type GateResult } from '../../../src/domain/gates/result.ts';
import { gate, judge, manifestFacts, otherSha, type PolicyRead, policyRead, present, run } from './facts.ts';

describe('the policy gate', () => {
  test('passes when all that the policy asks is so', () => {
    expect(policy({})).toMatchObject({ outcome: 'pass', reason: { code: 'policy-kept', unknownKeys: [] } });
  });

  test('passes on a policy that asks for nothing', () => {
    const nothing: Partial<PolicyRead> = {
      workflows: [],
      evidence: [],
      registries: [],
      requiredVariables: [],
      variables: null,
      unpinned: null,
      pinnedActions: 'not-asked',
    };
    expect(policy(nothing, absentManifest).outcome).toBe('pass');
  });

  test('tells the keys that nobody knows and does not obey them', () => {
    expect(policy({ unknownKeys: ['skipEverything'] })).toMatchObject({
      outcome: 'pass',
      reason: { unknownKeys: ['skipEverything'] },
    });
    expect(policy({ unknownKeys: ['skipEverything'], forbiddenPresent: ['old.yml'] })).toMatchObject({
      outcome: 'fail',
      reason: { unknownKeys: ['skipEverything'] },
    });
  });

  test.each<[string, PipelinePolicySeen, object]>([
    ['no policy file', { kind: 'missing' }, { code: 'policy-missing' }],
    [
      'a file that cannot be read',
      { kind: 'unreadable', reason: 'not JSON' },
      { code: 'policy-unreadable', why: 'not JSON' },
    ],
  ])('fails with %s', (_what, seen, reason) => {
    expect(judge(gate('policy'), { of: 'policy', policy: seen })).toMatchObject({ outcome: 'fail', reason });
  });

  test.each<[string, Partial<PolicyRead>, object]>([
    [
      'a required workflow without a run',
      { workflows: [asked(null)] },
      { what: 'workflow-missing', file: 'commit-stage.yml' },
    ],
    [
      'a required workflow that failed',
      { workflows: [asked(run({ conclusion: 'failure' }))] },
      { what: 'workflow-failed', conclusion: 'failure' },
    ],
    ['a green run of another commit', { workflows: [asked(run({ sha: otherSha }))] }, { what: 'workflow-missing' }],
    [
      'a green run of a pull request',
      { workflows: [asked(run({ event: 'pull_request' }))] },
      { what: 'workflow-missing' },
    ],
    [
      'required evidence that is missing',
      { evidence: [{ kind: 'tests', state: 'missing' }] },
      { what: 'evidence-missing', kind: 'tests' },
    ],
    [
      'evidence of a kind that nobody knows',
      { evidence: [{ kind: 'sbom', state: 'unknown-kind' }] },
      { what: 'evidence-of-no-kind', kind: 'sbom' },
    ],
    [
      'an image of another registry',
      { registries: ['ghcr.io'] },
      { what: 'registry', image: 'api', allowed: ['ghcr.io'] },
    ],
    ['a registry whose name only begins alike', { registries: ['acme.azurecr'] }, { what: 'registry' }],
    ['an empty registry', { registries: [' '] }, { what: 'registry' }],
    [
      'a required variable that is not set',
      { variables: ['KEY_VAULT_NAME'] },
      { what: 'variables', names: ['ACR_NAME'] },
    ],
    [
      'a forbidden workflow',
      { forbiddenPresent: ['acceptance.yml'] },
      { what: 'forbidden-workflows', files: ['acceptance.yml'] },
    ],
    [
      'an action that is not pinned',
      { unpinned: ['actions/checkout@v4'] },
      { what: 'unpinned-actions', uses: ['actions/checkout@v4'] },
    ],
  ])('fails with %s, and names it', (_what, over, breach) => {
    const result = policy(over);
    expect(result).toMatchObject({ outcome: 'fail', reason: { code: 'policy-broken' } });
    expect(result.reason).toHaveProperty('breaches', expect.arrayContaining([expect.objectContaining(breach)]));
  });

  test.each<[string, Partial<PolicyRead>, object]>([
    [
      'a required workflow still runs',
      { workflows: [asked(run({ status: 'queued', conclusion: null }))] },
      { what: 'workflow-in-progress', file: 'commit-stage.yml' },
    ],
    [
      'required evidence cannot be read',
      { evidence: [{ kind: 'tests', state: 'unreadable' }] },
      { what: 'evidence', kind: 'tests' },
    ],
    [
      'GitHub does not say whether required evidence is there',
      { evidence: [{ kind: 'tests', state: 'not-answered' }] },
      { what: 'evidence', kind: 'tests' },
    ],
    ['variables could not be listed', { variables: null }, { what: 'variables' }],
    ['the actions could not be read', { unpinned: null }, { what: 'actions' }],
    [
      'anything else could not be looked up',
      { unread: ['the workflow files'] },
      { what: 'other', words: 'the workflow files' },
    ],
  ])('does not know while %s', (_what, over, unread) => {
    expect(policy(over)).toMatchObject({
      outcome: 'unknown',
      reason: { code: 'policy-not-looked-up', unread: [unread] },
    });
  });

  test('without a manifest it fails where registries are listed, and does not know with one that cannot be read', () => {
    expect(policy({}, absentManifest)).toMatchObject({
      outcome: 'fail',
      reason: { breaches: [{ what: 'no-manifest' }] },
    });
    const unreadable = { state: 'unreadable', code: 'not-answered', detail: '', source: null } as const;
    expect(policy({}, unreadable)).toMatchObject({ outcome: 'unknown', reason: { unread: [{ what: 'manifest' }] } });
  });

  test('takes no registry for another whose name it begins with', () => {
    const images = [{ name: 'api', ref: `acme.azurecr.io.evil.example/api@sha256:${'d'.repeat(64)}` }];
    expect(policy({}, present({ ...manifestFacts, images })).outcome).toBe('fail');
  });

  test('does not let an empty registry allow an image without a host', () => {
    const images = [{ name: 'api', ref: `/api@sha256:${'d'.repeat(64)}` }];
    expect(policy({ registries: ['', ' / '] }, present({ ...manifestFacts, images })).outcome).toBe('fail');
  });

  test('a registry may name a path below its host, and case says nothing there', () => {
    expect(policy({ registries: ['ACME.azurecr.io/'] }).outcome).toBe('pass');
    const images = [{ name: 'api', ref: `ghcr.io/acme/api@sha256:${'d'.repeat(64)}` }];
    expect(policy({ registries: ['ghcr.io/acme'] }, present({ ...manifestFacts, images })).outcome).toBe('pass');
    expect(policy({ registries: ['ghcr.io/ac'] }, present({ ...manifestFacts, images })).outcome).toBe('fail');
  });

  test('what is broken outweighs what is not known', () => {
    expect(policy({ variables: null, forbiddenPresent: ['old.yml'] }).outcome).toBe('fail');
  });

  test('another text of the policy file, or a run that was started again, is other evidence', () => {
    const { evidence } = policy({});
    expect(policy({ blob: '0'.repeat(40) }).evidence).not.toBe(evidence);
    expect(policy({ workflows: [asked(run({ attempt: 2 }))] }).evidence).not.toBe(evidence);
    expect(policy({ variables: ['ACR_NAME', 'UNRELATED'] }).evidence).toBe(evidence);
  });

  test('is the same evidence however GitHub words it that it does not answer', () => {
    const { evidence } = policy({ unread: ['rate limit until 10:02 (request 4F:A1)'] });

    expect(policy({ unread: ['rate limit until 10:03 (request 77:0C)'] }).evidence).toBe(evidence);
    expect(policy({ unread: [] }).evidence).not.toBe(evidence);
    expect(policy({ unread: ['rate limit'], variables: null }).evidence).not.toBe(evidence);
  });
});

const absentManifest: Evidence<ManifestFacts> = { state: 'missing', code: 'no-artifact', detail: '', source: null };

function asked(found: PolicyRead['workflows'][number]['run']): PolicyRead['workflows'][number] {
  return { file: 'commit-stage.yml', branch: 'main', run: found };
}

function policy(over: Partial<PolicyRead>, manifest?: Evidence<ManifestFacts>): GateResult {
  return judge(gate('policy'), { of: 'policy', policy: { ...policyRead, ...over } }, manifest);
}
