import { healthySignals } from '../azure/production.ts';
import { noFaults } from '../github/faults.ts';
import { type SwitchInfo } from './client/snapshot.ts';
import { evidenceSwitches } from './switch-evidence.ts';
import { signalSwitches } from './switch-signals.ts';
import { type Levers, type Served, type Switch, switches } from './switch-table.ts';

const all: readonly Switch[] = [...signalSwitches, ...switches, ...evidenceSwitches];

/** The switches as the page shows them, each with the services for which it is on. */
export function showSwitches(levers: Levers, services: readonly Served[]): readonly SwitchInfo[] {
  return all.map((one) => {
    const { name, group, label, expect, kind } = one;
    const on =
      one.kind === 'toggle' ? services.filter((served) => one.isOn(levers, served)).map((served) => served.name) : [];
    return { name, group, label, expect, kind, on };
  });
}

/** Turns a toggle round, or does what the switch does. Throws a sentence when that makes no sense now. */
export function flip(name: string, served: Served, levers: Levers): void {
  const one = all.find((candidate) => candidate.name === name);
  if (one === undefined) throw new Error(`There is no switch ${name}.`);
  if (one.kind === 'once') one.act(levers, served);
  else one.turn(levers, served, one.isOn(levers, served) ? 'off' : 'on');
}

/** Ends everything that a switch began. Commits stay: nobody unpushes. */
export function reset(levers: Levers, services: readonly Served[]): void {
  const { slack, github, service, production } = levers;
  for (const one of all) {
    if (one.kind === 'once') continue;
    for (const served of services) if (one.isOn(levers, served)) one.turn(levers, served, 'off');
  }
  slack.faults.clear();
  Object.assign(github.world.faults, noFaults());
  for (const { name } of services) {
    service.set(name, { health: 'ok', version: 'ok' });
    production.set(name, healthySignals);
  }
}
