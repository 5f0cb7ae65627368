import { describe, test } from 'vitest';
import { type EvidenceReads } from '../../src/evidence/reads.ts';
import { manifest, scorecard } from './documents.ts';
import { type EvidenceCase, expectCase, policyGate } from './judging.ts';
import { artifact, emptyRange, read, run, silent } from './shelf.ts';

type Case = Omit<EvidenceCase, 'gate'>;

describe('the pipeline policy of the repository', () => {
  const pinned = `jobs:\n  build:\n    steps:\n      - uses: actions/checkout@${'a'.repeat(40)} # v4\n`;
  const unpinned = '      - uses: actions/checkout@v4\n';
  /** Another text of the workflow stands at the commit than at the head of the ref that is dispatched. */
  function policy(file: unknown, more: Partial<EvidenceReads> = {}, atCommit = pinned): Case['world'] {
    const text = typeof file === 'string' ? file : JSON.stringify(file);
    const reads: Partial<EvidenceReads> = {
      fileAt: async (_repo, _sha, path) =>
        read({ blob: 'b'.repeat(40), text: path === '.github/policy/pipeline-policy.json' ? text : atCommit }),
      ...more,
    };
    return {
      runs: [run('100')],
      artifacts: [artifact('release-candidate', manifest), artifact('scorecard', scorecard)],
      reads,
    };
  }
  const base = { schemaVersion: 1 };
  const cases: readonly Case[] = [
    { rule: 'is kept when it asks nothing', world: policy(base), says: 'pass', because: 'policy-kept' },
    {
      rule: 'is kept when a workflow that it asks for is green',
      world: policy({ ...base, requiredWorkflows: [{ file: 'integration-gate.yml', branch: 'main' }] }),
      says: 'pass',
      because: 'policy-kept',
    },
    {
      rule: 'is broken when a workflow that it asks for never ran',
      world: policy({ ...base, requiredWorkflows: [{ file: 'commit-stage.yml', branch: 'main' }] }),
      says: 'fail',
      because: 'policy-broken',
    },
    {
      rule: 'is broken when evidence that it asks for is missing',
      world: policy({ ...base, requiredEvidence: ['release-candidate', 'timing'] }),
      says: 'fail',
      because: 'policy-broken',
    },
    {
      rule: 'is broken when it asks for evidence of no kind',
      world: policy({ ...base, requiredEvidence: ['horoscope'] }),
      says: 'fail',
      because: 'policy-broken',
    },
    {
      rule: 'is kept when every image comes from its registry',
      world: policy({ ...base, registries: ['acme.azurecr.io'] }),
      says: 'pass',
      because: 'policy-kept',
    },
    {
      rule: 'is broken when an image comes from elsewhere',
      world: policy({ ...base, registries: ['other.azurecr.io'] }),
      says: 'fail',
      because: 'policy-broken',
    },
    {
      rule: 'is broken when a variable is not there',
      world: policy({ ...base, requiredVariables: ['ACR_NAME'] }),
      says: 'fail',
      because: 'policy-broken',
    },
    {
      rule: 'is unknown when variables cannot be listed',
      world: policy({ ...base, requiredVariables: ['ACR_NAME'] }, { variablesOf: async () => silent }),
      says: 'unknown',
      because: 'policy-not-looked-up',
    },
    {
      rule: 'is broken when a forbidden workflow is there',
      world: policy(
        { ...base, forbiddenWorkflows: ['legacy.yml'] },
        { workflowFilesAt: async () => read(['legacy.yml']) },
      ),
      says: 'fail',
      because: 'policy-broken',
    },
    {
      rule: 'is unknown when workflows cannot be listed',
      world: policy({ ...base, forbiddenWorkflows: ['legacy.yml'] }, { workflowFilesAt: async () => silent }),
      says: 'unknown',
      because: 'policy-not-looked-up',
    },
    {
      rule: 'is kept when every action of the workflow that would run is pinned',
      world: policy({ ...base, pinnedActions: true }),
      range: { ...emptyRange, workflowText: pinned },
      says: 'pass',
      because: 'policy-kept',
    },
    {
      rule: 'is kept when what would run is pinned, although the commit holds an older file that is not',
      world: policy({ ...base, pinnedActions: true }, {}, unpinned),
      range: { ...emptyRange, workflowText: pinned },
      says: 'pass',
      because: 'policy-kept',
    },
    {
      rule: 'is broken when what would run is not pinned, although the file at the commit is',
      world: policy({ ...base, pinnedActions: true }, {}, pinned),
      range: { ...emptyRange, workflowText: unpinned },
      says: 'fail',
      because: 'policy-broken',
    },
    {
      rule: 'is unknown when there is no workflow that would run',
      world: policy({ ...base, pinnedActions: true }),
      says: 'unknown',
      because: 'policy-not-looked-up',
    },
    {
      rule: 'is kept when it does not ask for pinned actions',
      world: policy(base),
      range: { ...emptyRange, workflowText: unpinned },
      says: 'pass',
      because: 'policy-kept',
    },
    {
      rule: 'is kept for all that it holds keys that nobody knows',
      world: policy({ ...base, allowEverything: true }),
      says: 'pass',
      because: 'policy-kept',
    },
    { rule: 'fails when it is no JSON', world: policy('{'), says: 'fail', because: 'policy-unreadable' },
    {
      rule: 'fails when it names a key twice',
      world: policy('{"schemaVersion":1,"registries":["a"],"registries":[]}'),
      says: 'fail',
      because: 'policy-unreadable',
    },
    {
      rule: 'fails in another version of the format',
      world: policy({ schemaVersion: 2 }),
      says: 'fail',
      because: 'policy-unreadable',
    },
    { rule: 'fails when there is none', world: {}, says: 'fail', because: 'policy-missing' },
    {
      rule: 'is unknown when it cannot be read',
      world: { reads: { fileAt: async () => silent } },
      says: 'unknown',
      because: 'could-not-read',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase({ ...one, gate: policyGate }));
});
