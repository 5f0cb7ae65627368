import { z } from 'zod';
import { partsOf, readBody } from './adapters/github/answers.ts';
import { type GithubReads } from './adapters/github/clients.ts';
import { inTurns } from './adapters/github/in-turns.ts';
import { problemOf } from './adapters/github/problems.ts';
import { type Finding, fine, mend, note } from './cli-finding.ts';
import { type Config } from './config.ts';
import { type RepoName } from './domain/ids.ts';

/** The repositories that the token sees, with their default branches. */
export type Visible = ReadonlyMap<RepoName, string>;

const Repo = z.object({
  default_branch: z.string(),
  archived: z.boolean().optional(),
  permissions: z.object({ push: z.boolean().optional(), pull: z.boolean().optional() }).optional(),
});

/** Whether GitHub shows each repository to the token. Only a start shows whether it may start workflows there. */
export async function lookAtRepos(
  reads: GithubReads,
  { lanes }: Config,
): Promise<{ readonly findings: readonly Finding[]; readonly visible: Visible }> {
  const repos = [...new Set(lanes.map(({ repo }) => repo))];
  const visible = new Map<RepoName, string>();
  const findings = await inTurns(repos, async (repo): Promise<readonly Finding[]> => {
    const read = readBody(await reads.get('/repos/{owner}/{repo}', partsOf(repo)), Repo);
    if (read.kind !== 'body') return [mend(problemOf(read, repo).sentence)];
    visible.set(repo, read.body.default_branch);
    return aboutRepo(repo, read.body);
  });
  return { findings: findings.flat(), visible };
}

function aboutRepo(repo: RepoName, { archived, permissions }: z.infer<typeof Repo>): readonly Finding[] {
  if (archived === true) return [mend(`${repo} is archived, so no workflow starts there. Name another repository.`)];
  // What an App may do is not told here: all of it is false then.
  const readsOnly = permissions?.pull === true && permissions.push === false;
  const seen = fine(`GitHub shows ${repo}.`);
  return readsOnly
    ? [
        seen,
        note(`GitHub says that this token only reads ${repo}. To start workflows it needs write access to actions.`),
      ]
    : [seen];
}
