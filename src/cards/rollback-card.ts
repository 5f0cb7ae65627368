import { type ReleaseView } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { section } from './blocks.ts';
import { proposalOf, versionText, whatOf } from './names.ts';
import { liveNow, undoneText, warningsInShort } from './rollback-sentences.ts';
import { code, lines, md, mention, quoted } from './text.ts';

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

function rollbackBlocks({ release, live }: ReleaseView): readonly Block[] {
  const { cause } = release;
  if (cause === null) return [];
  const proposal = proposalOf(release);
  const to = md`${proposal === null ? code(whatOf(release)) : versionText(proposal.candidate.version, proposal.candidate.sha)}`;
  const from =
    proposal === null ? liveNow({ kind: 'unknown', reason: '' }, live) : liveNow(proposal.candidate.live, live);
  const facts = lines(
    md`*From* ${from} *back to* ${to}, the same images by digest, without a build.`,
    cause.of === null ? null : md`It undoes ${code(cause.of)}.`,
    cause.warned.length === 0 || cause.mandate !== null
      ? null
      : md`When it was confirmed, ${mention(cause.by)} had read that ${warningsInShort(cause.warned)}.`,
    md`*Why:*`,
    quoted(cause.reason, 500),
  );
  return [section(facts), ...(proposal === null ? [] : [section(undoneText(proposal.candidate.undoes))])];
}
