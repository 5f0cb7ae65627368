import { type PerformParts } from '../../src/adapters/perform-parts.ts';
import { type FactIncidentCommand } from '../../src/domain/incident/commands.ts';
import { type IncidentPolicy } from '../../src/domain/incident/policy.ts';
import { createIncidentScene, does, type IncidentScene } from '../domain/incident/scene.ts';
import { given } from '../support/lane-stages.ts';
import { ana } from '../support/people.ts';
import { bench } from './perform-bench.ts';

type Changes = { readonly slack?: Partial<PerformParts['slack']>; readonly github?: Partial<PerformParts['github']> };

type IncidentBench = {
  readonly scene: IncidentScene;
  readonly parts: PerformParts;
  readonly told: readonly FactIncidentCommand['type'][];
  readonly troubles: readonly string[];
};

/** A declared P1 whose facts are decided as in real life. */
export function declared(changes: Changes = {}, policy: Partial<IncidentPolicy> = {}): IncidentBench {
  const scene = createIncidentScene(policy);
  scene.when(ana, does.declare('P1'));
  const told: FactIncidentCommand['type'][] = [];
  const { parts, troubles } = bench(given('deploying/running'), changes.slack, changes.github);
  return {
    scene,
    told,
    troubles,
    parts: { ...parts, ...decidedIn(scene, ({ type }) => told.push(type)) },
  };
}

/** The incident as it is in the scene, where each fact is decided as in real life. */
export function decidedIn(
  scene: IncidentScene,
  hear: (command: FactIncidentCommand) => void = () => undefined,
): Pick<PerformParts, 'incidentOf' | 'submitIncident'> {
  return {
    incidentOf: async () => ({
      incident: scene.incident,
      policy: scene.policy,
      release: null,
      toUndo: null,
      now: scene.now,
    }),
    async submitIncident(command) {
      hear(command);
      return scene.fact(command).kind === 'accepted' ? 'recorded' : 'nothing';
    },
  };
}

/** The same, with the keys of what was said to people, in its order. */
export function overheard(): IncidentBench & { readonly said: readonly string[] } {
  const said: string[] = [];
  async function hear({ key }: { readonly key: string }): Promise<{ readonly kind: 'said' }> {
    said.push(key);
    return { kind: 'said' };
  }
  return { ...declared({ slack: { reply: hear, page: hear, announce: hear } }), said };
}
