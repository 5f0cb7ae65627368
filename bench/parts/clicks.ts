import { createHmac } from 'node:crypto';
import { buttonValue } from '../../src/cards/button-value.ts';
import { actionIds } from '../../src/cards/ids-of-fields.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { type ReleaseId, type SlackUserId } from '../../src/domain/ids.ts';
import { type Lane } from '../../src/domain/lane/lane.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { type Instant } from '../../src/domain/time.ts';
import { signingSecret } from './bot-process.ts';
import { channels, openIn } from './releases.ts';
import { teamId } from './slack-stub.ts';

export type Vote = { readonly release: ReleaseId; readonly by: SlackUserId };

/** A card whose Approve button can be pressed. */
export type Pressable = {
  readonly release: ReleaseId;
  /** The request of a press by this person, whole and signed. Each is another one, as Slack's trigger ids are. */
  press(by: SlackUserId): Buffer;
};

const app = { api_app_id: 'A0BENCH', token: 'verification', enterprise: null, is_enterprise_install: false };
let presses = 0;

/** Slack sends the whole message along with a press on one of its buttons, so the card is in every request. */
export function pressable(lane: Lane, policy: LanePolicy, now: Instant): Pressable {
  const release = openIn(lane);
  if (release.phase !== 'awaiting-decision') throw new Error(`${release.id} is ${release.phase}.`);
  const { text, blocks } = releaseCard(viewOf(lane, release, policy, now));
  const ts = release.card?.ts ?? '';
  const where = {
    container: { type: 'message', message_ts: ts, channel_id: channels.releases, is_ephemeral: false },
    channel: { id: channels.releases, name: 'releases' },
    message: { type: 'message', user: 'U0GONOGO', bot_id: 'B0GONOGO', ts, text, blocks, team: teamId },
    team: { id: teamId, domain: 'bench' },
  };
  const action = {
    type: 'button',
    action_id: actionIds.approve,
    value: buttonValue(release.id, release.proposal.hash),
  };
  const fixed = encodeURIComponent(JSON.stringify({ ...app, ...where, actions: [action] }).slice(1));

  return {
    release: release.id,
    press(by) {
      presses += 1;
      const user = { id: by, username: by.toLowerCase(), name: by.toLowerCase(), team_id: teamId };
      const own = JSON.stringify({ type: 'block_actions', user, trigger_id: `${presses}.1.bench` });
      return signedPost(`payload=${encodeURIComponent(`${own.slice(0, -1)},`)}${fixed}`);
    },
  };
}

/** `/release …`, typed by somebody. */
export function slashCommand(by: SlackUserId, text: string): Buffer {
  presses += 1;
  const fields = { token: 'verification', team_id: teamId, team_domain: 'bench', channel_id: channels.releases };
  const asked = { user_id: by, user_name: by.toLowerCase(), command: '/release', text, api_app_id: 'A0BENCH' };
  const reply = { response_url: 'http://127.0.0.1:9/none', trigger_id: `${presses}.1.bench` };
  return signedPost(new URLSearchParams({ ...fields, channel_name: 'releases', ...asked, ...reply }).toString());
}

/** A whole HTTP request, with Slack's signature of now. */
function signedPost(body: string): Buffer {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const head = [
    'POST /slack/events HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)',
    `X-Slack-Request-Timestamp: ${timestamp}`,
    `X-Slack-Signature: v0=${signature}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
