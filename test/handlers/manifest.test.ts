import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { helpWords } from '../../src/cards/help.ts';
import { actionIds, callbackIds } from '../../src/cards/ids-of-fields.ts';
import { incidentWords } from '../../src/cards/incident-help.ts';
import { inputs } from '../../src/handlers/index.ts';

const address = 'https://gonogo.example.com/slack/events';

const Manifest = z.object({
  display_information: z.object({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(174).max(4000),
  }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.literal(true), messages_tab_enabled: z.literal(true) }),
    slash_commands: z.array(
      z.object({
        command: z.string(),
        url: z.literal(address),
        should_escape: z.literal(true),
        description: z.string().max(2000),
        usage_hint: z.string().max(1000),
      }),
    ),
  }),
  oauth_config: z.object({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ request_url: z.literal(address), bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.literal(true), request_url: z.literal(address) }),
    socket_mode_enabled: z.literal(false),
  }),
});

const manifest = Manifest.parse(
  JSON.parse(readFileSync(new URL('../../deploy/slack-manifest.json', import.meta.url), 'utf8')),
);

/** What Slack wants for each thing that we do there, by its reference. */
const scopesFor: Readonly<Record<string, readonly string[]>> = {
  'slash commands': ['commands'],
  'posting, updating and telling one person': ['chat:write'],
  'who people are, and user_change': ['users:read'],
  subteam_members_changed: ['usergroups:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  'finding our own messages again': ['channels:history', 'groups:history'],
  reaction_added: ['reactions:read'],
  'charts, bundles and reviews': ['files:write'],
  'a direct message to whoever is paged, and finding it again': ['im:write', 'im:history'],
  'a channel of its own for an incident': ['channels:manage'],
};

describe('the Slack manifest', () => {
  test('has exactly the commands that are answered', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command).toSorted()).toEqual(
      Object.keys(inputs.commands).toSorted(),
    );
  });

  test('subscribes to exactly the events that are handled', () => {
    expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(Object.keys(inputs.events).toSorted());
  });

  test('asks for exactly the rights that something needs', () => {
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual(Object.values(scopesFor).flat().toSorted());
  });

  test.each([
    ['/release', helpWords],
    ['/incident', incidentWords],
  ] as const)('hints at every word of %s', (name, words) => {
    const hint = manifest.features.slash_commands.find(({ command }) => command === name)?.usage_hint;

    expect(words.filter((word) => hint?.includes(word) !== true)).toEqual([]);
  });
});

describe('the table of inputs', () => {
  test('has every button that a card, the status or Home can show', () => {
    expect(Object.keys(inputs.buttons).toSorted()).toEqual(Object.values(actionIds).toSorted());
  });

  test('has every form that can be sent', () => {
    const closedOnly: readonly string[] = [callbackIds.unknown, callbackIds.checklist];
    const sendable = Object.values(callbackIds).filter((id) => !closedOnly.includes(id));

    expect(Object.keys(inputs.forms).toSorted()).toEqual(sendable.toSorted());
  });
});
