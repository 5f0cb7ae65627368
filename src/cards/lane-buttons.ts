import { type EnvironmentName, type ServiceId } from '../domain/ids.ts';
import { type Button } from './block-kit.ts';
import { button } from './blocks.ts';
import { laneButtonValue } from './button-value.ts';
import { actionIds } from './ids-of-fields.ts';
import { laneName } from './names.ts';
import { plain } from './text.ts';

/** Buttons about a lane rather than a release. They stand on cards, in the status and in Home. */

export function adoptLiveButton(service: ServiceId, environment: EnvironmentName): Button {
  return button(actionIds.adoptLive, laneButtonValue(service, environment), {
    label: 'Record what is live',
    confirm: {
      title: 'Record what is live',
      text: `The version endpoint of ${laneName(service, environment)} is read, and what it shows becomes the version from which changes are counted and to which a rollback can go back, whether it works or not. Nothing is deployed.`,
      yes: 'Record it',
    },
  });
}

export function clearHoldButton(service: ServiceId, environment: EnvironmentName, reason: string): Button {
  return button(actionIds.clearHold, laneButtonValue(service, environment), {
    label: 'Clear the hold',
    confirm: {
      title: `Open ${laneName(service, environment)}`,
      text: `It is held: ${plain(reason, 120)}. Once cleared, approved releases may start.`,
      yes: 'Clear the hold',
      style: 'danger',
    },
  });
}
