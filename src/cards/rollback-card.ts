import { type Live } from '../domain/lane/lane.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { section } from './blocks.ts';
import { proposalOf, versionText, whatOf } from './names.ts';
import { undoneText, warningsInShort } from './rollback-sentences.ts';
import { code, lines, type Markup, md, mention, quoted } from './text.ts';

/** What a replay or a rollback is, said where a deployment shows what was asked for. */
export function kindBlocks(view: ReleaseView): readonly Block[] {
  const { release } = view;
  switch (release.kind) {
    case 'deploy':
      return [];
    case 'replay':
      return [section(md`*Replay of ${code(whatOf(release), 60)}:* the same images by digest, without a build.`)];
    case 'rollback':
      return rollbackBlocks(view);
  }
}

function rollbackBlocks({ release, live, policy }: ReleaseView): readonly Block[] {
  const { cause } = release;
  if (cause === null) return [];
  const proposal = proposalOf(release);
  const to = md`${proposal === null ? code(whatOf(release)) : versionText(proposal.candidate.version, proposal.candidate.sha)}`;
  const from = proposal === null ? recorded(live) : fromText(proposal.candidate, live);
  const back = from === null ? md`*Back to* ${to}` : md`*From* ${from} *back to* ${to}`;
  const facts = lines(
    md`${back}, the same images by digest, without a build.`,
    cause.of === null ? null : md`It undoes ${code(cause.of)}.`,
    cause.warned.length === 0 || cause.mandate !== null
      ? null
      : md`When it was confirmed, ${mention(cause.by)} had read that ${warningsInShort(cause.warned)}.`,
    md`*Why:*`,
    quoted(cause.reason, 500),
  );
  return [section(facts), ...(proposal === null ? [] : [section(undoneText(proposal.candidate, policy))])];
}

/** What was live when it was read: once the rollback is over, the lane runs what was put back. Null for not known. */
function fromText({ live: seen, base }: Candidate, live: Live): Markup | null {
  if (seen.kind === 'seen') return versionText(seen.version, seen.sha);
  if (base.kind === 'unknown') return null;
  return versionText(live.kind === 'known' && live.sha === base.sha ? live.version : null, base.sha);
}

function recorded(live: Live): Markup | null {
  return live.kind === 'known' ? versionText(live.version, live.sha) : null;
}
