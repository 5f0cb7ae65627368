import { hashOf } from '../hash.ts';
import { type GateFact } from './fact.ts';
import { fail, type GateOf, type Grounds, type Judgement, pass, unfit } from './judgement.ts';

/** What the deployment workflows read of the repository and its environment. */
export const requiredVariables: readonly string[] = [
  'AZURE_TENANT_ID',
  'AZURE_SUBSCRIPTION_ID',
  'AZURE_RESOURCE_GROUP',
  'AZURE_GITHUB_CLIENT_ID',
  'ACR_NAME',
  'KEY_VAULT_NAME',
];

/** What identity convergence needs, for a gate whose config names nothing else. */
export const identityVariables: readonly string[] = [
  'IDENTITY_BACKEND_URL',
  'IDENTITY_TENANT_ID',
  'IDENTITY_CLIENT_ID',
];

/**
 * Fails closed: every required variable has to be there, and no secret outside Key Vault unless the repository's
 * policy allows it by name. Identity convergence that is enabled needs its variables; disabled, it needs nothing.
 * Names alone are compared, without case, as GitHub does; no value of a secret is ever read.
 */
export function judgeEnvironment(gate: GateOf<'environment'>, fact: GateFact): Judgement {
  if (fact.of !== 'environment') return unfit(fact);
  const { identityConvergence } = fact.names;
  const present = new Set(fact.names.variables.map(upper));
  const allowed = new Set(fact.names.allowedSecrets.map(upper));

  const variables = requiredVariables.filter((name) => !present.has(name));
  const secrets = fact.names.secrets.filter((name) => !allowed.has(upper(name)));
  const needed = identityConvergence === 'enabled' ? (gate.identityVariables ?? identityVariables) : [];
  const identity = needed.filter((name) => !present.has(upper(name)));

  // Names that no rule asks for are not in it: adding one of them changes nothing that was approved.
  const judgedOn = { variables, secrets: [...secrets].sort(), identity, identityConvergence };
  const grounds: Grounds = { evidence: hashOf(judgedOn), url: null };
  return variables.length + secrets.length + identity.length > 0
    ? fail({ code: 'environment-not-ready', variables, secrets, identity }, grounds)
    : pass({ code: 'environment-ready', identityConvergence }, grounds);
}

function upper(name: string): string {
  return name.toUpperCase();
}
