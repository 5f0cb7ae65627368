import { describe, expect, test } from 'vitest';
import { type IncidentCommand } from '../../../src/domain/incident/commands.ts';
import { dueOfIncident } from '../../../src/domain/incident/wake.ts';
import { type Actor } from '../../../src/domain/people/actor.ts';
import { ben, cara, system } from '../../support/people.ts';
import { alarm, blind, breached, putBack, report, rollbackBegun } from './alarms.ts';
import { advance, createIncidentScene, does, type IncidentScene, incident } from './scene.ts';

const phases = ['none', 'open', 'acknowledged', 'resolved'] as const;

/** The incident of a release whose health breached, in each phase; the actions after its rollback are open. */
function inPhase(phase: (typeof phases)[number]): IncidentScene {
  const scene = createIncidentScene();
  if (phase === 'none') return scene;
  scene.fact(alarm(breached('health')));
  scene.fact(report(putBack));
  if (phase !== 'open') scene.when(cara, does.acknowledge());
  if (phase === 'resolved') scene.when(cara, does.resolve());
  return scene;
}

const byPerson = { incident, groups: [] } as const;
const card = { channel: 'C0', ts: '1' } as Extract<IncidentCommand, { type: 'RecordIncidentCard' }>['card'];
const made = { kind: 'made', url: 'https://github.com/acme/checkout/issues/7' } as const;

type Row = readonly [string, Actor, IncidentCommand, readonly [string, string, string, string]];

/** What comes of each command where nothing was opened yet, while nobody has it, while somebody does, and when it is over. */
const table: readonly Row[] = [
  ['declaring it', ben, does.declare('P2'), ['yes', 'nothing', 'nothing', 'nothing']],
  ['acknowledging', ben, does.acknowledge(), ['incident_unknown', 'yes', 'already_acknowledged', 'incident_resolved']],
  ['resolving', ben, does.resolve(), ['incident_unknown', 'yes', 'yes', 'incident_resolved']],
  ['another severity', ben, does.change('P3'), ['incident_unknown', 'yes', 'yes', 'incident_resolved']],
  [
    'the same severity',
    ben,
    does.change('P1'),
    ['incident_unknown', 'same_severity', 'same_severity', 'incident_resolved'],
  ],
  [
    'giving a role',
    ben,
    { type: 'GiveRole', ...byPerson, role: 'scribe', to: ben.slack },
    ['incident_unknown', 'yes', 'yes', 'yes'],
  ],
  ['a note', ben, does.note('Seen'), ['incident_unknown', 'yes', 'yes', 'yes']],
  ['an update', ben, does.update(), ['incident_unknown', 'yes', 'yes', 'incident_resolved']],
  [
    'taking an action',
    ben,
    { type: 'TakeAction', ...byPerson, action: 'process', owner: ben.slack },
    ['incident_unknown', 'yes', 'yes', 'yes'],
  ],
  [
    'finishing an action',
    ben,
    { type: 'FinishAction', ...byPerson, action: 'process', note: '' },
    ['incident_unknown', 'yes', 'yes', 'yes'],
  ],
  ['the review', ben, does.review(), ['incident_unknown', 'not_resolved_yet', 'not_resolved_yet', 'yes']],
  [
    'an issue for the fix',
    ben,
    { type: 'AskForIssue', ...byPerson, purpose: 'task' },
    ['incident_unknown', 'yes', 'yes', 'yes'],
  ],
  [
    'an issue for the review',
    ben,
    { type: 'AskForIssue', ...byPerson, purpose: 'review' },
    ['incident_unknown', 'not_resolved_yet', 'not_resolved_yet', 'yes'],
  ],
  ['another alarm', system, alarm(blind), ['yes', 'yes', 'yes', 'yes']],
  ['the same alarm', system, alarm(breached('health')), ['yes', 'nothing', 'nothing', 'nothing']],
  ['a rollback by mandate', system, report(rollbackBegun({ kind: 'mandate' })), ['nothing', 'yes', 'yes', 'yes']],
  [
    'a rollback by a person',
    system,
    report(rollbackBegun({ kind: 'person', user: ben.slack })),
    ['yes', 'yes', 'yes', 'yes'],
  ],
  ['a report that is known', system, report(putBack), ['nothing', 'nothing', 'nothing', 'nothing']],
  ['time before anything is due', system, advance, ['nothing', 'nothing', 'nothing', 'nothing']],
  [
    'claiming a page',
    system,
    { type: 'ClaimPage', incident, page: 'r1.1.P1.1.U0BEN' },
    ['nothing', 'yes', 'nothing', 'nothing'],
  ],
  ['its message', system, { type: 'RecordIncidentCard', incident, card }, ['nothing', 'yes', 'yes', 'yes']],
  [
    'the loss of a message that is not known',
    system,
    { type: 'RecordIncidentCardLost', incident, reason: '' },
    ['nothing', 'nothing', 'nothing', 'nothing'],
  ],
  [
    'its own channel',
    system,
    { type: 'RecordIncidentChannel', incident, channel: card.channel },
    ['nothing', 'yes', 'yes', 'yes'],
  ],
  ['an issue', system, { type: 'RecordIssue', incident, purpose: 'task', made }, ['nothing', 'yes', 'yes', 'yes']],
  [
    'an issue that failed and that nobody waits for',
    system,
    { type: 'RecordIssue', incident, purpose: 'task', made: { kind: 'failed', reason: '' } },
    ['nothing', 'nothing', 'nothing', 'nothing'],
  ],
];

describe('in every phase, each command has its answer', () => {
  test.each(table)('%s', (_, actor, command, expected) => {
    expect(phases.map((phase) => answer(inPhase(phase), actor, command))).toEqual(expected);
  });

  test('and whatever is accepted leaves an incident that is not resolved waiting for something that is to come', () => {
    const stuck: string[] = [];
    for (const phase of phases) {
      for (const [name, actor, command] of table) {
        const scene = inPhase(phase);
        scene.when(actor, command);
        const { now, state } = scene;
        const due = dueOfIncident(state);
        const isLasting = state.incident !== null && state.incident.phase !== 'resolved';
        if (isLasting && (due === null || due <= now)) stuck.push(`${phase}, ${name}`);
      }
    }

    expect(stuck).toEqual([]);
  });
});

function answer(scene: IncidentScene, actor: Actor, command: IncidentCommand): string {
  const decision = scene.ask(actor, command);
  if (decision.kind === 'refused') return decision.refusal.code;
  return decision.kind === 'accepted' ? 'yes' : 'nothing';
}
