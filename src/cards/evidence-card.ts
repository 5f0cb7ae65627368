import { type Image } from '../domain/evidence/documents.ts';
import { type Evidence, type ManifestFacts } from '../domain/evidence/evidence.ts';
import { type GateResult } from '../domain/gates/result.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { section } from './blocks.ts';
import { type Moment } from './candidate-facts.ts';
import { missingText, unreadableText } from './evidence-sentences.ts';
import { gateText } from './gate-sentences.ts';
import { proposalOf } from './names.ts';
import { postDeployText } from './post-deploy.ts';
import { targetText } from './rollback-sentences.ts';
import { code, count, joined, lines, link, type Markup, md, nothing } from './text.ts';

/** What was found for a candidate: what its gates say, and which images it is. */

const signs: Readonly<Record<GateResult['outcome'], string>> = { pass: '✓', fail: '✗', unknown: '?' };

/** In characters of mrkdwn: a dozen gates that all fail leave room for the rest of the card. */
const gateRoom = 2_600;

/**
 * Each gate that does not pass with its reason and the fix, what blocks first; those that pass in one line. Once it has
 * started, only which they are. Null where the lane has no gates. `waived` are not asked of this release.
 */
export function gatesText(gates: readonly GateResult[], moment: Moment, waived: readonly string[] = []): Markup | null {
  if (gates.length === 0) return null;
  const open = gates.filter(({ outcome }) => outcome !== 'pass').toSorted((a, b) => weight(a) - weight(b));
  const passed = gates.filter(({ outcome }) => outcome === 'pass');
  const { told, rest } = moment === 'before-start' ? withinRoom(open, waived) : { told: [], rest: open };
  return lines(
    md`*Evidence:* ${passed.length} of ${count(gates.length, 'gate')} passed.`,
    ...told.map((gate) => openGateText(gate, waived)),
    rest.length === 0
      ? null
      : md`${joined(
          rest.map((gate) => signedName(gate, waived)),
          ' · ',
        )}${moment === 'before-start' ? whereTold : nothing}`,
    passed.length === 0
      ? null
      : md`${signs.pass} ${joined(
          passed.map((gate) => nameOf(gate, waived)),
          ', ',
        )}`,
  );
}

const whereTold = md` (${code('/release why')} says why)`;

/** What blocks comes first, and what failed before what is only not known. */
function weight({ mode, outcome }: GateResult): number {
  return (mode === 'blocking' ? 0 : 2) + (outcome === 'fail' ? 0 : 1);
}

function withinRoom(
  open: readonly GateResult[],
  waived: readonly string[],
): {
  readonly told: readonly GateResult[];
  readonly rest: readonly GateResult[];
} {
  let room = gateRoom;
  const told = open.filter((gate) => {
    room -= openGateText(gate, waived).mrkdwn.length;
    return room >= 0;
  });
  return { told, rest: open.filter((gate) => !told.includes(gate)) };
}

/** "✗ *integration-gate* (workflow run): failed. …" */
export function openGateText(gate: GateResult, waived: readonly string[] = []): Markup {
  return md`${signs[gate.outcome]} ${gateText(gate, waived.includes(gate.id) ? 'waived' : 'asked')}`;
}

/** "✗ `integration-gate` (advisory)" */
export function signedName(gate: GateResult, waived: readonly string[]): Markup {
  return md`${signs[gate.outcome]} ${nameOf(gate, waived)}`;
}

function nameOf({ id, url, mode }: GateResult, waived: readonly string[]): Markup {
  const name = url === null ? code(id, 40) : link(url, id);
  if (waived.includes(id)) return md`${name} (not asked)`;
  return mode === 'advisory' ? md`${name} (advisory)` : name;
}

/** The evidence of a release as its card shows it: gates, images, where a rollback leads, and what the run left behind. */
export function evidenceBlocks(view: ReleaseView, moment: Moment): readonly Block[] {
  const { release, gates, policy, waived } = view;
  const proposal = proposalOf(release);
  if (proposal === null) return [];
  const { candidate, subject } = proposal;
  const judged = gatesText(gates, moment, waived);
  const recording = view.live.kind === 'known' ? 'recorded' : view.recording;
  const target = moment === 'before-start' && release.kind !== 'rollback' ? targetText(candidate, recording) : null;
  const found = 'postDeploy' in release ? postDeployText(release.postDeploy, subject, policy) : null;
  return [
    ...(judged === null ? [] : [section(judged)]),
    section(lines(imagesText(candidate.evidence.manifest), target)),
    ...(found === null ? [] : [section(found)]),
  ];
}

const mostImages = 8;

/** Which images run, by digest; or that nobody knows, and what a go then covers. */
export function imagesText(manifest: Evidence<ManifestFacts>): Markup {
  if (manifest.state === 'present') {
    const { facts, source } = manifest;
    const { images, version } = facts;
    const named = images.slice(0, mostImages).map(imageText);
    const more = images.length - named.length;
    const all = more > 0 ? [...named, md`${count(more, 'more', 'more')}`] : named;
    const from = source.from === 'ours' ? md` From the copy that was kept when it was first read.` : nothing;
    return md`*Images:* ${version === null ? nothing : md`${code(version, 40)}: `}${joined(all, ', ')}. ${link(source.url, 'Manifest')}.${from}`;
  }
  if (manifest.state === 'missing' && manifest.code === 'no-artifact')
    return md`*Images:* not known by digest, for this commit has no manifest. A go covers the commit and the workflow.`;
  const why =
    manifest.state === 'missing'
      ? missingText('release-candidate', manifest.code, manifest.detail)
      : unreadableText('release-candidate', manifest.code, manifest.detail);
  return md`*Images:* not known by digest, so a go covers the commit and the workflow alone. ${why}`;
}

/** "web `sha256:ab12cd3…`". */
function imageText({ name, ref }: Image): Markup {
  const digest = /sha256:[0-9a-f]{7}/.exec(ref)?.[0] ?? null;
  return digest === null ? md`${code(name, 40)} (no digest)` : md`${code(name, 40)} ${code(`${digest}…`)}`;
}
