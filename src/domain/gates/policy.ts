import { type Evidence, type ManifestFacts } from '../evidence/evidence.ts';
import { hashOf } from '../hash.ts';
import { type GateFact, type PipelinePolicySeen } from './fact.ts';
import { fail, type Grounds, type Judgement, noGrounds, pass, unfit, unknown } from './judgement.ts';
import { type PolicyBreach, type PolicyUnread } from './reason.ts';
import { hashOfRun, type RunAsked, whatRunSays } from './workflow-run.ts';

type Read = Extract<PipelinePolicySeen, { readonly kind: 'read' }>;
type Asked = Pick<RunAsked, 'sha' | 'repo'> & { readonly manifest: Evidence<ManifestFacts> };
type Found = { readonly breaches: readonly PolicyBreach[]; readonly unread: readonly PolicyUnread[] };

/**
 * Fails closed: without a policy file, or with one that cannot be read, the gate fails; whatever the file asks and
 * could not be looked up is `unknown`. Keys that nobody knows are told and never obeyed: they neither ask nor allow.
 */
export function judgePolicy(fact: GateFact, asked: Asked): Judgement {
  if (fact.of !== 'policy') return unfit(fact);
  const { policy } = fact;
  if (policy.kind === 'missing') return fail({ code: 'policy-missing' }, noGrounds);
  if (policy.kind === 'unreadable') return fail({ code: 'policy-unreadable', why: policy.reason }, noGrounds);

  const parts = [
    ofWorkflows(policy, asked),
    ofEvidence(policy),
    ofRegistries(policy, asked.manifest),
    ofVariables(policy),
    ofFiles(policy),
  ];
  const breaches = parts.flatMap((part) => part.breaches);
  const unread = parts.flatMap((part) => part.unread);
  const { unknownKeys } = policy;
  const runs = policy.workflows.map(({ file, branch, run }) => [file, branch, run === null ? null : hashOfRun(run)]);
  const grounds: Grounds = {
    evidence: hashOf({ blob: policy.blob, runs, breaches, unread: unread.map(withoutWords) }),
    url: null,
  };
  if (breaches.length > 0) return fail({ code: 'policy-broken', breaches, unknownKeys }, grounds);
  if (unread.length > 0) return unknown({ code: 'policy-not-looked-up', unread, unknownKeys }, grounds);
  return pass({ code: 'policy-kept', unknownKeys }, grounds);
}

/** How GitHub put it is no evidence: it may say the same in other words a minute later. */
function withoutWords(unread: PolicyUnread): PolicyUnread {
  return unread.what === 'other' ? { what: 'other', words: '' } : unread;
}

function ofWorkflows(policy: Read, asked: Asked): Found {
  const breaches: PolicyBreach[] = [];
  const unread: PolicyUnread[] = [];
  for (const { file, branch, run } of policy.workflows) {
    const says = whatRunSays(run, { workflow: file, branch, sha: asked.sha, repo: asked.repo });
    switch (says.kind) {
      case 'succeeded':
        break;
      case 'in-progress':
        unread.push({ what: 'workflow-in-progress', file });
        break;
      case 'failed':
        breaches.push({ what: 'workflow-failed', file, branch, conclusion: says.conclusion });
        break;
      case 'missing':
      case 'does-not-count':
        breaches.push({ what: 'workflow-missing', file, branch });
        break;
    }
  }
  return { breaches, unread };
}

function ofEvidence(policy: Read): Found {
  const breaches: PolicyBreach[] = [];
  const unread: PolicyUnread[] = [];
  for (const { kind, state } of policy.evidence) {
    if (state === 'missing') breaches.push({ what: 'evidence-missing', kind });
    if (state === 'unknown-kind') breaches.push({ what: 'evidence-of-no-kind', kind });
    if (state === 'unreadable' || state === 'not-answered') unread.push({ what: 'evidence', kind });
  }
  return { breaches, unread };
}

/** Without a list the policy says nothing of registries. With one, every image has to come from one of them. */
function ofRegistries(policy: Read, manifest: Evidence<ManifestFacts>): Found {
  const { registries } = policy;
  if (registries.length === 0) return nothingFound;
  if (manifest.state === 'unreadable') return { breaches: [], unread: [{ what: 'manifest' }] };
  if (manifest.state === 'missing') return { breaches: [{ what: 'no-manifest' }], unread: [] };
  const outside = manifest.facts.images.filter(({ ref }) => !registries.some((registry) => isIn(registry, ref)));
  return {
    breaches: outside.map(({ name, ref }) => ({ what: 'registry', image: name, ref, allowed: registries })),
    unread: [],
  };
}

/** `acme.azurecr.io` has `acme.azurecr.io/api@…` and not `acme.azurecr.io.example/api@…`. Hosts know no case. */
function isIn(registry: string, ref: string): boolean {
  const prefix = registry.trim().replace(/\/+$/, '').toLowerCase();
  return prefix !== '' && ref.toLowerCase().startsWith(`${prefix}/`);
}

function ofVariables(policy: Read): Found {
  const { requiredVariables, variables } = policy;
  if (requiredVariables.length === 0) return nothingFound;
  if (variables === null) return { breaches: [], unread: [{ what: 'variables' }] };
  const present = new Set(variables.map((name) => name.toUpperCase()));
  const names = requiredVariables.filter((name) => !present.has(name.toUpperCase()));
  return { breaches: names.length === 0 ? [] : [{ what: 'variables', names }], unread: [] };
}

function ofFiles(policy: Read): Found {
  const { forbiddenPresent, pinnedActions, unpinned } = policy;
  const breaches: PolicyBreach[] = [];
  const unread: PolicyUnread[] = policy.unread.map((words) => ({ what: 'other', words }));
  if (forbiddenPresent.length > 0) breaches.push({ what: 'forbidden-workflows', files: forbiddenPresent });
  if (pinnedActions === 'asked') {
    if (unpinned === null) unread.push({ what: 'actions' });
    else if (unpinned.length > 0) breaches.push({ what: 'unpinned-actions', uses: unpinned });
  }
  return { breaches, unread };
}

const nothingFound: Found = { breaches: [], unread: [] };
