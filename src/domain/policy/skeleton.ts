/**
 * The names in a policy that refer to each other, read leniently: whatever is absent or of another shape
 * becomes empty and is skipped. So names are cross-checked even while other parts of the file are wrong,
 * and all errors can be told at once. Indexes stay those of the file.
 */
export type Skeleton = {
  readonly people: readonly { readonly slack: string; readonly github: string; readonly roles: readonly string[] }[];
  readonly agents: readonly { readonly id: string; readonly owner: string; readonly tokenEnv: string }[];
  readonly paging: { readonly routingKeyEnv: string };
  readonly teams: readonly { readonly id: string; readonly escalation: readonly SkeletonLevel[] }[];
  readonly escalation: readonly SkeletonLevel[];
  readonly services: readonly SkeletonService[];
  /** How two of the severities are answered, as it was written; undefined where nothing is. */
  readonly incidents: { readonly P2: unknown; readonly P3: unknown };
};

export type SkeletonLevel = { readonly level: string; readonly notify: readonly string[] };

export type SkeletonService = {
  readonly id: string;
  readonly team: string;
  readonly lanes: readonly SkeletonLane[];
};

export type SkeletonLane = {
  readonly environment: string;
  readonly rules: readonly { readonly role: string; readonly min: number }[];
  readonly execute: string;
  /** Null when the config leaves the default, which excludes everybody who can be excluded. */
  readonly exclude: readonly string[] | null;
  readonly gates: readonly { readonly id: string }[];
  /** As it was written; undefined when there is none. */
  readonly watch: unknown;
};

const defaultRules = [{ role: 'approver', min: 1 }];

export function skeletonOf(policy: unknown): Skeleton {
  const incidents = field(policy, 'incidents');
  return {
    people: items(policy, 'people').map((person) => ({
      slack: text(person, 'slack'),
      github: text(person, 'github').toLowerCase(),
      roles: texts(person, 'roles'),
    })),
    agents: items(policy, 'agents').map((agent) => ({
      id: text(agent, 'id'),
      owner: text(agent, 'owner'),
      tokenEnv: text(agent, 'tokenEnv'),
    })),
    paging: { routingKeyEnv: text(field(policy, 'paging'), 'routingKeyEnv') },
    teams: items(policy, 'teams').map((team) => ({ id: text(team, 'id'), escalation: levels(team) })),
    escalation: levels(policy),
    services: items(policy, 'services').map((service) => ({
      id: text(service, 'id'),
      team: text(service, 'team'),
      lanes: items(service, 'lanes').map(laneOf),
    })),
    incidents: { P2: field(incidents, 'P2'), P3: field(incidents, 'P3') },
  };
}

function laneOf(lane: unknown): SkeletonLane {
  const approval = field(lane, 'approval');
  const rules = items(approval, 'rules').map((rule) => ({ role: text(rule, 'role'), min: count(rule, 'min') }));
  return {
    environment: text(lane, 'environment'),
    rules: field(approval, 'rules') === undefined ? defaultRules : rules,
    execute: text(approval, 'execute'),
    exclude: field(approval, 'exclude') === undefined ? null : texts(approval, 'exclude'),
    gates: items(lane, 'gates').map((gate) => ({ id: text(gate, 'id') })),
    watch: field(lane, 'watch'),
  };
}

function levels(owner: unknown): readonly SkeletonLevel[] {
  return items(owner, 'escalation').map((level) => {
    const number = field(level, 'level');
    return { level: typeof number === 'number' ? String(number) : '', notify: texts(level, 'notify') };
  });
}

function field(owner: unknown, key: string): unknown {
  if (typeof owner !== 'object' || owner === null || !Object.hasOwn(owner, key)) return undefined;
  return Object.getOwnPropertyDescriptor(owner, key)?.value;
}

function items(owner: unknown, key: string): readonly unknown[] {
  const list: unknown = field(owner, key);
  return Array.isArray(list) ? list : [];
}

function text(owner: unknown, key: string): string {
  const value = field(owner, key);
  return typeof value === 'string' ? value : '';
}

function texts(owner: unknown, key: string): readonly string[] {
  return items(owner, key).map((value) => (typeof value === 'string' ? value : ''));
}

function count(owner: unknown, key: string): number {
  const value = field(owner, key);
  return typeof value === 'number' ? value : 1;
}
