import { describe, expect, test } from 'vitest';
import { type IncidentCommand } from '../../../src/domain/incident/commands.ts';
import { type IncidentEvent } from '../../../src/domain/incident/events.ts';
import { severities } from '../../../src/domain/incident/incident.ts';
import { dueOfIncident } from '../../../src/domain/incident/wake.ts';
import { after } from '../../../src/domain/time.ts';
import { ben, system } from '../../support/people.ts';
import { alarm, breached } from './alarms.ts';
import {
  anyCommand,
  type Chance,
  chanceOf,
  type Done,
  newWorld,
  nothingDone,
  one,
  pass,
  replayed,
  submit,
  sweep,
  type World,
} from './lives.ts';
import { type Book, newBook, note, pagesMissing, shouldBeTaken, wrongToSend } from './lives-book.ts';
import { does, incident } from './scene.ts';

const lives = 10_000;
const steps = 32;

describe('any ten thousand lives of an incident', () => {
  test('page everybody in time until somebody answers, nobody after an answer to that ladder, and always wait for something', {
    timeout: 60_000,
  }, () => {
    const wrong: string[] = [];
    const seen: Seen = { events: new Map(), commands: new Set() };
    for (let seed = 1; seed <= lives && wrong.length === 0; seed += 1) {
      wrong.push(...live(seed, seen).map((sentence) => `Life ${seed}: ${sentence}`));
    }

    expect(wrong).toEqual([]);
    for (const type of ['PageClaimed', 'IncidentOpenedAgain', 'SeverityChanged', 'IncidentAcknowledged'] as const)
      expect(seen.events.get(type) ?? 0).toBeGreaterThan(lives / 5);
    expect(seen.events.get('AcknowledgementOutgrown') ?? 0).toBeGreaterThan(lives / 50);
    expect([...seen.commands].toSorted()).toEqual(Object.keys(allCommands).toSorted());
  });
});

type Seen = {
  readonly events: Map<IncidentEvent['type'], number>;
  readonly commands: Set<IncidentCommand['type']>;
};

/** A new command does not compile until it stands here, and is not left out of these lives then. */
const allCommands: Readonly<Record<IncidentCommand['type'], 'sent'>> = {
  DeclareIncident: 'sent',
  AcknowledgeIncident: 'sent',
  ResolveIncident: 'sent',
  ChangeSeverity: 'sent',
  GiveRole: 'sent',
  AddNote: 'sent',
  PostUpdate: 'sent',
  TakeAction: 'sent',
  FinishAction: 'sent',
  FillReview: 'sent',
  AskForIssue: 'sent',
  RaiseAlarm: 'sent',
  JoinReport: 'sent',
  AdvanceIncident: 'sent',
  ClaimPage: 'sent',
  RecordIncidentCard: 'sent',
  RecordIncidentCardLost: 'sent',
  RecordIncidentChannel: 'sent',
  RecordIssue: 'sent',
};

function live(seed: number, seen: Seen): readonly string[] {
  const chance = chanceOf(seed);
  const world = newWorld();
  const book = newBook();
  const wrong: string[] = [];
  for (let step = 0; step < steps && wrong.length === 0; step += 1) {
    const { done, swept, tried } = step === 0 ? opened(world, chance) : act(world, chance);
    for (const { type } of done.events) seen.events.set(type, (seen.events.get(type) ?? 0) + 1);
    wrong.push(...note(book, done.events, world.now), ...pagesMissing(book, done.events, done.effects));
    if (tried !== null) wrong.push(...wrongToSend(book, tried, world.now));
    wrong.push(...judged(world, book, swept));
  }
  for (const type of world.tried) seen.commands.add(type);
  return wrong.length === 0 ? atTheEnd(world, book) : wrong;
}

/** `tried`: the page that a performer goes on to send now, whether or not its claim wrote anything. */
type Acted = { readonly done: Done; readonly swept: 'swept' | 'not-swept'; readonly tried: string | null };

function opened(world: World, chance: Chance): Acted {
  const opening = chance() < 0.5 ? does.declare(one(severities, chance)) : alarm(breached('errors'), 'first');
  return { done: submit(world, ben, opening), swept: 'not-swept', tried: null };
}

/** One thing that happens next: time, the sweeper, a performer, a crash, or somebody. */
function act(world: World, chance: Chance): Acted {
  const pick = chance();
  if (pick < 0.25) pass(world, chance);
  if (pick < 0.5) return { done: sweep(world), swept: 'swept', tried: null };
  if (pick < 0.68) return perform(world, chance);
  if (pick < 0.74) {
    world.state = replayed(world);
    return { done: nothingDone, swept: 'not-swept', tried: null };
  }
  return { done: submit(world, ...anyCommand(chance)), swept: 'not-swept', tried: null };
}

/** Claims a page and sends it, or dies after the claim: then it waits for another performer. What cannot be claimed is given up. */
function perform(world: World, chance: Chance): Acted {
  const waiting = [...world.outbox];
  if (waiting.length === 0) return { done: nothingDone, swept: 'not-swept', tried: null };
  const [id, { page }] = one(waiting, chance);
  const done = submit(world, system, { type: 'ClaimPage', incident, page });
  const isClaimed = done.kind === 'accepted';
  const died = isClaimed && chance() < 0.3;
  if (!died) world.outbox.delete(id);
  return { done, swept: 'not-swept', tried: isClaimed ? page : null };
}

function judged(world: World, book: Book, swept: 'swept' | 'not-swept'): readonly string[] {
  const wrong: string[] = [];
  const { state, now } = world;
  const due = dueOfIncident(state);
  if (due !== null && (world.due === null || world.due > due)) wrong.push('The sweeper would come too late.');
  if (swept === 'not-swept' || state.incident === null || state.incident.phase === 'resolved') return wrong;
  if (due === null || due <= now) wrong.push('It waits for nothing that is to come.');
  if (due !== null && due > after(now, 36 * 3_600_000)) wrong.push('It sleeps for longer than a day and a half.');
  if (book.answered === 'yes') return wrong;
  const expected = shouldBeTaken(book, now).join(', ');
  if (book.taken.join(', ') !== expected) wrong.push(`Taken was ${book.taken.join(', ')} instead of ${expected}.`);
  return wrong;
}

/** Somebody answers: whatever page still waits is not sent. The events alone tell the same story as the state. */
function atTheEnd(world: World, book: Book): readonly string[] {
  const answered = submit(world, ben, does.acknowledge());
  const wrong = [...note(book, answered.events, world.now)];
  for (const { page } of world.outbox.values()) {
    const { events } = submit(world, system, { type: 'ClaimPage', incident, page });
    wrong.push(...note(book, events, world.now));
  }
  if (JSON.stringify(replayed(world)) !== JSON.stringify(world.state)) wrong.push('The events tell another story.');
  return wrong;
}
