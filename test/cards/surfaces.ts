import { incidentAlert } from '../../src/cards/alert.ts';
import { adoptRunModal, rejectModal } from '../../src/cards/answer-modals.ts';
import { type HomeTab, type Message, type Modal } from '../../src/cards/block-kit.ts';
import {
  helpFor,
  helpMessage,
  helpWords,
  laterWords,
  notYet,
  problemMessage,
  unknownWord,
} from '../../src/cards/help.ts';
import { historyMessage } from '../../src/cards/history.ts';
import { homeTab } from '../../src/cards/home.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { requestLoading, requestModal, requestProblem } from '../../src/cards/request-modal.ts';
import { sayingText } from '../../src/cards/saying.ts';
import { statusMessage } from '../../src/cards/status.ts';
import { threadNote } from '../../src/cards/thread-note.ts';
import { whyMessage } from '../../src/cards/why.ts';
import { type CommitSha, type GithubLogin } from '../../src/domain/ids.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { type HistoryRow, type LaneRow, type OpenRow, type ReleaseView } from '../../src/domain/views.ts';
import {
  ana,
  at,
  ben,
  candidate,
  card,
  checkout,
  dana,
  now,
  policy,
  production,
  proposal,
  releaseId,
  request,
  sha,
  stop,
} from './fixtures.ts';
import {
  awaiting,
  deploying,
  dispatching,
  ended,
  preparing,
  ready,
  steps,
  unverified,
  view,
  watching,
} from './releases.ts';
import { alerts, notes, sayings } from './samples.ts';

/** Everything that can be sent, made from texts that somebody else chose. `many` says how often lists repeat them. */
export function messagesFrom(text: string, many: number): readonly Message[] {
  const releases = releasesFrom(text, many);
  const views = releases.map((release) => viewFrom(release, text, many));
  const first = views[0] ?? view(awaiting);
  return [
    ...views.flatMap((one) => [releaseCard(one), whyMessage(one)]),
    ...notes.map((note) => threadNote(textIn(note, text), first)),
    ...alerts.map((alert) => incidentAlert(textIn(alert, text), first)),
    ...sayings.map((saying) => sayingText(textIn(saying, text))),
    statusMessage({
      service: null,
      lanes: lanesFrom(text, many),
      open: rowsFrom(text, many),
      recent: historyFrom(text, many),
      warnings: times(many, text),
      now,
    }),
    historyMessage(historyFrom(text, many), null),
    historyMessage(historyFrom(text, many), text),
    unknownWord(text, text),
    problemMessage(text),
    helpMessage(),
    ...helpWords.map(helpFor),
    ...laterWords.map(notYet),
  ];
}

export function modalsFrom(text: string, many: number): readonly Modal[] {
  const lane = { service: checkout, environment: production };
  const draft = {
    ...lane,
    ref: text,
    candidate: candidateFrom(text, many),
    policy: policyFrom(text, many),
    summary: text,
    now,
  };
  const asking = viewFrom(dispatching(steps['two-runs']), text, many);
  return [
    requestLoading(checkout, production, text),
    requestProblem(text, text, text),
    requestModal(draft),
    rejectModal(viewFrom(awaiting, text, many)),
    adoptRunModal(asking),
  ];
}

export function homeFrom(text: string, many: number): HomeTab {
  const rows = rowsFrom(text, many);
  return homeTab({
    user: ana,
    needsYou: rows,
    open: rows,
    lanes: lanesFrom(text, many),
    warnings: times(many, text),
    now,
  });
}

function times(many: number, text: string): readonly string[] {
  return Array.from({ length: many }, () => text);
}

/** The same thing with every reason and detail in it replaced. */
function textIn<T>(value: T, text: string): T {
  const swapped = JSON.stringify(value, (key, field: unknown) =>
    ['reason', 'detail', 'role', 'because', 'path', 'conclusion', 'title'].includes(key) &&
    typeof field === 'string' &&
    key !== 'because'
      ? text
      : field,
  );
  return JSON.parse(swapped) as T;
}

function candidateFrom(text: string, many: number): Candidate {
  const who = { login: null, name: text, email: text };
  const url = `https://github.com/acme/checkout/${text}`;
  return {
    ...candidate,
    version: text,
    title: text,
    url,
    base: many % 2 === 0 ? { kind: 'unknown', reason: text } : candidate.base,
    compareUrl: url,
    behind: many,
    commits: times(many, text).map((title) => ({ sha, title, author: who })),
    pulls: times(many, text).map((title, number) => ({ number, title, url, author: text as GithubLogin })),
    authors: times(many, text).map((name, index) => ({ login: null, name: `${index}${name}`, email: text })),
    lastPusher: { kind: 'known', who, from: 'push' },
    workflow: {
      kind: 'found',
      path: text,
      blobSha: proposal.subject.workflow.blobSha,
      lacks: [{ what: 'input', name: text, lines: text }],
    },
    live: { kind: 'seen', sha, version: text },
  };
}

function policyFrom(text: string, many: number): LanePolicy {
  const window = { cron: '0 17 * * fri', forMs: 1, reason: text, timezone: 'UTC' };
  return {
    ...policy,
    approval: {
      ...policy.approval,
      exclude: [],
      rules: times(Math.max(many, 1), text).map((role) => ({ role, min: many })),
    },
    windows: { deny: times(many, text).map(() => window), allow: times(many, text).map(() => window) },
    notEvaluated: times(many, text),
    blockingNotEvaluated: times(many, text),
  };
}

function viewFrom(release: Release, text: string, many: number): ReleaseView {
  const hold = { reason: text, since: now, release: null };
  const people = Array.from({ length: many }, () => ana);
  const rules = times(many, text).map((role) => ({ role, min: 9, given: people, possible: people }));
  return view(release, { policy: policyFrom(text, many), hold, rules, live: { kind: 'unknown' }, position: many });
}

function releasesFrom(text: string, many: number): readonly Release[] {
  const workflow = { ...proposal.subject.workflow, path: text, ref: text };
  const subject = {
    ...proposal.subject,
    workflow,
    inputs: Object.fromEntries(times(many, text).map((value, index) => [`${index}${value}`, value])),
  };
  const blockers = times(many, text).map(
    (path) => ({ code: 'workflow_lacks', path, lacks: [{ what: 'input', name: path, lines: path }] }) as const,
  );
  const votes = times(many, text).map(() => ({ by: ana, github: null, roles: [text], at: now }));
  const put = { ...proposal, candidate: candidateFrom(text, many), subject, blockers, votes };
  const risk = { level: 'High', impact: text, mitigation: text } as const;
  const asked = {
    ...request,
    ref: { kind: 'ref', name: text } as const,
    summary: text,
    risk,
    preferred: at('14:00'),
    alternative: text,
  };
  const changes = times(many, text).map((name) => ({ what: 'inputs', names: [name, name] }) as const);
  const noGo = { ...stop, reason: text, wants: 'no-go' } as const;
  const waiting = { at: 'rechecking', since: now, recheckAt: now } as const;
  const forGithub = { ...waiting, waitingFor: { for: 'github', said: text } } as const;
  const forWorkflow = { ...waiting, waitingFor: { for: 'workflow', path: text, ref: text } } as const;
  return [
    { ...awaiting, request: asked, proposal: put, voided: { changes, voters: [ana] } },
    { ...awaiting, request: asked, proposal: { ...put, blockers: [] } },
    { ...preparing, request: asked, problem: text },
    { ...ready, request: asked, proposal: put, because: 'dispatch-refused', detail: text },
    { ...dispatching(forGithub), request: asked, proposal: put, stop: noGo },
    { ...dispatching(forWorkflow), request: asked, proposal: put },
    {
      ...deploying,
      request: asked,
      proposal: put,
      run: { ...deploying.run, url: text },
      stop: noGo,
      unreadable: { since: now, reason: text, askAgainAt: now },
      condemned: { code: 'workflow-changed', path: text },
    },
    {
      ...watching,
      request: asked,
      proposal: put,
      watch: { ...watching.watch, last: { kind: 'failed', reason: text } } as typeof watching.watch,
    },
    { ...unverified, request: asked, proposal: put },
    { ...ended({ kind: 'rejected', by: ana, reason: text }), request: asked, proposal: put },
    {
      ...ended({
        kind: 'failed',
        cause: { code: 'run-failed', conclusion: text },
        live: { kind: 'unknown', reason: text },
      }),
      request: asked,
      proposal: put,
    },
  ];
}

function rowsFrom(text: string, many: number): readonly OpenRow[] {
  return times(many, text).map((summary) => ({
    release: releaseId,
    service: checkout,
    environment: production,
    phase: 'awaiting-decision',
    sha,
    version: text,
    summary,
    urgency: text,
    requestedBy: dana,
    since: now,
    card,
    waitsFor: [ana, ben],
    waitsForRoles: [text],
    next: { code: 'lane_held', reason: text, who: [ana] },
  }));
}

function lanesFrom(text: string, many: number): readonly LaneRow[] {
  return times(many, text).map((reason, index) => ({
    service: checkout,
    environment: production,
    live:
      index % 2 === 0
        ? { kind: 'unknown' }
        : { kind: 'known', sha, version: text, since: now, how: { kind: 'adopted', by: ana } },
    hold: index % 3 === 0 ? { reason, since: now, release: null } : null,
  }));
}

function historyFrom(text: string, many: number): readonly HistoryRow[] {
  return times(many, text).map((notes) => ({
    release: releaseId,
    service: checkout,
    environment: production,
    endedAt: now,
    sha: sha as CommitSha,
    version: text,
    type: 'Deploy',
    outcome: 'rejected',
    failure: null,
    rollback: 'N/A',
    notes,
    requestedBy: dana,
    approvedBy: [ana],
    card,
  }));
}
