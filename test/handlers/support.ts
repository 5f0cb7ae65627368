import { App, type Logger, LogLevel, type Receiver } from '@slack/bolt';
import { type HomeTab, type Message, type Modal } from '../../src/cards/block-kit.ts';
import {
  type ChannelId,
  type CommitSha,
  type MessageTs,
  type ReleaseId,
  type SlackUserId,
} from '../../src/domain/ids.ts';
import { emptyLane, type Lane, type Verified } from '../../src/domain/lane/lane.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { type FlowAnswer, type Submission } from '../../src/flow.ts';
import { registerHandlers } from '../../src/handlers/index.ts';
import {
  type CandidateAsked,
  type FileToSend,
  type FileToShare,
  type HandlerParts,
  type StatusReading,
} from '../../src/handlers/parts.ts';
import { at, backwards, candidate, checkout, liveSha, now, policy, production } from '../cards/fixtures.ts';
import { createDesk } from './incident-desk.ts';

export const team = 'T0ACME';
export const channel = 'C0RELEASES' as ChannelId;
export const newRelease = 'checkout.production.new00000' as ReleaseId;

export const acceptedAnswer: FlowAnswer = { kind: 'accepted', events: [], effects: [] };

export function refusedAnswer(refusal: Extract<FlowAnswer, { kind: 'refused' }>['refusal']): FlowAnswer {
  return { kind: 'refused', refusal };
}

export function laneWith(release: Release | null, changes: Partial<Lane> = {}): Lane {
  const open = release === null || release.phase === 'ended' ? {} : { [release.id]: release };
  return { ...emptyLane(checkout, production), open, last: release?.phase === 'ended' ? release : null, ...changes };
}

export const noRows: StatusReading = { lanes: [], open: [], recent: [], warnings: [] };

/** Everything that the handlers did, and the order in which it began. */
export type World = {
  readonly parts: HandlerParts;
  readonly steps: readonly string[];
  readonly submitted: readonly Submission[];
  /** What was read from GitHub. */
  readonly read: readonly CandidateAsked[];
  readonly told: readonly {
    readonly user: SlackUserId;
    readonly channel: ChannelId | null;
    readonly message: Message;
  }[];
  readonly shared: readonly FileToShare[];
  /** Files that went to one person. */
  readonly sent: readonly FileToSend[];
  readonly opened: readonly Modal[];
  readonly updated: readonly Modal[];
  readonly homes: readonly HomeTab[];
  readonly forgotten: readonly SlackUserId[];
  readonly logged: readonly string[];
  /** Sends one payload through a real Bolt app; resolves when its listeners are done. */
  deliver(body: object, input?: string): Promise<Delivered>;
};

export type Delivered = { readonly acks: readonly unknown[]; readonly answer: unknown };

/** A config with two lanes of `checkout`, in which everybody is a full member unless a test says otherwise. */
export function createWorld(changes: Partial<HandlerParts> = {}): World {
  const steps: string[] = [];
  const submitted: Submission[] = [];
  const read: CandidateAsked[] = [];
  const told: World['told'][number][] = [];
  const shared: FileToShare[] = [];
  const sent: FileToSend[] = [];
  const opened: Modal[] = [];
  const updated: Modal[] = [];
  const homes: HomeTab[] = [];
  const forgotten: SlackUserId[] = [];
  const logged: string[] = [];
  const lanes: readonly LanePolicy[] = [policy, { ...policy, environment: stagingName }];
  function log(_facts: object, text: string): void {
    logged.push(text);
  }

  const parts: HandlerParts = {
    async submit(submission) {
      steps.push(`submit ${submission.command.type}`);
      submitted.push(submission);
      return acceptedAnswer;
    },
    readLane: async () => laneWith(null),
    policyOf: (chain) => lanes.find((lane) => chain === `lane.${lane.service}.${lane.environment}`) ?? null,
    lanes: () => lanes,
    teamId: () => team,
    standing: async () => ({ kind: 'member' }),
    forgetPerson: (user) => void forgotten.push(user),
    readings: { status: async () => noRows, history: async () => ({ rows: [], next: null }), record: async () => null },
    slack: {
      async openModal(_trigger, view) {
        steps.push(`open ${view.callback_id}`);
        opened.push(view);
        return 'V0NEW';
      },
      async updateModal(_id, view) {
        steps.push(`update ${view.callback_id}`);
        updated.push(view);
      },
      async publishHome(_user, view) {
        steps.push('home');
        homes.push(view);
      },
      async tell(ask) {
        steps.push('tell');
        told.push(ask);
      },
      async sendFile(ask) {
        steps.push('send a file');
        sent.push(ask);
        return { kind: 'said', place: { channel: 'D0DANA' as ChannelId, ts: '1763700000.000200' as MessageTs } };
      },
      async share(ask) {
        steps.push('share');
        shared.push(ask);
        return { kind: 'said' };
      },
      messageAt: async () => null,
    },
    bundle: async (release) => ({ kind: 'bundle', name: `${release}.gonogo.json`, bytes: Buffer.from('signed') }),
    chart: async (view, signal) => ({
      caption: `The ${signal} of ${view.release.id}.`,
      bytes: Buffer.from('a picture'),
      name: `${signal}.png`,
      title: signal,
    }),
    candidates: {
      async read(asked) {
        steps.push('read GitHub');
        read.push(asked);
        return { kind: 'found', candidate: asked.kind === 'rollback' ? backwards : candidate };
      },
    },
    runUrl: (repo, run) => `https://github.com/${repo}/actions/runs/${run}`,
    incidents: createDesk().incidents,
    newReleaseId: () => newRelease,
    now: () => now,
    log: { info: log, warn: log, error: log },
    ...changes,
  };
  const app = boltApp(parts);
  const world = { parts, steps, submitted, read, told, shared, sent, opened, updated, homes, forgotten, logged };
  return {
    ...world,
    async deliver(body, input = 'input-1') {
      const acks: unknown[] = [];
      async function ack(answer?: unknown): Promise<void> {
        steps.push('ack');
        acks.push(answer);
      }
      await app.processEvent({ body: { ...body }, ack, customProperties: { inputId: input, receivedAt: 0 } });
      return { acks, answer: acks[0] };
    },
  };
}

export const stagingName = 'staging' as LanePolicy['environment'];

/** Bolt as it is used, but for a receiver without a network. */
function boltApp(parts: HandlerParts): App {
  const receiver: Receiver = { init() {}, start: async () => null, stop: async () => null };
  async function authorize(): Promise<{ botId: string; botUserId: string }> {
    return { botId: 'B0', botUserId: 'U0GONOGO' };
  }
  const app = new App({ receiver, authorize, convoStore: false, logger: silent });
  registerHandlers(app, parts);
  return app;
}

/** What Bolt logs of an error is what the tests look at anyway. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

const person = { team_id: team } as const;

/** A click as Slack sends it, with more fields than are read. */
export function clickBody(actionId: string, value: string, by: SlackUserId, changes: object = {}): object {
  return {
    type: 'block_actions',
    user: { id: by, username: 'somebody', ...person },
    api_app_id: 'A0',
    token: 'ignored',
    team: null,
    trigger_id: '1.2.3',
    container: { type: 'message', message_ts: '1.1', channel_id: channel },
    channel: { id: channel, name: 'releases' },
    actions: [{ type: 'button', block_id: 'release', action_id: actionId, value, action_ts: '1.1' }],
    ...changes,
  };
}

export function formBody(callbackId: string, metadata: string, values: object, by: SlackUserId): object {
  return {
    type: 'view_submission',
    user: { id: by, ...person },
    team: { id: team },
    view: { type: 'modal', id: 'V0', callback_id: callbackId, private_metadata: metadata, state: { values } },
  };
}

export function commandBody(text: string, by: SlackUserId, changes: object = {}): object {
  return {
    command: '/release',
    text,
    user_id: by,
    user_name: 'somebody',
    team_id: team,
    channel_id: channel,
    trigger_id: '1.2.3',
    response_url: 'http://127.0.0.1:9/never-called',
    is_enterprise_install: 'false',
    ...changes,
  };
}

export function eventBody(event: object): object {
  return { type: 'event_callback', team_id: team, event };
}

/** All that somebody would read of an answer, in one string. */
export function textOf(answer: unknown): string {
  return JSON.stringify(answer ?? '');
}

/** Within an open modal, which is in no channel. */
export const inModal = { channel: undefined, view: { type: 'modal', id: 'V0LIST' }, container: { type: 'view' } };

/** A version that a watch saw work. */
export function verified(sha: string, version: string | null, changes: Partial<Verified> = {}): Verified {
  return {
    sha: sha.padEnd(40, '0') as CommitSha,
    version,
    release: newRelease,
    at: at('08:00'),
    manifest: null,
    configDigest: null,
    tookMs: 6 * 60_000,
    ...changes,
  };
}

export const live: Lane['live'] = {
  kind: 'known',
  sha: liveSha,
  version: 'v2.13.0',
  since: now,
  how: { kind: 'verified', release: newRelease },
};
