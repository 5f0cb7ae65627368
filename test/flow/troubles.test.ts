import { describe, expect, test } from 'vitest';
import { LedgerDamaged } from '../../src/adapters/ledger/errors.ts';
import { type EnvironmentName, type ReleaseId, type ServiceId } from '../../src/domain/ids.ts';
import { createTroubles, type Troubles } from '../../src/main-troubles.ts';
import { chain } from './support.ts';

const minute = 60_000;

type Bench = { readonly troubles: Troubles; readonly logged: readonly string[]; readonly wait: (ms: number) => void };

function bench(): Bench {
  const logged: string[] = [];
  let now = 0;
  function log(_facts: object, text: string): void {
    logged.push(text);
  }
  return {
    logged,
    troubles: createTroubles({ error: log, warn: log }, () => now),
    wait(ms) {
      now += ms;
    },
  };
}

describe('a lane whose ledger cannot be read', () => {
  const damage = new LedgerDamaged('Event 5 is missing.', null);
  const sentence = 'The ledger of lane checkout → production cannot be read: Event 5 is missing.';

  test('is a reason not to be armed, until it can be read again', () => {
    const { troubles } = bench();
    troubles.unreadable(chain, damage);

    expect(troubles.reasons()).toEqual([sentence]);
    expect(troubles.warnings()).toEqual([sentence]);
    troubles.readable(chain);
    expect([...troubles.reasons(), ...troubles.warnings()]).toEqual([]);
  });

  test('is in the log once a minute, however often it is tried', () => {
    const { troubles, logged, wait } = bench();
    for (let second = 0; second < 90; second += 1) {
      troubles.unreadable(chain, damage);
      wait(1000);
    }

    expect(logged).toEqual([sentence, sentence]);
  });

  test('is not blamed for a queue that refuses its work', () => {
    const { troubles } = bench();
    troubles.unreadable(chain, new Error('OOM command not allowed'));

    expect(troubles.reasons()).toEqual(['Nothing goes on in checkout → production: OOM command not allowed']);
  });
});

describe('what operators are told', () => {
  test('is shown for ten minutes after it last happened, each thing once, the newest first', () => {
    const { troubles, wait } = bench();
    troubles.tell('first');
    troubles.tell('second');
    wait(6 * minute);
    troubles.tell('first');

    expect(troubles.warnings()).toEqual(['first', 'second']);
    wait(5 * minute);
    expect(troubles.warnings()).toEqual(['first']);
    wait(5 * minute);
    expect(troubles.warnings()).toEqual([]);
    expect(troubles.reasons()).toEqual([]);
  });
});

describe('a release in a lane that the config does not have', () => {
  const row = {
    release: 'checkout.staging.aaaaaaaa' as ReleaseId,
    service: 'checkout' as ServiceId,
    environment: 'staging' as EnvironmentName,
  };
  const sentence =
    'checkout → staging has a release in flight (checkout.staging.aaaaaaaa) but is not in gonogo.yaml; ' +
    'put the lane back to watch and end it.';

  test('is told for as long as it is open, and logged when it is first seen', () => {
    const { troubles, logged } = bench();
    troubles.astray([row]);
    troubles.astray([row]);

    expect(troubles.warnings()).toEqual([sentence]);
    expect(logged).toEqual([sentence]);
    troubles.astray([]);
    expect(troubles.warnings()).toEqual([]);
  });
});
