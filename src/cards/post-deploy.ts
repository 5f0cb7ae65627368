import {
  type Evidence,
  type EvidenceProblem,
  type MissingCode,
  type PostDeploy,
  type UnreadableCode,
} from '../domain/evidence/evidence.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { decisionSays, infraSays, smokeSays } from '../domain/release/post-deploy.ts';
import { type Subject } from '../domain/release/subject.ts';
import { causeText } from './outcome-sentences.ts';
import { clause, code, count, lines, link, type Markup, md } from './text.ts';

type Kind = LanePolicy['postDeploy']['required'][number];

/** What the run left behind about what it did. Null where there is nothing and nothing is asked for. */
export function postDeployText(evidence: PostDeploy | null, subject: Subject, policy: LanePolicy): Markup | null {
  if (evidence === null) return null;
  const found = [
    oneText('infra', evidence.infra, policy, (facts) => ({
      cause: infraSays(subject, subject.environment, evidence.infra),
      good:
        subject.images.length === 0
          ? md`succeeded; which images were approved is not known, so they were not compared`
          : md`${count(facts.images.length, 'image')} as approved`,
    })),
    oneText('smoke', evidence.smoke, policy, (facts) => ({
      cause: smokeSays(evidence.smoke),
      good: md`${count(facts.total, 'check')} passed`,
    })),
    oneText('decision', evidence.decision, policy, (facts) => ({
      cause: decisionSays(evidence.decision),
      good: md`${code(facts.decision, 40)}`,
    })),
  ].filter((one) => one !== null);
  return found.length === 0 ? null : lines(md`*What the run left behind:*`, ...found);
}

const words: Readonly<Record<Kind, string>> = { infra: 'Deployed images', smoke: 'Smoke test', decision: 'Decision' };

/** The same by its signs alone: "✓ Smoke test, ✗ Deployed images". Empty where there is nothing to say. */
export function postDeploySigns(evidence: PostDeploy | null, subject: Subject, policy: LanePolicy): readonly Markup[] {
  if (evidence === null) return [];
  const causes: Readonly<Record<Kind, Judged['cause']>> = {
    infra: infraSays(subject, subject.environment, evidence.infra),
    smoke: smokeSays(evidence.smoke),
    decision: decisionSays(evidence.decision),
  };
  return (['infra', 'smoke', 'decision'] as const).flatMap((kind) => {
    const one = evidence[kind];
    if (one.state === 'present') return [md`${causes[kind] === null ? '✓' : '✗'} ${link(one.source.url, words[kind])}`];
    return policy.postDeploy.required.includes(kind) ? [md`? ${words[kind]} (not known)`] : [];
  });
}

type Judged = { readonly cause: ReturnType<typeof smokeSays>; readonly good: Markup };

function oneText<Facts>(
  kind: Kind,
  evidence: Evidence<Facts>,
  policy: LanePolicy,
  judge: (facts: Facts) => Judged,
): Markup | null {
  if (evidence.state === 'present') {
    const { cause, good } = judge(evidence.facts);
    const name = link(evidence.source.url, words[kind]);
    return cause === null ? md`✓ ${name}: ${good}` : md`✗ ${name}: ${causeText(cause)}`;
  }
  const why = whyNotKnown(evidence);
  if (policy.postDeploy.required.includes(kind)) return md`? ${words[kind]}: required, and not known: ${why}.`;
  return evidence.state === 'missing' ? null : md`? ${words[kind]}: not required, and not known: ${why}.`;
}

/** No advice to run the workflow again stands here: that would deploy. */
function whyNotKnown(problem: EvidenceProblem): Markup {
  const detail = clause(problem.detail, 160);
  const why =
    problem.state === 'missing' ? missing[problem.code] : (unreadable.get(problem.code) ?? 'its file cannot be read');
  return detail.mrkdwn === '' ? md`${why}` : md`${why} (${detail})`;
}

const missing: Readonly<Record<MissingCode, string>> = {
  'no-artifact': 'the run left none',
  expired: 'GitHub has deleted it, and no copy was kept',
  'no-authority': 'what there is comes from another run',
  'run-in-progress': 'the run that makes it goes on',
  'no-file': 'its artifact does not hold the file',
};

const unreadable: ReadonlyMap<UnreadableCode, string> = new Map([
  ['not-answered', 'GitHub did not say whether it is there'],
  ['refused', 'GitHub refuses to show it'],
  ['digest-differs', 'what was downloaded is not what GitHub’s digest says'],
  ['wrong-sha', 'its file speaks of another commit'],
  ['ambiguous', 'there is more than one file that could be it'],
]);
