import { count, plain, utcText } from './cards/text.ts';
import { type SignedBundle } from './domain/bundle/format.ts';
import { type BundleRecord, type DispatchRow, type EvidenceRow, type WatchRow } from './domain/bundle/record.ts';
import { type CommitSha, shortSha } from './domain/ids.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type Vote } from './domain/release/release.ts';
import { type Instant } from './domain/time.ts';

/** What a sound bundle says: what was approved, by whom, on what evidence, and what then ran. */
export function bundleInWords({ release, record, policy, key, ledger, exportedAt }: SignedBundle): string {
  const { from, to, own } = record.entries;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['Release', [`${release}: ${titleOf(record)}`]],
    ['Requested', requestedIn(record)],
    ['Subject', subjectIn(record)],
    ['Approved', approvedIn(record)],
    ['Rules', rulesIn(record, policy)],
    ['Gates', gatesIn(record)],
    ['Checklist', checklistIn(record)],
    ['Evidence', record.evidence.map(evidenceLine)],
    ['Ran', ranIn(record)],
    ['Watch', record.watch === null ? ['no watch is on record'] : [watchLine(record.watch)]],
    ['Outcome', outcomeIn(record)],
    ['Links', linksIn(record)],
    [
      'Refused',
      record.refused.map(
        ({ at, actor, command, code }) => `${text(actor)} tried ${text(command)} at ${utcText(at)}: ${text(code)}`,
      ),
    ],
    [
      'Ledger',
      [
        `events ${from} to ${to} of ${ledger.chain}, ${own} of them about this release, exported at ${utcText(exportedAt)}`,
      ],
    ],
  ];
  const told = rows.flatMap(([name, lines]) =>
    lines.map((line, index) => `${(index === 0 ? name : '').padEnd(11)}${line}`),
  );
  return [
    `This bundle is genuine. It is signed by ${key.id}, and all that it says follows from its events and files.`,
    '',
    ...told,
    '',
  ].join('\n');
}

function titleOf({ kind, service, environment, candidate, subject }: BundleRecord): string {
  const version = candidate?.version ?? null;
  const commit = subject === null ? 'a commit that was never put to the vote' : named(subject.sha, version);
  return `a ${kind} of ${commit} of ${service} in ${environment}`;
}

function named(sha: CommitSha, version: string | null): string {
  return version === null ? shortSha(sha) : `${text(version)} (${shortSha(sha)})`;
}

function requestedIn({ requestedBy, requestedAt, request, candidate }: BundleRecord): readonly string[] {
  const title = candidate === null ? '' : `; the commit says "${text(candidate.title)}"`;
  return [`by ${requestedBy} at ${utcText(requestedAt)}: "${text(request.summary)}"${title}`];
}

function subjectIn({ subject, subjectHash }: BundleRecord): readonly string[] {
  if (subject === null || subjectHash === null) return ['none: it ended before there was anything to vote on'];
  const { workflow, images = [], target } = subject;
  return [
    `${subjectHash}: commit ${subject.sha}`,
    `workflow ${text(workflow.path)} at ${text(workflow.ref)}, file ${workflow.blobSha}`,
    ...(images.length === 0 ? ['no images by digest: the commit had no manifest that could be read'] : []),
    ...images.map(({ name, ref }) => `image ${text(name)}: ${text(ref)}`),
    ...(target === null || target === undefined ? [] : [`a rollback leads to ${named(target.sha, target.version)}`]),
  ];
}

function approvedIn({ rounds, outcome, stops }: BundleRecord): readonly string[] {
  const last = rounds.at(-1);
  const goes = (last?.votes ?? []).map((vote) => `go by ${voter(vote)}`);
  const voided = rounds
    .slice(0, -1)
    .flatMap(({ votes, hash }) =>
      votes.map((vote) => `void, because the subject ${hash.slice(0, 12)} changed: the go by ${voter(vote)}`),
    );
  const against = outcome?.kind === 'rejected' ? [`no-go by ${outcome.by}: "${text(outcome.reason)}"`] : [];
  const stopped = stops.map(({ by, at, reason }) => `stop by ${by} at ${utcText(at)}: "${text(reason)}"`);
  const all = [...goes, ...against, ...stopped, ...voided];
  return all.length === 0 ? ['by nobody'] : all;
}

function voter({ by, github, roles, at }: Vote): string {
  const account = github === null ? 'no GitHub account' : `${text(github)} at GitHub`;
  return `${by} (${account}; ${roles.map(text).join(', ')}) at ${utcText(at)}`;
}

function rulesIn({ kind, subject }: BundleRecord, policy: LanePolicy | null): readonly string[] {
  if (subject === null) return [];
  if (kind === 'rollback') return ['a rollback needs the confirm of one person'];
  if (policy === null)
    return ['not enclosed: the config has changed since. How many goes were needed, and of whom, was not checked'];
  const rules = policy.approval.rules.map(({ role, min }) => `${min} of ${text(role)}`).join(' and ');
  const excluded = policy.approval.exclude.length === 0 ? 'nobody' : policy.approval.exclude.join(', ');
  return [`${rules} have to say go; excluded: ${excluded}`];
}

function gatesIn({ gates }: BundleRecord): readonly string[] {
  return gates.map(({ id, outcome, mode, evidence }) => {
    const how = mode === null ? '' : ` (${mode})`;
    return `${text(id)}${how}: ${outcome}${evidence === null ? '' : `, judged on ${evidence.slice(0, 12)}`}`;
  });
}

function checklistIn({ checklist }: BundleRecord): readonly string[] {
  const proven = checklist.filter(({ state }) => state === 'evidence').length;
  const others = checklist.filter(({ state }) => state !== 'evidence');
  return [
    ...(proven === 0 ? [] : [`${count(proven, 'item')} settled by evidence`]),
    ...others.map(({ id, by, at, note }) => {
      if (by === null) return `${text(id)}: open`;
      const said = note === null || note === '' ? '' : `: "${text(note)}"`;
      return `${text(id)}: verified by ${by}${at === null ? '' : ` at ${utcText(at)}`}${said}`;
    }),
  ];
}

function evidenceLine({ name, state, digest, problem, copy, url }: EvidenceRow): string {
  const where = url === null ? '' : `, from ${text(url)}`;
  if (state !== 'present') return `${text(name)}: ${state} (${text(problem ?? '')})${where}`;
  return `${text(name)}: ${digest ?? ''}${where}; ${copy === 'enclosed' ? 'its file is enclosed' : 'its file is not enclosed'}`;
}

function ranIn({ dispatches }: BundleRecord): readonly string[] {
  return dispatches.length === 0 ? ['nothing'] : dispatches.flatMap(dispatchLines);
}

function dispatchLines({
  dispatch,
  at,
  workflow,
  inputs,
  run,
  conclusion,
  condemned,
  wouldHaveBlocked,
  subjectHash,
}: DispatchRow): readonly string[] {
  const given = Object.entries(inputs).map(([name, value]) => `${text(name)}=${text(value)}`);
  return [
    `${dispatch} at ${utcText(at)}: ${text(workflow.path)} at ${text(workflow.ref)}, for the subject ${subjectHash.slice(0, 12)}`,
    ...(given.length === 0 ? [] : [`inputs ${given.join(', ')}`]),
    run === null
      ? 'no run of it is on record'
      : `run ${run.id} (${text(run.url)}), known ${knownBy[run.from]}: ${conclusion === null ? 'its end is not on record' : `ended with ${text(conclusion)}`}`,
    ...(condemned === null ? [] : [`it could not count: ${condemned.code}`]),
    ...(wouldHaveBlocked.length === 0
      ? []
      : [`advisory gates that did not pass: ${wouldHaveBlocked.map(text).join(', ')}`]),
  ];
}

const knownBy = {
  answer: 'by GitHub’s answer',
  search: 'by its name',
  person: 'by a person’s word',
} as const;

function watchLine({ begunAt, endsAt, ok, failed, unknown, missed, unverified }: WatchRow): string {
  const looks = `${count(ok + failed + unknown, 'look')}: ${ok} healthy, ${failed} failed, ${unknown} unknown; ${missed} missed`;
  const open = unverified === null ? '' : `; it could not be verified: ${unverified}`;
  return `from ${utcText(begunAt)} to ${utcText(endsAt)}, ${looks}${open}`;
}

function outcomeIn({ outcome, endedAt }: BundleRecord): readonly string[] {
  if (outcome === null) return ['still open when it was exported'];
  return [`${outcome.kind}${because(outcome)}${at(endedAt)}`];
}

function because(outcome: NonNullable<BundleRecord['outcome']>): string {
  switch (outcome.kind) {
    case 'failed':
      return ` (${outcome.cause.code})`;
    case 'accepted-unverified':
    case 'rejected':
    case 'withdrawn':
    case 'superseded':
    case 'rolled-back':
      return ` by ${outcome.by}`;
    case 'succeeded':
    case 'expired':
      return '';
  }
}

function at(instant: Instant | null): string {
  return instant === null ? '' : ` at ${utcText(instant)}`;
}

function linksIn({ links: { again, cause, undoneBy } }: BundleRecord): readonly string[] {
  return [
    ...(again === null ? [] : [`asks again for ${again}`]),
    ...(cause === null
      ? []
      : [`rolled back by ${cause.by}${cause.of === null ? '' : `, undoing ${cause.of}`}: "${text(cause.reason)}"`]),
    ...(undoneBy === null ? [] : [`undone by ${undoneBy}`]),
  ];
}

function text(value: string): string {
  return plain(value, 300);
}
