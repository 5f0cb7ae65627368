import { type Answer, listAnswer, notFound, param, problem, type RepoRequest } from './answers.ts';
import { dependencyChanges } from './dependencies.ts';
import { type DependencyChange, type Vulnerability } from './held-types.ts';
import { resolveCommit } from './history.ts';
import { type Json } from './present-repo.ts';

/** GitHub's own words for a private repository without Advanced Security. */
const unsupported =
  'Dependency review is not supported on this repository. Please ensure that Dependency graph is enabled along with GitHub Advanced Security.';

export function compareDependencies(request: RepoRequest): Answer {
  const { state, repo } = request;
  if (state.faults.dependencyReview === '403') return problem(403, unsupported);
  if (state.faults.dependencyReview === '404') return notFound();
  const [baseName = '', headName = ''] = param(request, 'basehead').split('...');
  const base = resolveCommit(repo, baseName);
  const head = resolveCommit(repo, headName);
  if (base === undefined || head === undefined) return notFound();
  const manifest = request.url.searchParams.get('name');
  const changes = dependencyChanges(repo, base, head).filter((one) => manifest === null || one.manifest === manifest);
  return listAnswer(request, changes, presentChange);
}

function presentChange(change: DependencyChange): Json {
  return {
    change_type: change.change,
    manifest: change.manifest,
    ecosystem: change.ecosystem,
    name: change.name,
    version: change.version,
    package_url: `pkg:${change.ecosystem}/${change.name.replace('@', '%40')}@${change.version}`,
    license: change.license,
    source_repository_url: change.source,
    scope: change.scope,
    vulnerabilities: change.vulnerabilities.map(presentVulnerability),
  };
}

function presentVulnerability({ severity, advisory, summary }: Vulnerability): Json {
  return {
    severity,
    advisory_ghsa_id: advisory,
    advisory_summary: summary,
    advisory_url: `https://github.com/advisories/${advisory}`,
  };
}
