import { describe, expect, test } from 'vitest';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { ana, ben } from '../cards/fixtures.ts';
import { by, createDesk, type Desk, deskWithIncident, ona } from './incident-desk.ts';
import { commandBody, createWorld, eventBody, textOf } from './support.ts';

async function status(desk: Desk, words = ''): Promise<string> {
  const world = createWorld({ incidents: desk.incidents });
  return textOf((await world.deliver(commandBody(`status ${words}`, ana))).answer);
}

async function home(desk: Desk, user: SlackUserId): Promise<string> {
  const world = createWorld({ incidents: desk.incidents });
  await world.deliver(eventBody({ type: 'app_home_opened', user, tab: 'home', channel: 'D0HOME', event_ts: '1.1' }));
  return textOf(world.homes);
}

describe('/release status', () => {
  test.each(['', 'checkout'])('shows what is open, before the releases (status %s)', async (words) => {
    const shown = await status(deskWithIncident(), words);

    expect(shown.indexOf('Totals are wrong')).toBeGreaterThan(0);
    expect(shown.indexOf('Totals are wrong')).toBeLessThan(shown.indexOf('*Open:*'));
  });

  test('shows what is still to be done about one that is resolved', async () => {
    const desk = deskWithIncident();
    desk.given({ ...by(), type: 'ResolveIncident', how: 'Rolled back' });

    expect(await status(desk)).toContain('Totals are wrong');
  });

  test('shows nothing of an incident where there is none', async () => {
    expect(await status(createDesk())).not.toContain('inc-');
  });

  test('of one service leaves the incidents of others out', async () => {
    const desk = deskWithIncident();
    const { open } = await desk.incidents.rows();
    const elsewhere = open.map((row) => ({ ...row, service: 'payments' as never }));
    const incidents = { ...desk.incidents, rows: async () => ({ open: elsewhere, recent: [] }) };

    expect(await status({ ...desk, incidents }, 'checkout')).not.toContain('Totals are wrong');
    expect(await status({ ...desk, incidents })).toContain('Totals are wrong');
  });
});

describe('Home', () => {
  test('shows an incident that waits for the person among what needs them', async () => {
    const shown = await home(deskWithIncident(), ona);

    expect(shown).toContain('Totals are wrong');
    expect(shown.indexOf('Totals are wrong')).toBeLessThan(shown.indexOf('Open without you'));
  });

  test('does not claim that one waits for somebody who was not told', async () => {
    const desk = deskWithIncident();
    desk.given({ ...by(), type: 'AcknowledgeIncident' });

    const shown = await home(desk, ben);

    expect(shown.slice(0, shown.indexOf('Open without you'))).not.toContain('Totals are wrong');
  });
});
