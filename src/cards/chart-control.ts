import { type Trigger } from '../domain/policy/watch.ts';
import { type ReleaseView } from '../domain/views.ts';
import { chartSignals } from '../domain/watch/charts.ts';
import { type Block } from './block-kit.ts';
import { actions, button, menu } from './blocks.ts';
import { buttonValue, chartBlockId } from './button-value.ts';
import { actionIds } from './ids-of-fields.ts';

/** How people call what is measured. */
export const signalNames: Readonly<Record<Trigger, string>> = {
  health: 'Health',
  errors: 'Errors',
  latency: 'Response time',
  memory: 'Memory',
  cpu: 'CPU',
};

/** Asks for a chart in the thread: a button, or a select where there is more than one signal. None where nobody watched. */
export function chartControl({ release, policy }: ReleaseView): readonly Block[] {
  const watch = 'watch' in release ? release.watch : null;
  const signals = watch === null ? [] : chartSignals(policy.watch);
  const [first, second] = signals;
  if (first === undefined) return [];
  const control =
    second === undefined
      ? button(actionIds.chart, buttonValue(release.id), { label: 'Chart' })
      : menu(
          actionIds.chart,
          'Chart of…',
          signals.map((signal) => ({ value: signal, label: signalNames[signal] })),
        );
  return actions(chartBlockId(release.id), [control]);
}
