import { html, nothing, type SafeHtml } from './html.ts';
import { fullTime } from './slack-date.ts';
import { type Snapshot } from './snapshot.ts';
import { type Ui } from './ui.ts';

const leaps = [
  { label: '+5 min', minutes: 5 },
  { label: '+30 min', minutes: 30 },
  { label: '+1 h', minutes: 60 },
  { label: '+1 day', minutes: 1440 },
] as const;

/** The slider goes from five minutes to three days, each notch about a third further than the one before. */
const notches = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1080, 1440, 2160, 2880, 4320] as const;

/** The clock that the bot and everything around it go by: ladders, windows and watches need not be waited for. */
export function drawClock({ clock, now }: Snapshot, { notch }: Ui): SafeHtml {
  if (clock === null) return nothing;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const ahead =
    clock.aheadMs < 1000 ? 'The real time.' : `${spelt(Math.round(clock.aheadMs / 60_000))} ahead of the real time.`;
  return html`
    <h2>Time</h2>
    <div class="clock" data-test="clock" data-ahead="${String(clock.aheadMs)}">
      <p><b data-test="clock-now">${fullTime(now, { zone, now })}</b> <small>${ahead}</small></p>
      <div class="segments" role="group" aria-label="Move the clock forward">${leaps.map(
        ({ label, minutes }) =>
          html`<button type="button" data-do="move-clock" data-minutes="${String(minutes)}" data-test="clock-${String(minutes)}">${label}</button>`,
      )}</div>
      <div class="slide">
        <input type="range" min="0" max="${String(notches.length - 1)}" value="4" step="1" data-slider="clock" data-test="clock-slider" aria-label="How far to move the clock" aria-valuetext="${spelt(minutesAt(notch))}">
        <button type="button" class="button plain small" data-do="move-clock" data-minutes="${String(minutesAt(notch))}" data-test="clock-go">Move by ${spelt(minutesAt(notch))}</button>
      </div>
    </div>`;
}

function minutesAt(notch: number): number {
  return notches[notch] ?? notches[0];
}

function spelt(minutes: number): string {
  if (minutes < 60) return `${String(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours < 48) return rest === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(rest)} min`;
  return `${String(Math.floor(hours / 24))} days${hours % 24 === 0 ? '' : ` ${String(hours % 24)} h`}`;
}
