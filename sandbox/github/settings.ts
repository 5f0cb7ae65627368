import { type Setting, type SettingScope } from './held-types.ts';
import { type WorldState } from './state.ts';
import { type Repo } from './types.ts';

/** Variables and secrets of a repository, its environments and its organization. Names are upper case, as GitHub makes them. */

export type SettingSpec = {
  readonly kind: Setting['kind'];
  readonly name: string;
  /** Nobody can read a secret's value, not even here. */
  readonly value?: string;
  /** The repository when left out. */
  readonly scope?: SettingScope;
};

/** Sets a variable or secret, in place of the one of this name in this scope. */
export function setSetting(state: WorldState, repo: Repo, spec: SettingSpec): void {
  const { kind, value = '', scope = 'repository' } = spec;
  removeSetting(state, repo, spec);
  repo.settings.push({ kind, scope, name: spec.name.toUpperCase(), value, at: state.nowText() });
  state.emit('change');
}

export function removeSetting(state: WorldState, repo: Repo, spec: Omit<SettingSpec, 'value'>): void {
  const { kind, name, scope = 'repository' } = spec;
  const kept = repo.settings.filter(
    (one) => one.kind !== kind || one.name !== name.toUpperCase() || !isScope(one.scope, scope),
  );
  repo.settings.splice(0, repo.settings.length, ...kept);
  state.emit('change');
}

/** Those of one kind in one scope, by name. */
export function settingsIn(repo: Repo, kind: Setting['kind'], scope: SettingScope): readonly Setting[] {
  return repo.settings
    .filter((one) => one.kind === kind && isScope(one.scope, scope))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Environments exist once a setting or a job of a run named them. */
export function hasEnvironment(repo: Repo, name: string): boolean {
  return (
    repo.settings.some((one) => isScope(one.scope, { environment: name })) ||
    repo.runs.some((run) => run.jobs.some((job) => sameName(job.environment ?? '', name)))
  );
}

function isScope(one: SettingScope, other: SettingScope): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return sameName(one.environment, other.environment);
}

/** GitHub's environments do not tell upper from lower case. */
function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
