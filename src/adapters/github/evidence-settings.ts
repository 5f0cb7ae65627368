import { type Read, type VariablesSeen } from '../../domain/evidence/reading.ts';
import { type RepoName } from '../../domain/ids.ts';
import { type GithubReads } from './clients.ts';
import { convergenceVariable, SecretPage, VariablePage, type VariableSeen } from './evidence-shapes.ts';
import { type Listing, readList } from './pages.ts';

/** GitHub allows 500 variables of a repository and 100 of an environment, and 100 secrets of each. */
const mostPages = 20;

/** Names of the repository's and the environment's variables together. The environment's value stands before the other. */
export async function readVariables(
  reads: GithubReads,
  repo: RepoName,
  environment: string,
): Promise<Read<VariablesSeen>> {
  const common = { page: VariablePage, keyOf: (one: VariableSeen) => one.name, size: 30 };
  const [ofRepo, ofEnvironment] = await Promise.all([
    readList(reads, repo, { ...common, ...ofRepository('variables') }),
    readList(reads, repo, { ...common, ...inEnvironment('variables', environment) }),
  ]);
  if (ofRepo.kind === 'problem') return ofRepo;
  if (ofEnvironment.kind === 'problem') return ofEnvironment;
  const all = [...ofEnvironment.value, ...ofRepo.value];
  const convergence = all.find(({ name }) => name === convergenceVariable)?.value;
  return {
    kind: 'read',
    value: {
      names: sorted(all.map(({ name }) => name)),
      identityConvergence: convergence === 'true' ? 'enabled' : 'disabled',
    },
  };
}

/** Names of the repository's and the environment's secrets together. GitHub shows no value to anybody. */
export async function readSecrets(
  reads: GithubReads,
  repo: RepoName,
  environment: string,
): Promise<Read<readonly string[]>> {
  const common = { page: SecretPage, keyOf: (name: string) => name, size: 100 };
  const [ofRepo, ofEnvironment] = await Promise.all([
    readList(reads, repo, { ...common, ...ofRepository('secrets') }),
    readList(reads, repo, { ...common, ...inEnvironment('secrets', environment) }),
  ]);
  if (ofRepo.kind === 'problem') return ofRepo;
  if (ofEnvironment.kind === 'problem') return ofEnvironment;
  return { kind: 'read', value: sorted([...ofEnvironment.value, ...ofRepo.value]) };
}

type Where = Pick<Listing<unknown>, 'url' | 'parameters' | 'pages' | 'what' | 'access'>;

function ofRepository(kind: 'variables' | 'secrets'): Where {
  return {
    url: `/repos/{owner}/{repo}/actions/${kind}`,
    parameters: {},
    pages: mostPages,
    what: `the ${kind}`,
    access: kind,
  };
}

/** GitHub says 404 for an environment that is not there and for one that it does not show. */
function inEnvironment(kind: 'variables' | 'secrets', environment: string): Where {
  return {
    url: `/repos/{owner}/{repo}/environments/{environment}/${kind}`,
    parameters: { environment },
    pages: mostPages,
    what: `the ${kind} of the environment ${environment}`,
    access: `environments, and check that ${environment} exists there`,
  };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted((a, b) => Number(a > b) - Number(a < b));
}
