import { type Performed, type PerformParts, perform } from '../../src/adapters/perform.ts';
import { type FactCommand } from '../../src/domain/commands.ts';
import { type Effect, effectId } from '../../src/domain/effects.ts';
import { type ChannelId, type MessageTs } from '../../src/domain/ids.ts';
import { type FactIncidentCommand } from '../../src/domain/incident/commands.ts';
import { type CardPlace } from '../../src/domain/release/release.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { read } from '../domain/measured.ts';
import { first, outcomeOf, type Scene } from '../support/lane.ts';

export const card: CardPlace = { channel: 'C0RELEASES' as ChannelId, ts: '1.1' as MessageTs };
export const anotherPlace: CardPlace = { ...card, ts: '2.2' as MessageTs };

type Slack = PerformParts['slack'];

type Bench = {
  readonly parts: PerformParts;
  readonly troubles: readonly string[];
  readonly warnings: readonly string[];
  readonly recorded: readonly string[];
  /** What incidents were told. */
  readonly told: readonly FactIncidentCommand[];
};

/** A world in which everything works, but for what a test changes. */
export function bench(scene: Scene, slack: Partial<Slack> = {}, github: Partial<PerformParts['github']> = {}): Bench {
  const troubles: string[] = [];
  const warnings: string[] = [];
  const recorded: string[] = [];
  const told: FactIncidentCommand[] = [];
  async function record(command: FactCommand): Promise<'recorded' | 'nothing'> {
    recorded.push(command.type);
    return outcomeOf(scene.fact(command)) === 'accepted' ? 'recorded' : 'nothing';
  }
  const parts: PerformParts = {
    incidentOf: async () => null,
    owed: async () => [],
    pager: null,
    async submitIncident(command) {
      told.push(command);
      return 'recorded';
    },
    viewOf: async () => viewOf(scene.lane, scene.release(first), scene.policy, scene.now),
    slack: {
      showLive: async () => ({ kind: 'shown', place: card }),
      reply: async () => ({ kind: 'said' }),
      page: async () => ({ kind: 'said' }),
      announce: async () => ({ kind: 'said' }),
      openChannel: async () => ({ kind: 'opened', channel: 'C0INC' as ChannelId }),
      share: async () => ({ kind: 'said' }),
      tell: async () => ({ kind: 'told' }),
      ...slack,
    },
    github: {
      prepare: async () => undefined,
      startRun: async () => ({ kind: 'accepted' }),
      cancelRun: async () => ({ kind: 'asked' }),
      makeIssue: async () => ({ kind: 'made', url: 'https://github.example/acme/checkout/issues/1' }),
      ...github,
    },
    telemetry: { readings: async () => read([]) },
    draw: async () => Buffer.from('a picture'),
    submit: record,
    report: record,
    trouble: (sentence) => troubles.push(sentence),
    log: { warn: (_facts, text) => warnings.push(text) },
    elapsed: () => 0,
  };
  return { parts, troubles, warnings, recorded, told };
}

export async function performed(parts: PerformParts, effect: Effect, attemptsBefore = 0): Promise<Performed> {
  return await perform(parts, effect, { effect: effectId(effect), token: 1, attemptsBefore });
}
