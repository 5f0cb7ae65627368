import { type StagingSeen } from '../gates/fact.ts';
import { type Gate } from '../policy/gates.ts';
import { asked, aWord, type Entry, type Facts, proven, said } from './entry.ts';

type StagingGate = Extract<Gate, { readonly kind: 'staging' }>;

/**
 * Only where the lane has a gate over staging. QA, and design where files of the user interface changed or may have
 * changed, have their say on this commit. An advisory gate asks nobody, so its lines only inform.
 */
export function stagingItems(facts: Facts): readonly Entry[] {
  return stagingGates(facts).flatMap((gate) => itemsOf(gate, facts));
}

function itemsOf(gate: StagingGate, { candidate }: Facts): readonly Entry[] {
  const { environment } = gate;
  const fact = candidate.evidence.gates[gate.id];
  const seen = fact?.of === 'staging' && fact.staging.environment === environment ? fact.staging : null;
  const why = fact?.of === 'unread' ? fact.reason : null;
  const files = seen?.uiFiles ?? null;
  const design = { code: 'design-reviewed', environment, files: files ?? [] } as const;
  return [
    verifiedItem(environment, seen, why),
    person(gate, `staging.qa-verified.${environment}`, { code: 'qa-verified', environment }, 'qa'),
    ...(files?.length === 0 ? [] : [person(gate, `staging.design-reviewed.${environment}`, design, 'design')]),
  ];
}

function verifiedItem(environment: string, seen: StagingSeen | null, why: string | null): Entry {
  const id = `staging.verified.${environment}`;
  const verified = seen?.verified ?? null;
  const { workflow = null } = seen?.unproven ?? {};
  if (verified === null)
    return said(id, {
      code: 'staging-not-verified',
      environment,
      why: workflow === null ? why : `the run of ${workflow} that succeeded does not say that it deployed there`,
    });
  return proven(id, { code: 'staging-verified', environment }, verified.by === 'run' ? verified.url : null);
}

function person(gate: StagingGate, id: string, text: Entry['text'], role: string): Entry {
  return gate.mode === 'blocking' ? asked(id, text, { ...aWord, role }) : said(id, text);
}

/** One for each environment, a blocking one before an advisory one. No lane is verified by itself. */
function stagingGates({ policy }: Facts): readonly StagingGate[] {
  const byEnvironment = new Map<string, StagingGate>();
  for (const gate of policy.gates) {
    if (gate.kind !== 'staging' || gate.environment === policy.environment) continue;
    if (byEnvironment.get(gate.environment)?.mode !== 'blocking') byEnvironment.set(gate.environment, gate);
  }
  return [...byEnvironment.values()];
}
