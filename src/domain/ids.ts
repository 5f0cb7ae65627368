import { z } from 'zod';

/** Branded identifiers. Each is validated once, at the edge where it enters; inside, the type is trusted. */

export type ServiceId = string & { readonly brand: 'ServiceId' };
export const ServiceId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use 1 to 40 lower-case letters, digits, - or _')
  .transform((id) => id as ServiceId);

export type EnvironmentName = string & { readonly brand: 'EnvironmentName' };
export const EnvironmentName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use 1 to 40 lower-case letters, digits, - or _')
  .transform((name) => name as EnvironmentName);

export type CommitSha = string & { readonly brand: 'CommitSha' };
export const CommitSha = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'a commit SHA is 40 lower-case hexadecimal digits')
  .transform((sha) => sha as CommitSha);

/** The SHA of a Git blob: what a file contained, wherever it lay. */
export type BlobSha = string & { readonly brand: 'BlobSha' };
export const BlobSha = z
  .string()
  .regex(/^[0-9a-f]{40}$/)
  .transform((sha) => sha as BlobSha);

export type SlackUserId = string & { readonly brand: 'SlackUserId' };
export const SlackUserId = z
  .string()
  .regex(/^[UW][A-Z0-9]{1,30}$/, 'a Slack user id looks like U0123ABCD')
  .transform((id) => id as SlackUserId);

export type ChannelId = string & { readonly brand: 'ChannelId' };
export const ChannelId = z
  .string()
  .regex(/^[CGD][A-Z0-9]{1,30}$/, 'a Slack channel id looks like C0123ABCD')
  .transform((id) => id as ChannelId);

/** A Slack message is named by its channel and this timestamp. */
export type MessageTs = string & { readonly brand: 'MessageTs' };
export const MessageTs = z.string().transform((ts) => ts as MessageTs);

/** GitHub compares logins without case, so they are kept in lower case. */
export type GithubLogin = string & { readonly brand: 'GithubLogin' };
export const GithubLogin = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})(?:\[bot\])?$/, 'a GitHub login has letters, digits and hyphens')
  .transform((login) => login.toLowerCase() as GithubLogin);

/** `owner/name`. */
export type RepoName = string & { readonly brand: 'RepoName' };
export const RepoName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/, 'a repository is written owner/name')
  .transform((name) => name as RepoName);

/** Run ids pass 2^53, so they stay text. */
export type RunId = string & { readonly brand: 'RunId' };
export const RunId = z
  .string()
  .regex(/^[1-9][0-9]{0,19}$/)
  .transform((id) => id as RunId);

/** `<service>.<environment>.<random>`: the lane is in the name, so a button leads to its chain without a look-up. */
export type ReleaseId = string & { readonly brand: 'ReleaseId' };
export const ReleaseId = z
  .string()
  .regex(/^[a-z0-9_-]{1,40}\.[a-z0-9_-]{1,40}\.[a-z0-9]{8,16}$/)
  .transform((id) => id as ReleaseId);

/**
 * `inc-<service>.<random>`, with `_` for the service where an incident is about none or about many: whose it is, is in
 * the name, so a button leads to its chain and its ladder without a look-up.
 */
export type IncidentId = string & { readonly brand: 'IncidentId' };
export const IncidentId = z
  .string()
  .regex(/^inc-(?:_|[a-z0-9][a-z0-9_-]{0,39})\.[a-z0-9]{8,16}$/)
  .transform((id) => id as IncidentId);

/** Travels in the run's name. Random, so that it stays unique even when the record was lost. */
export type DispatchId = string & { readonly brand: 'DispatchId' };
export const DispatchId = z
  .string()
  .regex(/^gng-[a-z0-9]{16,32}$/)
  .transform((id) => id as DispatchId);

export type SubjectHash = string & { readonly brand: 'SubjectHash' };
export type PolicyVersion = string & { readonly brand: 'PolicyVersion' };

/** The name of a ledger chain: `lane.<service>.<environment>`, or `incident.<incident>`. */
export type ChainId = string & { readonly brand: 'ChainId' };

export function laneChain(service: ServiceId, environment: EnvironmentName): ChainId {
  return `lane.${service}.${environment}` as ChainId;
}

export function chainOfRelease(release: ReleaseId): ChainId {
  return `lane.${release.slice(0, release.lastIndexOf('.'))}` as ChainId;
}

export function incidentChain(incident: IncidentId): ChainId {
  return `incident.${incident}` as ChainId;
}

/** Null for the chain of a lane. */
export function incidentIn(chain: ChainId): IncidentId | null {
  return chain.startsWith('incident.') ? (chain.slice('incident.'.length) as IncidentId) : null;
}

/** Null where it is about no one service. */
export function serviceOfIncident(incident: IncidentId): ServiceId | null {
  const name = incident.slice('inc-'.length, incident.lastIndexOf('.'));
  return name === '_' ? null : (name as ServiceId);
}

/** The one incident that everything about a release joins: its name follows from the release's. */
export function incidentOfRelease(release: ReleaseId): IncidentId {
  const [service, , random] = release.split('.');
  return `inc-${service}.${random}` as IncidentId;
}

/** A run that nobody started through Gonogo belongs to no release; its incident follows from its id. */
export function incidentOfRun(service: ServiceId, run: RunId): IncidentId {
  return `inc-${service}.run${BigInt(run).toString(36).padStart(10, '0')}` as IncidentId;
}

/** The first seven digits, as people write a SHA. */
export function shortSha(sha: CommitSha): string {
  return sha.slice(0, 7);
}
