import { expect, test } from 'vitest';
import { SlackUser, standingOf } from '../../../src/adapters/slack/standing.ts';

const member = {
  id: 'U0ANA',
  team_id: 'T0ACME',
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
};

function standing(fields: object): string {
  return standingOf(SlackUser.parse({ ...member, ...fields }), 'T0ACME').kind;
}

test('takes for a member whom Slack positively says to be one', () => {
  expect(standing({})).toBe('member');
  expect(standing({ is_stranger: false, is_workflow_bot: false, profile: {}, is_invited_user: false })).toBe('member');
});

test('does not hold it against people that they have authorised the app for themselves', () => {
  expect(standing({ is_app_user: true })).toBe('member');
});

test.each([
  ['deleted', { deleted: true }],
  ['guest', { is_restricted: true }],
  ['guest', { is_ultra_restricted: true }],
  ['guest', { is_invited_user: true }],
  ['bot', { is_bot: true }],
  ['bot', { is_workflow_bot: true }],
  ['bot', { is_connector_bot: true }],
  ['bot', { profile: { bot_id: 'B0ROBO' } }],
  ['bot', { id: 'USLACKBOT' }],
  ['stranger', { is_stranger: true }],
  ['stranger', { team_id: 'T0OTHER' }],
  ['stranger', { team_id: 'T0OTHER', enterprise_user: { teams: ['T0THIRD'] } }],
  ['stranger', { team_id: 'T0OTHER', enterprise_user: {} }],
])('takes for a %s: %j', (kind, fields) => {
  expect(standing(fields)).toBe(kind);
});

test('takes for a member of ours whoever an Enterprise Grid puts into our workspace', () => {
  expect(standing({ team_id: 'T0OTHER', enterprise_user: { teams: ['T0ACME', 'T0OTHER'] } })).toBe('member');
});

test.each(['deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted', 'team_id'])(
  'does not know about somebody of whom Slack leaves out %s',
  (field) => {
    const unclear: unknown = { ...member, [field]: undefined };

    expect(standingOf(SlackUser.parse(unclear), 'T0ACME')).toEqual({
      kind: 'unknown',
      reason: `Slack did not say ${field}`,
    });
  },
);

test('says what it is sure of although something else is missing', () => {
  expect(standing({ deleted: true, is_bot: undefined })).toBe('deleted');
  expect(standing({ is_restricted: true, team_id: undefined })).toBe('guest');
});

test.each([{ deleted: 'false' }, { is_bot: 0 }, { is_restricted: null }, { profile: 'none' }])(
  'does not read %j, which is not what Slack promises',
  (fields) => {
    expect(SlackUser.safeParse({ ...member, ...fields }).success).toBe(false);
  },
);
