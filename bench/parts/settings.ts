import { channels } from './releases.ts';

export type ServicePlan = { readonly name: string; readonly watch?: object };

/** A gonogo.yaml with one production lane for each service. */
export function settingsFor(plan: {
  readonly prefix: string;
  /** Slack ids; each may approve and deploy. */
  readonly people: readonly string[];
  /** How many goes a release needs. */
  readonly goes: number;
  readonly services: readonly ServicePlan[];
}): object {
  return {
    version: 1,
    slack: { channels },
    ledger: { prefix: plan.prefix },
    people: plan.people.map((slack) => ({ slack, github: slack.toLowerCase(), roles: ['approver', 'deployer'] })),
    calendar: { timezone: 'UTC', workdays: ['mon', 'tue', 'wed', 'thu', 'fri'], hours: '09:00-17:00' },
    services: plan.services.map(({ name, watch }) => ({
      id: name,
      repo: `acme/${name}`,
      lanes: [
        {
          environment: 'production',
          deploy: { workflow: 'cloud-deployment-pipeline.yml', ref: 'main' },
          approval: { rules: [{ role: 'approver', min: plan.goes }], expires: '4h', execute: 'on-go' },
          rollback: { mandate: 'never' },
          ...(watch === undefined ? {} : { watch }),
        },
      ],
    })),
  };
}

/** `service-000`, `service-001`, … */
export function serviceNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `service-${String(index).padStart(3, '0')}`);
}
