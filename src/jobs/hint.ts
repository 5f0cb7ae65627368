import { type ChainId } from '../domain/ids.ts';
import { dueIn, type Work } from '../domain/schedule.ts';
import { type Flow } from '../flow.ts';
import { type WakeParts } from './wake.ts';

const reads: Readonly<Record<'candidates' | 'runs', readonly Work['kind'][]>> = {
  candidates: ['gather'],
  runs: ['read-run', 'find-runs', 'read-run-past'],
};

/** GitHub says that something is new: what the lane would read of it in a while is read now. */
export async function hint(
  parts: Pick<WakeParts, 'queues' | 'now'> & { readonly flow: Pick<Flow, 'read'> },
  chain: ChainId,
  about: 'candidates' | 'runs',
): Promise<void> {
  const lane = await parts.flow.read(chain);
  if (lane === null) return;
  const works = dueIn(lane).filter(({ work }) => reads[about].includes(work.kind));
  await Promise.all(works.map(({ work }) => parts.queues.addWork(chain, work, parts.now())));
}
