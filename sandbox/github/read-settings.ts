import { type Answer, notFound, type PageLimits, pageOf, param, type RepoRequest } from './answers.ts';
import { type Setting, type SettingScope } from './held-types.ts';
import { type Json } from './present-repo.ts';
import { hasEnvironment, settingsIn } from './settings.ts';

/** Reads of variables with their values, and of secrets by name alone. */

/** Variables come in smaller pages than anything else. */
const variablePages: PageLimits = { fallback: 10, most: 30 };
const secretPages: PageLimits = { fallback: 30, most: 100 };

export function listVariables(request: RepoRequest): Answer {
  return answer(request, 'variable', 'repository');
}

export function listSecrets(request: RepoRequest): Answer {
  return answer(request, 'secret', 'repository');
}

export function listOrganizationVariables(request: RepoRequest): Answer {
  return answer(request, 'variable', 'organization');
}

export function listOrganizationSecrets(request: RepoRequest): Answer {
  return answer(request, 'secret', 'organization');
}

export function listEnvironmentVariables(request: RepoRequest): Answer {
  return ofEnvironment(request, 'variable');
}

export function listEnvironmentSecrets(request: RepoRequest): Answer {
  return ofEnvironment(request, 'secret');
}

function ofEnvironment(request: RepoRequest, kind: Setting['kind']): Answer {
  const environment = param(request, 'environment');
  return hasEnvironment(request.repo, environment) ? answer(request, kind, { environment }) : notFound();
}

function answer(request: RepoRequest, kind: Setting['kind'], scope: SettingScope): Answer {
  const all = settingsIn(request.repo, kind, scope);
  const { items, headers } = pageOf(request, all, kind === 'variable' ? variablePages : secretPages);
  const body = { total_count: all.length, [`${kind}s`]: items.map(presentSetting) };
  return { kind: 'json', status: 200, body, headers };
}

function presentSetting({ kind, name, value, at }: Setting): Json {
  return { name, ...(kind === 'variable' ? { value } : {}), created_at: at, updated_at: at };
}
