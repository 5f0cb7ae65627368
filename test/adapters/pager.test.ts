import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { type PagerDouble, type PagerOptions, startPager } from '../../sandbox/pager/server.ts';
import { createPager } from '../../src/adapters/pager.ts';
import { type PagerEvent } from '../../src/adapters/perform-parts.ts';
import { type Instant } from '../../src/domain/time.ts';

const routingKey = 'r0ut1ngk3yr0ut1ngk3yr0ut1ngk3y00';
const trigger: PagerEvent = {
  action: 'trigger',
  key: 'inc-checkout.abcd1234',
  summary: 'P1: checkout production is down',
  severity: 'critical',
  source: 'checkout production',
  at: '2026-11-20T12:00:00.000Z' as Instant,
  details: { version: 'v2.14.0' },
};

async function service(options: PagerOptions = {}): Promise<PagerDouble> {
  const double = await startPager({ routingKey, ...options });
  onTestFinished(() => double.stop());
  return double;
}

test('sends a page in the shape that the service takes', async () => {
  const double = await service();
  const pager = createPager({ url: double.url, routingKey });

  expect(await pager.send(trigger, 0)).toEqual({ kind: 'accepted' });
  expect(double.accepted).toMatchObject([
    {
      routing_key: routingKey,
      event_action: 'trigger',
      dedup_key: 'inc-checkout.abcd1234',
      client: 'Gonogo',
      payload: {
        summary: 'P1: checkout production is down',
        severity: 'critical',
        source: 'checkout production',
        timestamp: '2026-11-20T12:00:00.000Z',
        custom_details: { version: 'v2.14.0' },
      },
    },
  ]);
});

test('a page that is repeated, acknowledged and resolved is one alert', async () => {
  const double = await service();
  const pager = createPager({ url: double.url, routingKey });
  const statuses: string[] = [];
  for (const event of [
    trigger,
    trigger,
    { action: 'acknowledge', key: trigger.key },
    { action: 'resolve', key: trigger.key },
  ] as const) {
    await pager.send(event, 0);
    statuses.push(...double.alerts().map(({ status }) => status));
  }

  expect(statuses).toEqual(['triggered', 'triggered', 'acknowledged', 'resolved']);
});

test('cuts what the service would refuse as too long, and never in the middle of a character', async () => {
  const double = await service();
  const pager = createPager({ url: double.url, routingKey });
  const long = {
    ...trigger,
    summary: `x${'😀'.repeat(2000)}`,
    source: 'y'.repeat(400),
    details: { all: 'z'.repeat(9000) },
  };

  expect(await pager.send(long, 0)).toEqual({ kind: 'accepted' });
  const summary = double.accepted[0]?.payload?.summary ?? '';
  expect(summary.length).toBeLessThanOrEqual(1024);
  expect(summary.isWellFormed()).toBe(true);
  expect(summary.endsWith('😀…')).toBe(true);
});

test.each([
  ['busy, without saying for how long', { kind: 'busy', retryAfter: null }, [1000, 2000, 4000, 60_000]],
  ['busy for 20 seconds', { kind: 'busy', retryAfter: 20 }, [20_000, 20_000, 20_000, 60_000]],
  ['busy for an hour, as it says', { kind: 'busy', retryAfter: 3600 }, [60_000, 60_000, 60_000, 60_000]],
  ['broken', { kind: 'error', status: 500 }, [1000, 2000, 4000, 60_000]],
  ['away', { kind: 'error', status: 503 }, [1000, 2000, 4000, 60_000]],
] as const)('comes back for ever to a service that is %s, ever later up to a minute', async (_how, fault, waits) => {
  const double = await service();
  const pager = createPager({ url: double.url, routingKey });
  double.fail(fault);
  const found: unknown[] = [];
  for (const attemptsBefore of [0, 1, 2, 500]) {
    const answer = await pager.send(trigger, attemptsBefore);
    found.push(answer.kind === 'later' ? answer.afterMs : answer.kind);
  }
  double.fail(null);

  expect(found).toEqual(waits);
  expect(await pager.send(trigger, 501)).toEqual({ kind: 'accepted' });
});

test('does not wait for ever for a service that is silent', async () => {
  const double = await service();
  double.fail({ kind: 'silent' });
  const pager = createPager({ url: double.url, routingKey, timeoutMs: 50 });

  expect(await pager.send(trigger, 0)).toEqual({
    kind: 'later',
    afterMs: 1000,
    reason: 'the paging service was not reached: no answer in time',
    keyRefused: 0,
  });
});

test.each([401, 403, 404])(
  'counts how often in a row the key is refused, and comes back all the same: %s',
  async (status) => {
    const double = await service();
    const pager = createPager({ url: double.url, routingKey });
    async function refusedAfter(fault: Parameters<PagerDouble['fail']>[0]): Promise<number> {
      double.fail(fault);
      const answer = await pager.send(trigger, 0);
      return answer.kind === 'later' ? answer.keyRefused : 0;
    }
    const refused = { kind: 'error', status } as const;

    expect(await refusedAfter(refused)).toBe(1);
    expect(await refusedAfter({ kind: 'error', status: 503 })).toBe(0);
    expect(await refusedAfter(refused)).toBe(2);
    expect(await refusedAfter(refused)).toBe(3);
    expect(await refusedAfter(null)).toBe(0);
    expect(await refusedAfter(refused)).toBe(1);
  },
);

test('comes back to a service that cannot be reached', async () => {
  const double = await service();
  const { url } = double;
  await double.stop();

  const answer = await createPager({ url, routingKey }).send(trigger, 3);
  expect(answer).toMatchObject({ kind: 'later', afterMs: 8000 });
  expect(JSON.stringify(answer)).toContain('ECONNREFUSED');
});

test('gives up an event that the service will never take, with its words and without the key', async () => {
  const double = await service({ routingKey: 'another0another0another0another0' });
  const answer = await createPager({ url: double.url, routingKey }).send(trigger, 0);

  expect(answer).toMatchObject({ kind: 'lost' });
  expect(JSON.stringify(answer)).toContain("'routing_key' is not known");
  expect(JSON.stringify(answer)).not.toContain(routingKey);
});

test('never repeats the key, even when the service does, and does not follow it elsewhere', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    const elsewhere = request.url === '/redirect';
    response.writeHead(elsewhere ? 307 : 403, { location: '/elsewhere' }).end(`no such key: ${routingKey}`);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : null;

  for (const path of ['echo', 'redirect']) {
    const answer = await createPager({ url: `http://127.0.0.1:${port}/${path}`, routingKey }).send(trigger, 0);
    expect(answer).toMatchObject({ kind: 'later' });
    expect(JSON.stringify(answer)).not.toContain(routingKey);
  }
  expect(asked).toBe(2);
});
